package io.plumbline.graph;

/**
 * The error function and its complement in float64, to a few units in the last place: the Maclaurin
 * series where it does not cancel, the continued fraction of Laplace beyond (Abramowitz and Stegun,
 * Handbook of Mathematical Functions, 7.1.5 and 7.1.14).
 */
final class ErrorFunction {
  private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);
  private static final double SERIES_LIMIT = 2;
  private static final int FRACTION_TERMS = 120;

  private ErrorFunction() {}

  static double erf(double x) {
    if (Math.abs(x) <= SERIES_LIMIT) {
      return series(x);
    }
    return x > 0 ? 1 - fraction(x) : fraction(-x) - 1;
  }

  static double erfc(double x) {
    if (x > SERIES_LIMIT) {
      return fraction(x);
    }
    // Below 0.5 the subtraction loses less than two bits; between 0.5 and the limit the positive
    // series for erf·exp(x²) keeps erf itself to an ulp, and 1 - erf to eps/erfc(2) = 200 ulp.
    return x < -SERIES_LIMIT ? 2 - fraction(-x) : 1 - series(x);
  }

  /** 7.1.6: erf x = 2/sqrt(pi) exp(-x²) sum 2^n x^(2n+1) / (1·3···(2n+1)), all terms one sign. */
  private static double series(double x) {
    double square = x * x;
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= 2 * square / (2 * n + 1);
      sum += term;
    }
    return TWO_OVER_SQRT_PI * Math.exp(-square) * sum;
  }

  /** 7.1.14: sqrt(pi) exp(x²) erfc x = 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), for x > 0. */
  private static double fraction(double x) {
    if (x > 27.3) {
      return 0;
    }
    double tail = x;
    for (int k = FRACTION_TERMS; k >= 1; k--) {
      tail = x + 0.5 * k / tail;
    }
    return 0.5 * TWO_OVER_SQRT_PI * Math.exp(-x * x) / tail;
  }
}
