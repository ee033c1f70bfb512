package io.plumbline.core.function;

/**
 * IEEE 754 binary16, one sign bit, five exponent bits (bias 15), ten fraction bits, to and from
 * binary64. Every binary16 is a binary64, so reading is exact; writing rounds once, to the nearest,
 * ties to even. (Java itself converts only from release 20 on, and only by way of float, which
 * rounds a double twice.)
 */
public final class Half {
  private static final double SMALLEST_NORMAL = 0x1p-14;
  private static final double ROUNDS_TO_INFINITY = 65520;
  private static final int INFINITY = 0x7c00;
  private static final int NAN = 0x7e00;

  private Half() {}

  /**
   * The number that bits stand for.
   *
   * @param bits of a binary16
   * @return it, exactly
   */
  public static double toDouble(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double magnitude;
    if (exponent == 0x1f) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      magnitude = fraction * 0x1p-24;
    } else {
      magnitude = Math.scalb((double) (0x400 | fraction), exponent - 25);
    }
    return bits < 0 ? -magnitude : magnitude;
  }

  /**
   * The bits of the nearest number.
   *
   * @param value any
   * @return bits of a binary16
   */
  public static short of(double value) {
    int sign = (int) (Double.doubleToRawLongBits(value) >>> 48) & 0x8000;
    return (short) (sign | magnitude(Math.abs(value)));
  }

  private static int magnitude(double value) {
    if (Double.isNaN(value)) {
      return NAN;
    }
    if (value >= ROUNDS_TO_INFINITY) {
      return INFINITY;
    }
    // Scaling by a power of two is exact, so rint is the only rounding; a fraction that rounds up
    // to the next power of two carries into the exponent, as it should.
    if (value < SMALLEST_NORMAL) {
      return (int) Math.rint(value * 0x1p24);
    }
    int exponent = Math.getExponent(value);
    int significand = (int) Math.rint(Math.scalb(value, 10 - exponent));
    return (exponent + 15 << 10) + significand - 0x400;
  }
}
