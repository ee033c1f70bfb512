package io.plumbline.core.check;

import io.plumbline.core.estimate.Estimate;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Whether x is where pieces of the function meet, as those of max-pooling do where its inputs are
 * equal. Code that differentiates picks one piece for each tie, and what it gives need not lie
 * between the slopes to both sides of x along an entry: {@code max(a, b) - max(c, a)} is level
 * along a where all are equal, and its derivative by a is 1 for who takes the first of equals.
 *
 * <p>Slopes at points beside x, where ties are broken at random, tell: a smooth function's spread
 * the less the nearer the points are, those of pieces that meet at x as much as before. What lies
 * among them is not wrong for that. Of many ties few of all choices are seen: with T that are
 * independent and of one weight, the extreme ones lie sqrt(T) standard deviations from the mean.
 */
final class Ties {
  /** So many points tell whether slopes spread, and so many what they spread over. */
  private static final int FIRST = 16;

  private static final int ALL = 128;

  /** How far the points are, in square roots of the roundoff. */
  private static final double FAR = 64;

  /** Beside steps that estimates were found at they are as near as this part. */
  private static final double OF_STEP = 0.25;

  private static final double NEARER = 0x1p-3;

  /**
   * Steps are as large a part of the way to a point as this root of the roundoff: one in 450 in
   * float64, so that hardly any crosses a tie.
   */
  private static final double STEP_ROOT = 6;

  /** Spreads that stay as they are change by no more than this factor. */
  private static final double SAME = 2;

  /** A spread is one where it is so many times what noise makes of slopes. */
  private static final double SEEN = 4;

  private static final double ROUNDINGS = 4;

  /** With so many slopes, or fewer, all choices of ties have been seen but for the rarest. */
  private static final int FEW = 8;

  /** Of rare choices of a few ties, and of all of many, in standard deviations. */
  private static final double OF_FEW = 4;

  private static final double OF_MANY = 16;

  private final Chart chart;
  private final long seed;
  private final double error;
  private final double by;
  private final double step;

  /**
   * Points beside x.
   *
   * @param chart single entries
   * @param estimates of the derivatives by them
   * @param unit the roundoff of values
   * @param centre f(x)
   */
  Ties(Session session, Chart chart, List<Estimate> estimates, double unit, double centre) {
    this.chart = chart;
    this.seed = session.settings().seed;
    // What noise there is beside it spreads slopes the more the nearer the points are.
    this.error = ROUNDINGS * unit * Math.abs(centre);
    this.by = by(chart, estimates, FAR * Math.sqrt(unit));
    this.step = Math.pow(unit, 1 / STEP_ROOT);
  }

  /** As near as the function is known to be smooth along every entry of which that is known. */
  private static double by(Chart chart, List<Estimate> estimates, double most) {
    return IntStream.range(0, chart.size())
        .filter(k -> estimates.get(k).isBounded())
        .mapToDouble(k -> OF_STEP * estimates.get(k).step() / size(chart.x()[k]))
        .reduce(most, Math::min);
  }

  private static double size(double x) {
    return x == 0 ? 1 : Math.abs(x);
  }

  /** Slopes by one entry at some points, and what the errors of values may make of one. */
  private record Slopes(double[] values, double noise) {
    double spread() {
      return Arrays.stream(values).max().orElse(0) - Arrays.stream(values).min().orElse(0);
    }

    boolean isSeen() {
      return spread() > SEEN * noise;
    }
  }

  private Slopes slopes(int k, double distance, int count) {
    double[] values = new double[count];
    double noise = 0;
    for (int i = 0; i < count; i++) {
      // The same points for every entry, and not kept: of many entries they would be large.
      Chart point = chart.nearby().at(distance, new SplittableRandom(seed + i));
      double h = step * Math.abs(point.x()[k] - chart.x()[k]);
      double[] right = point.x().clone();
      double[] left = point.x().clone();
      right[k] = chart.function().precision().round(right[k] + h);
      left[k] = chart.function().precision().round(left[k] - h);
      double way = right[k] - left[k];
      values[i] = (point.function().evaluate(right) - point.function().evaluate(left)) / way;
      noise = Math.max(noise, 2 * error / way);
    }
    return new Slopes(values, noise);
  }

  /**
   * Whether a claim may be a choice among pieces that meet at x.
   *
   * @param claim in units of the chart
   * @param tolerance relative to the steepest slope
   */
  boolean mayExplain(int k, double claim, double tolerance) {
    Slopes closest = slopes(k, by * NEARER, FIRST);
    if (!closest.isSeen()) {
      return false;
    }
    double change = closest.spread() / slopes(k, by, FIRST).spread();
    return change <= SAME
        && change >= 1 / SAME
        && (isAmong(closest, claim, tolerance)
            || isAmong(slopes(k, by * NEARER, ALL), claim, tolerance));
  }

  private static boolean isAmong(Slopes slopes, double claim, double tolerance) {
    double[] all = slopes.values.clone();
    Arrays.sort(all);
    double mean = Arrays.stream(all).average().orElseThrow();
    double variance = Arrays.stream(all).map(s -> (s - mean) * (s - mean)).average().orElseThrow();
    double same = Math.max(slopes.noise, tolerance * slopes.spread());
    double beyond = Math.sqrt(variance) * deviations(all, same);
    double most = all[all.length - 1];
    double allowed = slopes.noise + tolerance * Math.max(Math.abs(all[0]), Math.abs(most));
    return claim >= all[0] - beyond - allowed && claim <= most + beyond + allowed;
  }

  /** How many standard deviations beyond those that were seen slopes may be. */
  private static double deviations(double[] sorted, double same) {
    long levels =
        IntStream.range(0, sorted.length)
            .filter(i -> i == 0 || sorted[i] - sorted[i - 1] > same)
            .count();
    return levels > FEW ? OF_MANY : levels > 2 ? OF_FEW : 0;
  }
}
