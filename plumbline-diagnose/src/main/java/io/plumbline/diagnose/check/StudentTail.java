package io.plumbline.diagnose.check;

/** Student's t distribution with an even number of degrees of freedom. */
final class StudentTail {
  private StudentTail() {}

  /**
   * The probability that a normal error exceeds so many of the deviations that were estimated from
   * a sample of it, to either side.
   *
   * @param degrees of freedom, even: the size of the sample
   * @param deviations at least 0
   */
  static double beyond(int degrees, double deviations) {
    // A = P(|t| <= deviations) = sin(θ) (1 + cos²θ/2 + 1·3/(2·4) cos⁴θ + …), tan θ = t/sqrt(ν)
    // (Abramowitz and Stegun 1964, 26.7.4); what the series lacks of its limit 1/sin θ is the tail.
    double cos2 = degrees / (degrees + deviations * deviations);
    double sin = Math.sqrt(1 - cos2);
    double term = 1;
    double within = 1;
    for (int k = 1; k <= degrees / 2 - 1; k++) {
      term *= (2.0 * k - 1) / (2.0 * k) * cos2;
      within += term;
    }
    if (sin * within < 0.5) {
      return 1 - sin * within;
    }
    double tail = 0;
    for (int k = degrees / 2; term > 1e-17 * tail; k++) {
      term *= (2.0 * k - 1) / (2.0 * k) * cos2;
      tail += term;
    }
    return Math.min(1, sin * tail);
  }
}
