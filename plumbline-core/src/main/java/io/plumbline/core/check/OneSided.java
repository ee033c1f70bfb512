package io.plumbline.core.check;

import io.plumbline.core.estimate.Boundedness;
import io.plumbline.core.estimate.Estimate;
import io.plumbline.core.estimate.FiniteDifferences;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Derivatives to one side, where the function ends at x or has a kink there: those of the function
 * that is mirrored at the point (x, f(x)), whose slope at x is the one-sided slope.
 *
 * <p>Mirrored, a smooth function's curvature jumps, and a root of it stays one: its difference
 * quotient then converges as slowly as a root of the step. From one step of the ladder to the next,
 * 2.3 times as long, a power of 0.2 changes by a seventh of what it is: what the ladder takes for
 * truncation is multiplied by eight.
 */
final class OneSided {
  private static final double SLOW = 8;

  /** A slope of values that are all one is known to so many roundings over a quarter of x. */
  private static final double ROUNDINGS = 64;

  private final Session session;
  private final ScalarFunction function;
  private final Chart chart;
  private final double[] x;
  private final double centre;

  /**
   * Derivatives to one side.
   *
   * @param chart the function and its coordinates
   * @param centre f(x)
   */
  OneSided(Session session, Chart chart, double centre) {
    this.session = session;
    this.chart = chart;
    this.function = chart.function();
    this.x = chart.x();
    this.centre = centre;
  }

  /** The same estimates, but to one side where there are values to one alone. */
  Estimate[] replaced(List<Estimate> twoSided) {
    Estimate[] each = twoSided.toArray(Estimate[]::new);
    for (int k = 0; k < each.length; k++) {
      Optional<Boolean> right = chart.toTheRight().apply(k);
      if (right.isPresent()) {
        each[k] = estimate(k, right.get());
      } else if (each[k].boundedness() == Boundedness.NOT_FINITE) {
        Estimate above = estimate(k, true);
        each[k] = above.isBounded() ? above : estimate(k, false);
      }
    }
    // Where one entry moves the values, those that do not play no part: nothing is constant.
    boolean anyMoves = Arrays.stream(each).anyMatch(Estimate::isBounded);
    for (int k = 0; anyMoves && k < each.length; k++) {
      each[k] = each[k].boundedness() == Boundedness.NOISE_UNKNOWN ? flat(each[k], k) : each[k];
    }
    return each;
  }

  /**
   * Whether a claim is neither of the slopes to the two sides nor between them.
   *
   * @param tolerance relative to the larger slope
   */
  boolean isOutside(int k, double claim, double tolerance) {
    Estimate left = estimate(k, false);
    Estimate right = estimate(k, true);
    if (!left.isBounded() || !right.isBounded()) {
      return false;
    }
    double least = Math.min(left.value() - left.bound(), right.value() - right.bound());
    double most = Math.max(left.value() + left.bound(), right.value() + right.bound());
    double allowed = tolerance * Math.max(Math.abs(least), Math.abs(most));
    return claim < least - allowed || claim > most + allowed;
  }

  /** The derivative by one entry, from values to the right, or to the left, of x alone. */
  private Estimate estimate(int entry, boolean right) {
    Estimate own =
        FiniteDifferences.gradient(
                mirrored(entry, right), x, session.options().withCoordinates(entry))
            .get(0);
    if (own.boundedness() == Boundedness.NOISE_UNKNOWN) {
      return flat(own, entry);
    }
    return own.isBounded() ? bounded(own, SLOW * own.truncation(), own.rounding()) : own;
  }

  /** No slope, as far as the values show. */
  private Estimate flat(Estimate of, int entry) {
    double rounding = ROUNDINGS * function.precision().unitRoundoff() * Math.abs(centre);
    return bounded(of, 0, rounding / Math.max(0.25, Math.abs(x[entry]) / 4));
  }

  private static Estimate bounded(Estimate of, double truncation, double rounding) {
    return new Estimate(
        of.value(),
        truncation + rounding,
        truncation,
        rounding,
        of.step(),
        of.evaluations(),
        Boundedness.BOUNDED);
  }

  private ScalarFunction mirrored(int entry, boolean right) {
    return new ScalarFunction() {
      @Override
      public Shape shape() {
        return function.shape();
      }

      @Override
      public Precision precision() {
        return function.precision();
      }

      @Override
      public double evaluate(double[] point) {
        double way = point[entry] - x[entry];
        if (way == 0 || way > 0 == right) {
          return function.evaluate(point);
        }
        double[] mirror = point.clone();
        mirror[entry] = x[entry] - way;
        return 2 * centre - function.evaluate(mirror);
      }
    };
  }
}
