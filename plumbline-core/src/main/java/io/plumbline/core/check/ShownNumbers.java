package io.plumbline.core.check;

import java.util.Locale;

/** Numbers as results show them. */
final class ShownNumbers {
  private ShownNumbers() {}

  /** Four digits, and no more than the number needs. */
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e6) {
      return Long.toString((long) value);
    }
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4g", value) : "" + value;
  }

  /** A size: two digits. */
  static String size(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.1e", value) : "" + value;
  }

  static String count(long count, String one, String many) {
    return count == 1 ? "1 " + one : String.format(Locale.ROOT, "%,d ", count) + many;
  }
}
