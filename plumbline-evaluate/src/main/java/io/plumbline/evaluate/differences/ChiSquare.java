package io.plumbline.evaluate.differences;

/** The chi-square distribution with an even number of degrees of freedom, in closed form. */
public final class ChiSquare {
  private static final double LEAST = 1e-300;

  private ChiSquare() {}

  /**
   * The value that a sum of squares of so many independent normal errors is below with some
   * probability.
   *
   * @param degrees of freedom, even
   * @param probability between 0 and 1, however small
   */
  static double quantile(int degrees, double probability) {
    double low = LEAST;
    double high = 1;
    while (below(degrees, high) < probability) {
      high *= 2;
    }
    // The quantile may be tiny: halving logarithms.
    while (high > low * (1 + 1e-12)) {
      double middle = Math.sqrt(low) * Math.sqrt(high);
      if (below(degrees, middle) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** exp(-y) times the tail of the series of exp(y), y half the value: nothing cancels. */
  static double below(int degrees, double value) {
    double y = value / 2;
    double term = Math.exp(-y);
    for (int k = 1; k <= degrees / 2; k++) {
      term *= y / k;
    }
    double sum = 0;
    for (int k = degrees / 2 + 1; term > 1e-17 * sum; k++) {
      sum += term;
      term *= y / k;
    }
    return Math.min(1, sum);
  }
}
