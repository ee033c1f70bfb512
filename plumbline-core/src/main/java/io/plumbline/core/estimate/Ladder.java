package io.plumbline.core.estimate;

import io.plumbline.core.function.Precision;

/**
 * The steps of a ladder, from a small part of |x| to a large part of it, and on to steps of the
 * size of one. Their ratio is not a root of a power of two, so that no period of the function meets
 * several of them.
 */
final class Ladder {
  private static final double RATIO = 2.3;
  private static final double LONGEST = 0.25;
  private static final int GAP_STEPS = 12;

  /** The shortest step, as a power of roundoff: 2^-32 in float64. */
  private static final double SHORTEST_POWER = 0.6;

  /** The shortest step where that does not resolve the function: 2^-46 in float64. */
  private static final double DEEPEST_POWER = 0.87;

  private Ladder() {}

  /**
   * The steps for a coordinate.
   *
   * @param scale the magnitude of x; positive
   */
  static double[] steps(Precision precision, double scale) {
    double unit = precision.unitRoundoff();
    double shortest = scale * Math.pow(unit, SHORTEST_POWER);
    double longest = precision.unitRoundoff() > 1e-4 ? 1 : LONGEST;
    double[] own = between(shortest, scale * longest, RATIO);
    if (scale >= 1) {
      return own;
    }
    double from = Math.max(own[own.length - 1] * RATIO, Math.pow(unit, SHORTEST_POWER));
    double[] others = between(from, longest, RATIO);
    double gap = from / own[own.length - 1];
    double ratio = Math.max(RATIO * RATIO, Math.pow(gap, 1.0 / GAP_STEPS));
    double[] gapSteps = between(own[own.length - 1] * ratio, from / RATIO, ratio);
    return concat(concat(own, gapSteps), others);
  }

  /** Steps shorter than those, where they show noise or do not agree. */
  static double[] deeper(Precision precision, double scale) {
    double unit = precision.unitRoundoff();
    double shortest = scale * Math.pow(unit, DEEPEST_POWER);
    return between(shortest, scale * Math.pow(unit, SHORTEST_POWER) / Math.sqrt(RATIO), RATIO);
  }

  private static double[] between(double from, double to, double ratio) {
    if (!(from <= to)) {
      return new double[0];
    }
    int count = 1 + (int) Math.floor(Math.log(to / from) / Math.log(ratio));
    double[] steps = new double[count];
    double step = from;
    for (int i = 0; i < count; i++) {
      steps[i] = step;
      step *= ratio;
    }
    return steps;
  }

  static double[] concat(double[] a, double[] b) {
    double[] all = new double[a.length + b.length];
    System.arraycopy(a, 0, all, 0, a.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }
}
