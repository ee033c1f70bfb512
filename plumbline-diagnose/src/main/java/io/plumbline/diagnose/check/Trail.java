package io.plumbline.diagnose.check;

import io.plumbline.core.Euclidean;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Evidence;
import io.plumbline.core.verdict.Freedom;
import io.plumbline.core.verdict.Judge;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.Differences;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Keeps what a check has shown on its way, for the case that it is ended. */
final class Trail {
  private final double[] gradient;
  private OptionalDouble off = OptionalDouble.empty();
  private OptionalDouble noise = OptionalDouble.empty();
  private Optional<SoFar.Differenced> differenced = Optional.empty();

  Trail(double[] gradient) {
    this.gradient = gradient;
  }

  /**
   * Reverse mode's gradient was made; rules for ties may make others, of which the nearest counts.
   */
  void derived(double[] derivative) {
    double[] difference = new double[gradient.length];
    for (int k = 0; k < difference.length; k++) {
      difference[k] = gradient[k] - derivative[k];
    }
    off = OptionalDouble.of(Euclidean.norm(difference) / Euclidean.norm(derivative));
  }

  /** Rounding was measured, relative to the derivative's norm. */
  void measured(double relative) {
    noise = OptionalDouble.of(relative);
  }

  /** Some coordinates were differenced; those without a standing were not. */
  void differenced(Judge judge, Differences soFar, Evidence evidence) {
    int[] done =
        IntStream.range(0, gradient.length).filter(k -> soFar.standings()[k] != null).toArray();
    Evidence of =
        new Evidence(
            of(done, evidence.derivative()),
            of(done, evidence.bound()),
            of(done, evidence.rounding()),
            evidence.freedoms().stream()
                .map(
                    each ->
                        new Freedom(
                            each.name(),
                            of(done, each.direction()),
                            each.lower(),
                            each.upper(),
                            each.doubt()))
                .toList());
    Judgement judgement = judge.judge(of(done, gradient), of);
    differenced =
        Optional.of(
            new SoFar.Differenced(
                ranges(done),
                gradient.length,
                judgement.count(Agreement.AGREES),
                judgement.count(Agreement.DISAGREES)));
  }

  private static double[] of(int[] some, double[] values) {
    return IntStream.of(some).mapToDouble(k -> values[k]).toArray();
  }

  private static List<int[]> ranges(int[] done) {
    List<int[]> ranges = new ArrayList<>();
    for (int k : done) {
      int[] last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
      if (last != null && last[1] == k - 1) {
        last[1] = k;
      } else {
        ranges.add(new int[] {k, k});
      }
    }
    return ranges;
  }

  SoFar soFar(Point point) {
    return new SoFar(point.loss(), point.stage(), off, noise, differenced);
  }
}
