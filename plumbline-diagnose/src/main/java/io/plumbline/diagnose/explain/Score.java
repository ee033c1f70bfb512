package io.plumbline.diagnose.explain;

import io.plumbline.core.cause.Misfit;
import io.plumbline.core.cause.Tiling;
import io.plumbline.core.function.Precision;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How well a reading predicts the numeric array, by the {@link Misfit} that wrong gradients are
 * held against: on one half of the coordinates, by which readings and their factors are found, and
 * on the other, which was held out. A tile's quotient counts once, however many pixels hold it.
 */
final class Score {
  private static final int MOST = 2048;
  private static final long SEED = 1;

  /** The array is known no better, relative to its root mean square. */
  private static final double RESOLUTION = 1e-7;

  /** So much of what the best reading leaves is taken for the array's noise; the rest are kinks. */
  private static final double NOISY_SHARE = 0.9;

  private final double[] numeric;
  private final int[] fit;
  private final int[] held;
  private final Misfit misfitOfFit;
  private final Misfit misfitOfHeld;
  private final double floor;
  private double level = Double.POSITIVE_INFINITY;

  Score(Disagreement given, List<Tiling> tilings) {
    this.numeric = given.numeric().values();
    List<Integer> some =
        once(tilings).filter(k -> Double.isFinite(numeric[k])).boxed().collect(Collectors.toList());
    Collections.shuffle(some, new Random(SEED));
    int half = Math.min(MOST, (some.size() + 1) / 2);
    this.fit = some.stream().limit(half).mapToInt(k -> k).toArray();
    this.held = some.stream().skip(half).limit(MOST).mapToInt(k -> k).toArray();
    this.misfitOfFit = Misfit.of(pick(numeric, fit));
    this.misfitOfHeld = Misfit.of(pick(numeric, held));
    double size = Vectors.norm(pick(numeric, fit)) / Math.sqrt(Math.max(1, fit.length));
    double roundoff = Precision.FLOAT32.unitRoundoff();
    this.floor = size > 0 ? RESOLUTION * size : roundoff / given.step();
  }

  /** One coordinate of each of the largest tiles that the array is constant in. */
  private IntStream once(List<Tiling> tilings) {
    return tilings.stream()
        .max(Comparator.comparingInt(each -> each.height() * each.width()))
        .map(
            largest ->
                IntStream.range(0, largest.tiles().get(0).count())
                    .map(tile -> largest.tiles().get(0).members(tile)[0]))
        .orElse(IntStream.range(0, numeric.length));
  }

  /** Takes what the best of some readings leaves for the array's noise. */
  void learn(List<Reading> readings) {
    for (Reading reading : readings) {
      double[] weights = weights(reading, fit);
      double[] sizes =
          IntStream.range(0, fit.length)
              .mapToDouble(k -> Math.abs(numeric[fit[k]] - reading.expected()[fit[k]]) / weights[k])
              .sorted()
              .toArray();
      if (sizes.length > 0) {
        double most = sizes[(int) (NOISY_SHARE * (sizes.length - 1))];
        // Where a step leads to where the function has no value, nothing is learnt.
        level = most < level ? Math.max(floor, most) : level;
      }
    }
  }

  /** How noisy the array is, as far as was learnt; for each of its elements. */
  double level() {
    return level;
  }

  /** How many of its elements readings are found by. */
  int fitted() {
    return fit.length;
  }

  /**
   * How noisy each quotient is beside the others, of geometric mean 1, so that readings with many
   * steps and with one are held against the same array.
   */
  private static double[] weights(Reading reading, int[] where) {
    double[] weights = new double[where.length];
    Arrays.fill(weights, 1);
    if (reading.steps().isRelative() && where.length > 0) {
      double[] steps = reading.source().moved(reading.source().single(), reading.steps());
      double[] logs = IntStream.of(where).mapToDouble(k -> -Math.log(steps[k])).toArray();
      double mean = Arrays.stream(logs).average().orElseThrow();
      Arrays.setAll(weights, k -> Math.exp(logs[k] - mean));
    }
    return weights;
  }

  /** The factor by which an array fits best, on the one half. */
  double factor(double[] expected) {
    double[] some = pick(expected, fit);
    return Vectors.dot(pick(numeric, fit), some) / Vectors.dot(some, some);
  }

  /** What a reading costs on the half by which it was found, in nats. */
  double fitted(Reading reading) {
    return cost(misfitOfFit, reading, fit);
  }

  /** What it costs on the half that was held out. */
  double held(Reading reading) {
    return cost(misfitOfHeld, reading, held);
  }

  /** What it costs there to predict nothing but zeros. */
  double heldByNothing() {
    double[] allowed = new double[held.length];
    Arrays.fill(allowed, level);
    return misfitOfHeld.cost(new double[held.length], allowed);
  }

  /** What it leaves of the half that was held out, relative to that half. */
  double left(Reading reading) {
    double[] of = pick(numeric, held);
    return Vectors.distance(of, pick(reading.expected(), held)) / Vectors.norm(of);
  }

  private double cost(Misfit misfit, Reading reading, int[] where) {
    double[] allowed = Vectors.times(level, weights(reading, where));
    return misfit.cost(pick(reading.expected(), where), allowed);
  }

  private static double[] pick(double[] values, int[] where) {
    return IntStream.of(where).mapToDouble(k -> values[k]).toArray();
  }
}
