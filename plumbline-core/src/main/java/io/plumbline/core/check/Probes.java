package io.plumbline.core.check;

import io.plumbline.core.function.ScalarFunction;
import java.util.SplittableRandom;

/** A few values further away, for entries that look like nothing where they were differenced. */
final class Probes {
  /** How far other entries are taken towards zero, to see what their noise may hide. */
  private static final int[] TOWARDS_ZERO = {6, 12, 24, 48};

  /** A difference of so many roundings is one. */
  private static final double ROUNDINGS = 16;

  /** A hidden slope may be this much larger than the bound: bounds are not the whole noise. */
  private static final double LARGER = 4;

  /** A claim that is so much smaller than the bound is as good as zero. */
  private static final double AS_GOOD_AS_ZERO = 1.0 / 16;

  /** Beside steps of one. */
  private static final double LARGEST_LAST_BIT = 1e-6;

  private static final double[] FAR = {1, 10, 1e3, 1e6};
  private static final int DRAWS = 4;
  private static final int FEWEST = 4;

  private final ScalarFunction function;
  private final double[] x;
  private final double centre;
  private final double unit;

  /**
   * Probes.
   *
   * @param centre f(x)
   * @param unit the roundoff of its values
   */
  Probes(ScalarFunction function, double[] x, double centre, double unit) {
    this.function = function;
    this.x = x;
    this.centre = centre;
    this.unit = unit;
  }

  private double step(int k) {
    return function.precision().round(Math.max(Math.abs(x[k]), 1) / 4);
  }

  private double valueBeside(double[] point, int k, double t) {
    double[] moved = point.clone();
    moved[k] = function.precision().round(moved[k] + t);
    return function.evaluate(moved);
  }

  /** The steepest secant from x to a quarter of its size; 0 where there are no values. */
  double variation(int k) {
    double step = step(k);
    double most = 0;
    for (double t : new double[] {step, -step}) {
      double slope = Math.abs(valueBeside(x, k, t) - centre) / step;
      most = slope > most && slope < Double.POSITIVE_INFINITY ? slope : most;
    }
    return most;
  }

  /**
   * Whether something speaks for a derivative by an entry that the noise of the others hides: with
   * the others nearer to zero the values change with it, by what could not have been seen; a change
   * that would have been seen is none of x. A claim within the noise needs the opposite shown.
   *
   * @param bound of the entry's derivative
   * @param claim of it
   */
  boolean hides(int k, double bound, double claim) {
    boolean claimsNothing = Math.abs(claim) <= AS_GOOD_AS_ZERO * bound;
    for (int exponent : TOWARDS_ZERO) {
      double[] point = new double[x.length];
      for (int j = 0; j < x.length; j++) {
        point[j] = j == k ? x[j] : function.precision().round(Math.scalb(x[j], -exponent));
      }
      double step = step(k);
      double right = valueBeside(point, k, step);
      double left = valueBeside(point, k, -step);
      double slope = Math.abs(right - left) / (2 * step);
      double size = Math.max(Math.abs(right), Math.abs(left));
      double noise = ROUNDINGS * unit * size / step;
      if (slope > noise) {
        return !claimsNothing || slope <= LARGER * bound;
      } else if (noise < AS_GOOD_AS_ZERO * Math.abs(claim)) {
        return false;
      }
    }
    return !claimsNothing;
  }

  /**
   * Whether all values are one, near and far, and not so large that their last bit hides a change
   * of any size.
   */
  boolean isConstant(long seed) {
    if (function.precision().ulp(centre) > LARGEST_LAST_BIT) {
      return false;
    }
    SplittableRandom random = new SplittableRandom(seed);
    int same = 0;
    for (double far : FAR) {
      for (int draw = 0; draw < DRAWS; draw++) {
        double[] point = new double[x.length];
        for (int k = 0; k < x.length; k++) {
          double by = far * Math.max(Math.abs(x[k]), 1) * (2 * random.nextDouble() - 1);
          point[k] = function.precision().round(x[k] + by);
        }
        double value = function.evaluate(point);
        if (value != centre && Double.isFinite(value)) {
          return false;
        }
        same += value == centre ? 1 : 0;
      }
    }
    return same >= FEWEST;
  }
}
