package io.plumbline.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Digits for people: four of them, the same in tables and under the pointer. */
public final class Numbers {
  private static final double PLAIN_FROM = 1e-3;
  private static final double PLAIN_BELOW = 9999.5;
  private static final MathContext DIGITS = new MathContext(4);

  private Numbers() {}

  /**
   * Four significant digits: plain from 0.001 to 10,000, scientific beyond; whole numbers below
   * 10,000 have no decimals.
   *
   * @param value any number
   * @return for example {@code 0.4679}, {@code 1.035e-05}, {@code NaN}
   */
  public static String format(double value) {
    if (value == 0) {
      return "0";
    }
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    double size = Math.abs(value);
    if (size >= PLAIN_FROM && size < PLAIN_BELOW) {
      if (value == Math.rint(value)) {
        return Long.toString((long) value);
      }
      BigDecimal rounded = new BigDecimal(value).round(DIGITS);
      int missing = DIGITS.getPrecision() - rounded.precision();
      return rounded.setScale(rounded.scale() + missing).toPlainString();
    }
    return String.format(Locale.ROOT, "%.3e", value);
  }

  /**
   * The shortest digits of a chosen number, such as a step.
   *
   * @param value any number
   * @return for example {@code 0.001}, {@code 1e-6}
   */
  public static String setting(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return format(value);
    }
    BigDecimal shortest = BigDecimal.valueOf(value).stripTrailingZeros();
    double size = Math.abs(value);
    if (size >= PLAIN_FROM && size < PLAIN_BELOW) {
      return shortest.toPlainString();
    }
    int exponent = shortest.precision() - shortest.scale() - 1;
    BigDecimal digits = shortest.scaleByPowerOfTen(-exponent).stripTrailingZeros();
    return digits.toPlainString() + "e" + exponent;
  }

  /**
   * A whole number with its thousands apart.
   *
   * @param value any count
   * @return for example {@code 34,826}
   */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /**
   * A fraction in per cent.
   *
   * @param fraction 1 for all
   * @return for example {@code 97.47 %}
   */
  public static String percent(double fraction) {
    return Double.isFinite(fraction)
        ? String.format(Locale.ROOT, "%.2f %%", 100 * fraction)
        : Double.toString(fraction);
  }

  /**
   * How long something will take, no more precisely than anyone can tell.
   *
   * @param seconds how long
   * @return for example {@code 45 s}, {@code 3 minutes}, {@code 5 hours}
   */
  public static String duration(double seconds) {
    if (seconds < 120) {
      return 5 * Math.max(1, Math.round(seconds / 5)) + " s";
    }
    return seconds < 7200
        ? Math.round(seconds / 60) + " minutes"
        : Math.round(seconds / 3600) + " hours";
  }
}
