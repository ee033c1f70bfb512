package io.plumbline.diagnose.mistakes;

import io.plumbline.core.Euclidean;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Integrated gradients: the mean of the gradients on the way from a black input to the one given,
 * by itself or multiplied by the input.
 */
final class PathAverage implements Mistake {
  /** How many points people take, the commonest first. */
  private static final int[] COUNTS = {
    50, 51, 100, 20, 10, 16, 32, 25, 64, 5, 8, 11, 17, 21, 30, 33, 40, 101, 128, 200, 4, 256, 300,
    512
  };

  /** From so many points on the mean is the integral but for this share of it. */
  private static final int FINE = 64;

  private static final double NEAR = 0.3;

  /**
   * A mean of few gradients may be far from the integral, for next to black they may be huge: the
   * commonest of these are tried whatever that is.
   */
  private static final Set<Integer> ROUGH = Set.of(20, 10, 5);

  private final InputGradients inputs;
  private final List<String> untried;

  /** At the points of few, which many of those have in common. */
  private final Map<Double, double[]> gradients = new HashMap<>();

  /**
   * A hypothesis.
   *
   * @param inputs where gradients are computed
   * @param untried is told where that may be at too few
   */
  PathAverage(InputGradients inputs, List<String> untried) {
    this.inputs = inputs;
    this.untried = untried;
  }

  @Override
  public String id() {
    return "averaged";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.PATH.nats();
  }

  /** Where the points stand in the parts that the way is cut into. */
  private enum Points {
    MIDPOINTS(0.5, 0),
    ENDS(1, 0),
    BEGINNINGS(0, 0),
    BOTH_ENDS(0, 1);

    private final double at;
    private final int fewer;

    Points(double at, int fewer) {
      this.at = at;
      this.fewer = fewer;
    }

    double share(int step, int count) {
      return (step + at) / (count - fewer);
    }
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    if (inputs.most() < FINE) {
      untried.add(id());
      return Optional.empty();
    }
    double[] fine = mean(FINE, Points.MIDPOINTS);
    double left = inputs.most() - FINE;
    for (boolean times : new boolean[] {false, true}) {
      double[] about = of(fine, times);
      double size = Euclidean.norm(about);
      boolean near = Euclidean.distance(about, suspicion.gradient()) <= NEAR * size;
      for (int count : COUNTS) {
        for (Points points : near || ROUGH.contains(count) ? Points.values() : new Points[0]) {
          left -= count;
          if (left >= 0 && shortlist.best().isEmpty()) {
            offer(shortlist, count, points, times);
          }
        }
      }
    }
    return shortlist.best();
  }

  private void offer(Shortlist shortlist, int count, Points points, boolean times) {
    shortlist.offer(
        of(mean(count, points), times),
        Price.PATH.among(COUNTS.length * Points.values().length),
        confidence ->
            Cause.of(
                "averaged",
                confidence,
                "This is the mean of the gradients at "
                    + count
                    + " points on the way from a black input to the one given"
                    + (times ? ", multiplied by the input" : "")
                    + ": integrated gradients, which explain a prediction and are no derivative at"
                    + " the input.",
                "points",
                count,
                "timesInput",
                times));
  }

  private double[] of(double[] mean, boolean times) {
    double[] of = mean.clone();
    for (int k = 0; times && k < of.length; k++) {
      of[k] *= inputs.x()[k];
    }
    return of;
  }

  private double[] mean(int count, Points points) {
    double[] mean = new double[inputs.x().length];
    for (int step = 0; step < count; step++) {
      double share = points.share(step, count);
      double[] gradient =
          ROUGH.contains(count)
              ? gradients.computeIfAbsent(share, this::gradient)
              : gradient(share);
      for (int k = 0; k < mean.length; k++) {
        mean[k] += gradient[k] / count;
      }
    }
    return mean;
  }

  /** At so much of the input. */
  private double[] gradient(double share) {
    double[] x = Arrays.stream(inputs.x()).map(each -> share * each).toArray();
    return inputs.at(x);
  }
}
