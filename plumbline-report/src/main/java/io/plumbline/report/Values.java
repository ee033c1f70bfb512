package io.plumbline.report;

import java.util.Arrays;

/**
 * An immutable array of numbers in row-major order that remembers whether it came as float32, so
 * that it is written with the digits that precision has.
 */
public final class Values {
  private final double[] entries;
  private final boolean singlePrecision;

  private Values(double[] entries, boolean singlePrecision) {
    this.entries = entries;
    this.singlePrecision = singlePrecision;
  }

  /**
   * A copy of float64 numbers.
   *
   * @param entries the numbers, row-major; NaN and infinities are allowed
   * @return the values
   */
  public static Values of(double... entries) {
    return new Values(entries.clone(), false);
  }

  /**
   * A copy of float32 numbers.
   *
   * @param entries the numbers, row-major; NaN and infinities are allowed
   * @return the values
   */
  public static Values of(float[] entries) {
    double[] widened = new double[entries.length];
    for (int i = 0; i < entries.length; i++) {
      widened[i] = entries[i];
    }
    return new Values(widened, true);
  }

  /**
   * How many numbers there are.
   *
   * @return the count
   */
  public int size() {
    return entries.length;
  }

  /**
   * One number.
   *
   * @param index position in row-major order
   * @return the number, float32 widened exactly
   */
  public double get(int index) {
    return entries[index];
  }

  /**
   * The numbers at offset, offset + stride, and so on: one channel where channels come last.
   *
   * @param stride the distance between two of them, a divisor of the size
   * @param offset the place of the first, from 0 to stride - 1
   * @return size / stride numbers
   */
  public Values everyNth(int stride, int offset) {
    Arguments.that(stride > 0 && entries.length % stride == 0, "stride", stride, "a divisor");
    Arguments.that(offset >= 0 && offset < stride, "offset", offset, "from 0 to " + (stride - 1));
    if (stride == 1) {
      return this;
    }
    double[] taken = new double[entries.length / stride];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = entries[i * stride + offset];
    }
    return new Values(taken, singlePrecision);
  }

  /**
   * A copy of all numbers.
   *
   * @return a new array
   */
  public double[] toArray() {
    return entries.clone();
  }

  /**
   * Whether the numbers came as float32.
   *
   * @return true for float32
   */
  public boolean isSinglePrecision() {
    return singlePrecision;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Values that
        && singlePrecision == that.singlePrecision
        && Arrays.equals(entries, that.entries);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(entries);
  }

  @Override
  public String toString() {
    return "Values[" + entries.length + "]";
  }
}
