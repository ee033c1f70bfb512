package io.plumbline.core.survey;

import io.plumbline.core.noise.NoiseBound;

/**
 * What difference quotients say of each coordinate.
 *
 * <p>Of one jitter, m(t) is the mean of the quotients at x + td and x - td: what the derivative
 * changes by in direction d cancels, and e = (4 m(t) - m(2t)) / 3 is free of the next term too.
 * Half the difference of the two, D(t)/2, holds the same change: 2 D(t)/2 - D(2t)/2 does not. Of a
 * function that is smooth around x nothing is left of that but noise; a kink at x, which does not
 * scale with t, stays.
 *
 * @param derivatives mean of e over the jitters
 * @param samples e itself, by jitter, then by coordinate
 * @param bounds what noise and truncation may be off by
 * @param corrections how much e is off m(t) on average: truncation is less
 * @param kinks root mean square, over the jitters, of what is left of the kinks, and not less than
 *     what noise would hide
 * @param hidden what noise would hide of a kink
 */
record Estimates(
    double[] derivatives,
    double[][] samples,
    double[] bounds,
    double[] corrections,
    double[] kinks,
    double hidden) {
  private static final double DEVIATIONS = 6;

  /**
   * The estimates.
   *
   * @param noise bound on the noise of one value of the function
   */
  static Estimates of(Quotients quotients, double noise) {
    int jitters = quotients.values().length;
    int count = quotients.coordinates().length;
    double[][] samples = new double[jitters][count];
    double[] derivatives = new double[count];
    double[] bounds = new double[count];
    double[] corrections = new double[count];
    double[] kinks = new double[count];
    // A quotient of step t has the variance s²/(2 t²), s² that of a value; e has what follows.
    double floor = noise / quotients.step() * Math.sqrt((4.0 / 9 + 1.0 / 144) / jitters);
    double hidden = noise / NoiseBound.DEVIATIONS / quotients.step();
    for (int i = 0; i < count; i++) {
      double left = 0;
      for (int j = 0; j < jitters; j++) {
        double[][] at = quotients.values()[j];
        double near = (at[0][i] + at[1][i]) / 2;
        double far = (at[2][i] + at[3][i]) / 2;
        samples[j][i] = (4 * near - far) / 3;
        derivatives[i] += samples[j][i] / jitters;
        corrections[i] += (near - far) / 3 / jitters;
        double kink = at[0][i] - at[1][i] - (at[2][i] - at[3][i]) / 2;
        left += kink * kink / jitters;
      }
      double spread = 0;
      for (int j = 0; j < jitters; j++) {
        spread += square(samples[j][i] - derivatives[i]) / (jitters - 1);
      }
      kinks[i] = Math.max(hidden, Math.sqrt(Math.max(left, spread)));
      double deviation = Math.sqrt(spread / jitters);
      bounds[i] = Math.max(floor, DEVIATIONS * deviation) + Math.abs(corrections[i]);
      if (!Double.isFinite(bounds[i])) {
        bounds[i] = Double.POSITIVE_INFINITY;
        kinks[i] = Double.POSITIVE_INFINITY;
        derivatives[i] = 0;
        corrections[i] = 0;
        for (int j = 0; j < jitters; j++) {
          samples[j][i] = 0;
        }
      }
    }
    return new Estimates(derivatives, samples, bounds, corrections, kinks, hidden);
  }

  /** How much is not known of all coordinates together. */
  double uncertainty() {
    double sum = 0;
    for (int i = 0; i < bounds.length; i++) {
      sum += square(bounds[i]) + square(kinks[i]);
    }
    return Math.sqrt(sum);
  }

  private static double square(double value) {
    return value * value;
  }
}
