package io.plumbline.core.estimate;

import java.math.BigDecimal;
import java.math.MathContext;

/** Elementary functions to forty digits, by their series: an oracle that shares no code. */
final class Exact {
  static final MathContext DIGITS = new MathContext(40);

  private Exact() {}

  static BigDecimal of(double value) {
    return new BigDecimal(value);
  }

  /** The exponential of a moderate number: series at x / 2^k, squared k times. */
  static BigDecimal exp(BigDecimal x) {
    MathContext working = new MathContext(60);
    int halvings = Math.max(0, Math.getExponent(x.doubleValue()) + 4);
    BigDecimal reduced = x.divide(BigDecimal.valueOf(2).pow(halvings), working);
    BigDecimal result = series(reduced, 0, 1, 1);
    for (int i = 0; i < halvings; i++) {
      result = result.multiply(result, working);
    }
    return result.round(DIGITS);
  }

  static BigDecimal sin(BigDecimal x) {
    return series(x, 1, 2, -1).round(DIGITS);
  }

  static BigDecimal cos(BigDecimal x) {
    return series(x, 0, 2, -1).round(DIGITS);
  }

  /** Sum of sign^j x^(first + j stride) / (first + j stride)!, its terms kept to 100 digits. */
  private static BigDecimal series(BigDecimal x, int first, int stride, int sign) {
    MathContext working = new MathContext(100);
    BigDecimal term = first == 0 ? BigDecimal.ONE : x;
    BigDecimal sum = BigDecimal.ZERO;
    for (int n = first; n < 400; n += stride) {
      sum = sum.add(term, working);
      for (int k = 1; k <= stride; k++) {
        term = term.multiply(x, working).divide(BigDecimal.valueOf(n + k), working);
      }
      term = sign < 0 ? term.negate() : term;
      if (term.signum() == 0 || term.abs().compareTo(new BigDecimal("1e-70")) < 0) {
        break;
      }
    }
    return sum;
  }
}
