package io.plumbline.core.check;

import io.plumbline.core.estimate.Estimate;
import io.plumbline.core.function.ScalarFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
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
final class FunctionTies {
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

  /** Of what two neighbours are apart on a ramp: so none overtakes the other. */
  private static final double RAMP_STEP = 0.25;

  /** With so many slopes, or fewer, all choices of ties have been seen but for the rarest. */
  private static final int FEW = 8;

  /** Of rare choices of a few ties, and of all of many, in standard deviations. */
  private static final double OF_FEW = 4;

  private static final double OF_MANY = 16;

  private final Chart chart;
  private final long seed;
  private final double error;
  private final double by;
  private final IntPredicate onKink;
  private final double step;

  /**
   * Points beside x.
   *
   * @param chart single entries
   * @param estimates of the derivatives by them
   * @param unit the roundoff of values
   * @param centre f(x)
   */
  FunctionTies(Session session, Chart chart, List<Estimate> estimates, double unit, double centre) {
    this.chart = chart;
    this.seed = session.settings().seed;
    // What noise there is beside it spreads slopes the more the nearer the points are.
    this.error = ROUNDINGS * unit * Math.abs(centre);
    this.onKink = k -> !estimates.get(k).isBounded();
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

  /** Points at one distance, the same for every entry: each is asked once. */
  private final class Around {
    private final int k;
    private final double distance;
    private final List<Quotient> asked = new ArrayList<>();

    Around(int k, double distance) {
      this.k = k;
      this.distance = distance;
    }

    /** Quotients that cross a tie themselves are left out where they are few. */
    Slopes slopes(int count) {
      for (int i = asked.size(); i < count; i++) {
        Chart point = chart.nearby().at(distance, new SplittableRandom(seed + i));
        asked.add(quotient(point, k, step * Math.abs(point.x()[k] - chart.x()[k])));
      }
      List<Quotient> some = asked.subList(0, count);
      double noise = some.stream().mapToDouble(Quotient::noise).reduce(0, Math::max);
      double[] whole = slopes(some, Quotient::isWhole);
      boolean areMost = 2 * whole.length > count;
      return new Slopes(areMost ? whole : slopes(some, each -> Double.isFinite(each.slope)), noise);
    }

    private static double[] slopes(List<Quotient> of, Predicate<Quotient> which) {
      return of.stream().filter(which).mapToDouble(Quotient::slope).toArray();
    }
  }

  /** A central quotient, what noise makes of it, and by how much those to both sides differ. */
  private record Quotient(double slope, double noise, double jump) {
    boolean isWhole() {
      return Math.abs(jump) <= 2 * SEEN * noise;
    }
  }

  private Quotient quotient(Chart point, int k, double way) {
    ScalarFunction function = point.function();
    double[] at = point.x().clone();
    double centre = at[k];
    double here = function.evaluate(at);
    double right = function.precision().round(centre + way);
    at[k] = right;
    double above = function.evaluate(at);
    double left = function.precision().round(centre - way);
    at[k] = left;
    double below = function.evaluate(at);
    return new Quotient(
        (above - below) / (right - left),
        2 * error / (right - left),
        (above - here) / (right - centre) - (here - below) / (centre - left));
  }

  /**
   * Whether a claim may be a choice among pieces that meet at x.
   *
   * @param claim in units of the chart
   * @param tolerance relative to the steepest slope
   */
  boolean mayExplain(int k, double claim, double tolerance) {
    if (onKink.test(k) && isByRule(k, claim, tolerance)) {
      return true;
    }
    Around near = new Around(k, by * NEARER);
    Around far = new Around(k, by);
    return mayExplain(near, far, FIRST, claim, tolerance)
        || (onKink.test(k) && mayExplain(near, far, ALL, claim, tolerance));
  }

  /** By the spread of so many points; of few, none may lie where the entry wins a tie. */
  private static boolean mayExplain(
      Around near, Around far, int count, double claim, double tolerance) {
    Slopes closest = near.slopes(count);
    if (!closest.isSeen()) {
      return false;
    }
    double change = closest.spread() / far.slopes(count).spread();
    return change <= SAME
        && change >= 1 / SAME
        && (isAmong(closest, claim, tolerance) || isAmong(near.slopes(ALL), claim, tolerance));
  }

  /**
   * Whether a claim is what the first or the last of equals gives: entries that rise, or fall, in
   * their order decide every tie so.
   */
  private boolean isByRule(int k, double claim, double tolerance) {
    int[] last = {1};
    IntToDoubleFunction most =
        each -> {
          last[0] = Math.max(last[0], each);
          return 1;
        };
    double size = Math.abs(chart.nearby().at(by, most).x()[k] - chart.x()[k]);
    for (double sign : new double[] {1, -1}) {
      Chart point = chart.nearby().at(by, each -> sign * (2.0 * each / last[0] - 1));
      Quotient own = quotient(point, k, RAMP_STEP * 2 * size / last[0]);
      double allowed = SEEN * own.noise + tolerance * Math.abs(own.slope);
      if (own.isWhole() && Math.abs(claim - own.slope) <= allowed) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAmong(Slopes slopes, double claim, double tolerance) {
    double[] all = slopes.values.clone();
    Arrays.sort(all);
    double mean = Arrays.stream(all).average().orElseThrow();
    double variance = Arrays.stream(all).map(s -> (s - mean) * (s - mean)).average().orElseThrow();
    double same = Math.max(slopes.noise, tolerance * slopes.spread());
    double beyond = beyond(levels(all, same), Math.sqrt(variance), slopes.spread());
    double most = all[all.length - 1];
    double allowed = slopes.noise + tolerance * Math.max(Math.abs(all[0]), Math.abs(most));
    return claim >= all[0] - beyond - allowed && claim <= most + beyond + allowed;
  }

  /** How many slopes there are that are further apart than this. */
  private static int levels(double[] sorted, double same) {
    int levels = 0;
    double level = Double.NEGATIVE_INFINITY;
    for (double each : sorted) {
      if (levels == 0 || each - level > same) {
        level = each;
        levels++;
      }
    }
    return levels;
  }

  /**
   * How far beyond the slopes that were seen others may be. Of two there is one tie, and no other.
   * Of several what lies between any two may be what a tie of its own adds to either.
   */
  private static double beyond(int levels, double deviation, double spread) {
    return levels <= 2 ? 0 : Math.max(spread, (levels > FEW ? OF_MANY : OF_FEW) * deviation);
  }
}
