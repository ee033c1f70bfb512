package io.plumbline.core.noise;

import io.plumbline.core.function.Precision;

/**
 * A bound on the error of computed values near a point: max(absolute, relative |value|).
 *
 * @param absolute the part that does not depend on the value; infinite if nothing is known
 * @param relative the part in proportion to the value
 * @param origin where the bound comes from, in words
 */
public record NoiseBound(double absolute, double relative, String origin) {
  /** How many standard deviations of what was measured a bound is. */
  public static final double DEVIATIONS = 8;

  /** Whether there is a bound at all. */
  public boolean isKnown() {
    return absolute < Double.POSITIVE_INFINITY;
  }

  /** The bound for values of at most the given magnitude; infinite if nothing is known. */
  public double at(double magnitude) {
    return Math.max(absolute, relative * magnitude);
  }

  /** A bound of a few units of roundoff. */
  static NoiseBound roundoff(Precision precision, double units, String origin) {
    return new NoiseBound(0, units * precision.unitRoundoff(), origin);
  }
}
