package io.plumbline.diagnose.check;

import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.evaluate.result.Kink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A coordinate worth a look: one that disagrees, or comes nearest to it.
 *
 * @param index its place in C order
 * @param analytic the gradient as given
 * @param numeric the certified difference quotient
 * @param bound how far the quotient may be from the derivative
 * @param difference analytic minus numeric, errors common to all coordinates taken out
 * @param allowed how large the difference may be
 * @param agreement what is said of it
 * @param kinks units that tie or switch within the step, by name
 */
public record WorstCoordinate(
    int index,
    double analytic,
    double numeric,
    double bound,
    double difference,
    double allowed,
    Agreement agreement,
    List<String> kinks) {
  private static final int MOST = 8;
  private static final int MOST_KINKS = 16;

  /** Copies the list. */
  public WorstCoordinate {
    kinks = List.copyOf(kinks);
  }

  /** The worst of a gradient, with the units of a piece that tie or switch. */
  static List<WorstCoordinate> of(
      double[] gradient, Differences differences, Judgement judgement, Piece piece) {
    return of(
        gradient,
        differences,
        judgement,
        k ->
            piece.kinks(new int[][] {{k}}, differences.steps()[k]).get(0).stream()
                .limit(MOST_KINKS)
                .map(Kink::toString)
                .toList());
  }

  /**
   * The worst of a gradient: those that disagree, by how much, then those that come nearest.
   *
   * @param gradient as given
   * @param differences what it is held against
   * @param judgement what is said of it
   * @param kinks names what is not smooth at a coordinate that is not
   * @return a few at most
   */
  public static List<WorstCoordinate> of(
      double[] gradient,
      Differences differences,
      Judgement judgement,
      IntFunction<List<String>> kinks) {
    List<WorstCoordinate> worst = new ArrayList<>();
    IntStream.range(0, gradient.length)
        .boxed()
        .sorted(Comparator.comparingDouble(k -> -severity(judgement, k)))
        .limit(MOST)
        .forEach(k -> worst.add(of(k, gradient, differences, judgement, kinks)));
    return worst;
  }

  private static WorstCoordinate of(
      int k,
      double[] gradient,
      Differences differences,
      Judgement judgement,
      IntFunction<List<String>> kinks) {
    boolean smooth = differences.standings()[k] == Differences.Standing.SMOOTH;
    return new WorstCoordinate(
        k,
        gradient[k],
        differences.values()[k],
        differences.bounds()[k],
        judgement.differences()[k],
        judgement.allowed()[k],
        judgement.agreements()[k],
        smooth ? List.of() : kinks.apply(k));
  }

  /** How many times what is allowed; a number beyond all others where it is not a number. */
  private static double severity(Judgement judgement, int k) {
    double difference = Math.abs(judgement.differences()[k]);
    double ratio = difference == 0 ? 0 : difference / judgement.allowed()[k];
    return Double.isNaN(ratio) ? Double.POSITIVE_INFINITY : ratio;
  }
}
