package io.plumbline.core.function;

import java.util.Arrays;

/**
 * A binary floating-point format: the arithmetic in which a function is evaluated or a gradient was
 * computed. Rounding is to nearest, ties to even, with gradual underflow, as IEEE 754 has it;
 * bfloat16 is the upper half of a float32.
 */
public enum Precision {
  /** IEEE binary64, Java's {@code double}. */
  FLOAT64(53, -1022, 1023),
  /** IEEE binary32, Java's {@code float}. */
  FLOAT32(24, -126, 127),
  /** IEEE binary16. */
  FLOAT16(11, -14, 15),
  /** Eight bits of significand with float32's exponents. */
  BFLOAT16(8, -126, 127),
  /** Eleven bits of significand with float32's exponents: what tensor cores take of a float32. */
  TF32(11, -126, 127);

  private final int significandBits;
  private final int minExponent;
  private final int maxExponent;

  Precision(int significandBits, int minExponent, int maxExponent) {
    this.significandBits = significandBits;
    this.minExponent = minExponent;
    this.maxExponent = maxExponent;
  }

  /**
   * The unit roundoff, half the distance from 1 to the next number: 2^-p for p significand bits.
   */
  public double unitRoundoff() {
    return Math.scalb(1.0, -significandBits);
  }

  /** The largest finite number of the format. */
  public double maxValue() {
    return Math.scalb(2.0 - 2.0 * unitRoundoff(), maxExponent);
  }

  /** The smallest positive number of the format, a subnormal. */
  public double minValue() {
    return Math.scalb(1.0, minExponent - significandBits + 1);
  }

  /** The distance between the numbers of the format that surround a finite value. */
  public double ulp(double value) {
    int exponent = Math.max(Math.getExponent(value), minExponent);
    return Math.scalb(1.0, exponent - significandBits + 1);
  }

  /**
   * The nearest numbers of this format.
   *
   * @param values any
   * @return as many
   */
  public double[] rounded(double[] values) {
    return Arrays.stream(values).map(this::round).toArray();
  }

  /** The number of the format nearest to the value; infinite beyond the format's range. */
  public double round(double value) {
    if (this == FLOAT64) {
      return value;
    }
    if (this == FLOAT32) {
      return (float) value;
    }
    if (value == 0 || !Double.isFinite(value)) {
      return value;
    }
    double quantum = ulp(value);
    double rounded = Math.rint(value / quantum) * quantum;
    return Math.abs(rounded) > maxValue()
        ? Math.copySign(Double.POSITIVE_INFINITY, value)
        : rounded;
  }
}
