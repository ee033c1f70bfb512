package io.plumbline.core.estimate;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import java.util.Locale;

/**
 * Where to differentiate: the nearest point of the function's arithmetic, and groups of coordinates
 * that move together.
 */
record Point(ScalarFunction function, double[] x, int[][] groups) {
  private static final double LONGEST = 0.25;

  static Point of(ScalarFunction function, double[] x, int[][] groups) {
    function.shape().requireLength("x", x);
    double[] rounded = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      rounded[i] = function.precision().round(x[i]);
      if (!Double.isFinite(rounded[i])) {
        throw new InvalidInputException("x[" + i + "] (" + x[i] + ") must be finite");
      }
    }
    for (int[] group : groups) {
      requireGroup(group, x.length);
    }
    return new Point(function, rounded, groups);
  }

  private static void requireGroup(int[] group, int size) {
    if (group.length == 0) {
      throw new InvalidInputException("a group of coordinates (empty) must have a coordinate");
    }
    for (int index : group) {
      if (index < 0 || index >= size) {
        throw new InvalidInputException(
            "coordinate (" + index + ") must be from 0 to " + (size - 1));
      }
    }
  }

  /** The position of one coordinate of the group moved by t, in the function's arithmetic. */
  double moved(int index, double t) {
    return function.precision().round(x[index] + t);
  }

  /** The largest |x| of a group. */
  double magnitude(int group) {
    double magnitude = 0;
    for (int index : groups[group]) {
      magnitude = Math.max(magnitude, Math.abs(x[index]));
    }
    return magnitude;
  }

  /** The smallest step that moves every coordinate of a group to another number, to both sides. */
  double smallestStep(int group) {
    Precision precision = function.precision();
    return Math.max(4 * precision.ulp(magnitude(group)), 4 * precision.minValue());
  }

  /** The longest step that a rule may choose. */
  double longestStep(int group) {
    return LONGEST * Math.max(1, magnitude(group));
  }

  /** Checks that x + h and x - h differ from x at every coordinate of a group, and are finite. */
  void requireStep(int group, double h, double farthest) {
    for (int index : groups[group]) {
      if (moved(index, h) == x[index] || moved(index, -h) == x[index]) {
        throw new InvalidInputException(
            String.format(
                "h (%s) must be large enough that x + h differs from x in %s: at coordinate %d, x is %s",
                h, function.precision().name().toLowerCase(Locale.ROOT), index, x[index]));
      }
      if (!Double.isFinite(moved(index, farthest)) || !Double.isFinite(moved(index, -farthest))) {
        throw new InvalidInputException(
            String.format(
                "h (%s) must be small enough that x + h is finite: at coordinate %d, x is %s",
                h, index, x[index]));
      }
    }
  }

  /** The distance a group really moves for an offset t, the mean over its coordinates. */
  double realised(int group, double t) {
    double sum = 0;
    for (int index : groups[group]) {
      sum += moved(index, t) - x[index];
    }
    return sum / groups[group].length;
  }

  /** The sum over a group of how far each coordinate's move differs from the mean. */
  double unevenness(int group, double t) {
    if (groups[group].length == 1) {
      return 0;
    }
    double mean = realised(group, t);
    double sum = 0;
    for (int index : groups[group]) {
      sum += Math.abs(moved(index, t) - x[index] - mean);
    }
    return sum;
  }
}
