package io.plumbline.data.npy;

import io.plumbline.core.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An array of numbers as a {@code .npy} file holds it: its type, its shape and its exact elements
 * in C order (the last index runs fastest). Immutable; two are equal when type, shape and every bit
 * are.
 */
public final class NpyArray {
  private final NpyType type;
  private final int[] shape;
  private final byte[] data; // little-endian, C order

  /** Takes both arrays without copying them. */
  NpyArray(NpyType type, int[] shape, byte[] data) {
    this.type = type;
    this.shape = shape;
    this.data = data;
  }

  /**
   * A {@code float64} array.
   *
   * @param values the elements in C order, copied
   * @param shape the dimensions; none for a single number
   * @return the array
   * @throws InvalidInputException if the shape does not hold exactly these values
   */
  public static NpyArray of(double[] values, int... shape) {
    return of(NpyType.FLOAT64, values, shape);
  }

  /**
   * A {@code float32} array.
   *
   * @param values the elements in C order, copied
   * @param shape the dimensions; none for a single number
   * @return the array
   * @throws InvalidInputException if the shape does not hold exactly these values
   */
  public static NpyArray of(float[] values, int... shape) {
    NpyArray array = blank(NpyType.FLOAT32, values.length, shape);
    array.buffer().asFloatBuffer().put(values);
    return array;
  }

  /**
   * An {@code int64} array.
   *
   * @param values the elements in C order, copied
   * @param shape the dimensions; none for a single number
   * @return the array
   * @throws InvalidInputException if the shape does not hold exactly these values
   */
  public static NpyArray of(long[] values, int... shape) {
    return of(NpyType.INT64, values, shape);
  }

  /**
   * An array of a floating-point type; values are rounded once, to the nearest, ties to even.
   *
   * @param type {@code float16}, {@code float32} or {@code float64}
   * @param values the elements in C order, copied
   * @param shape the dimensions; none for a single number
   * @return the array
   * @throws InvalidInputException if the shape does not hold exactly these values, or the type is
   *     not a floating-point type
   */
  public static NpyArray of(NpyType type, double[] values, int... shape) {
    if (!type.isFloat()) {
      throw new InvalidInputException(
          "type (" + type + ") must be float16, float32 or float64 for floating-point values");
    }
    NpyArray array = blank(type, values.length, shape);
    ByteBuffer buffer = array.buffer();
    for (int i = 0; i < values.length; i++) {
      type.putDouble(buffer, i, values[i]);
    }
    return array;
  }

  /**
   * An array of any type, from integers.
   *
   * @param type the type; for {@code uint64} each value stands for its 64 bits, so that numbers
   *     above {@link Long#MAX_VALUE} can be given
   * @param values the elements in C order, copied
   * @param shape the dimensions; none for a single number
   * @return the array
   * @throws InvalidInputException if the shape does not hold exactly these values, or a value does
   *     not fit the type
   */
  public static NpyArray of(NpyType type, long[] values, int... shape) {
    NpyArray array = blank(type, values.length, shape);
    ByteBuffer buffer = array.buffer();
    for (int i = 0; i < values.length; i++) {
      if (!type.accepts(values[i])) {
        throw new InvalidInputException(
            "value " + i + " (" + values[i] + ") must be in the range of " + type);
      }
      type.putLong(buffer, i, values[i]);
    }
    return array;
  }

  /**
   * An array of any type, from the bytes of its elements.
   *
   * @param type the type
   * @param data the elements in C order, each little-endian; not copied, so they must not change
   * @param shape the dimensions; none for a single number
   * @return the array
   * @throws InvalidInputException if the shape does not hold exactly these bytes
   */
  public static NpyArray ofBytes(NpyType type, byte[] data, int... shape) {
    requireShape(type, data.length, data.length / type.bytes(), shape);
    return new NpyArray(type, shape.clone(), data);
  }

  /**
   * An array of any type, from the bytes of its elements in either order.
   *
   * @param type the type
   * @param order of the bytes of each element
   * @param data the elements in C order; taken over, and turned where need be
   * @param shape the dimensions; none for a single number
   * @return the array
   * @throws InvalidInputException if the shape does not hold exactly these bytes
   */
  public static NpyArray ofBytes(NpyType type, ByteOrder order, byte[] data, int... shape) {
    if (order == ByteOrder.BIG_ENDIAN) {
      ArrayBytes.swapBytes(data, type.bytes());
    }
    return ofBytes(type, data, shape);
  }

  private static NpyArray blank(NpyType type, int count, int[] shape) {
    requireShape(type, (long) count * type.bytes(), count, shape);
    return new NpyArray(type, shape.clone(), new byte[count * type.bytes()]);
  }

  private static void requireShape(NpyType type, long bytes, int count, int[] shape) {
    if (shape.length > ArrayBytes.MOST_DIMENSIONS) {
      throw new InvalidInputException(
          "shape (" + shape.length + " dimensions) must be at most " + ArrayBytes.MOST_DIMENSIONS);
    }
    for (int n : shape) {
      if (n < 0) {
        throw new InvalidInputException(
            "shape " + ArrayBytes.text(shape) + " must be non-negative");
      }
    }
    if (ArrayBytes.bytes(shape, type.bytes()) != bytes) {
      throw new InvalidInputException(
          "shape " + ArrayBytes.text(shape) + " must be one that holds " + count + " values");
    }
  }

  /**
   * The type of the elements.
   *
   * @return the type
   */
  public NpyType type() {
    return type;
  }

  /**
   * The dimensions.
   *
   * @return a copy; empty for a single number
   */
  public int[] shape() {
    return shape.clone();
  }

  /**
   * The number of elements.
   *
   * @return the product of the dimensions, 1 for a single number
   */
  public int size() {
    return data.length / type.bytes();
  }

  /**
   * The same elements in another shape.
   *
   * @param other the dimensions
   * @return an array that shares the elements
   * @throws InvalidInputException if the shape does not hold exactly these elements
   */
  public NpyArray reshaped(int... other) {
    return ofBytes(type, data, other);
  }

  /**
   * The elements as binary64: exact, except that 64-bit integers are rounded to the nearest.
   *
   * @return the elements in C order
   */
  public double[] toDoubles() {
    ByteBuffer buffer = buffer();
    double[] values = new double[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = type.getDouble(buffer, i);
    }
    return values;
  }

  /**
   * The elements as binary32, rounded to the nearest where they are not exact.
   *
   * @return the elements in C order
   */
  public float[] toFloats() {
    ByteBuffer buffer = buffer();
    float[] values = new float[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = type.getFloat(buffer, i);
    }
    return values;
  }

  /**
   * The elements as 64-bit integers, exactly.
   *
   * @return the elements in C order
   * @throws InvalidInputException if the type is a floating-point type, or a {@code uint64} element
   *     is above {@link Long#MAX_VALUE} ({@link #toUnsignedLongs} gives those)
   */
  public long[] toLongs() {
    long[] values = toUnsignedLongs();
    for (int i = 0; i < values.length && type == NpyType.UINT64; i++) {
      if (values[i] < 0) {
        throw new InvalidInputException(
            "value "
                + i
                + " ("
                + Long.toUnsignedString(values[i])
                + ") must be at most "
                + Long.MAX_VALUE);
      }
    }
    return values;
  }

  /**
   * The elements as 64-bit integers, where those of {@code uint64} are to be read as unsigned, for
   * example by {@link Long#toUnsignedString(long)}.
   *
   * @return the elements in C order
   * @throws InvalidInputException if the type is a floating-point type
   */
  public long[] toUnsignedLongs() {
    if (type.isFloat()) {
      throw new InvalidInputException(
          "type (" + type + ") must be an integer type to be read as integers");
    }
    ByteBuffer buffer = buffer();
    long[] values = new long[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = type.getLong(buffer, i);
    }
    return values;
  }

  /** The elements, little-endian in C order; not a copy. */
  byte[] data() {
    return data;
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NpyArray that
        && type == that.type
        && Arrays.equals(shape, that.shape)
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * type.hashCode() + Arrays.hashCode(shape)) + Arrays.hashCode(data);
  }

  /** Type and shape, such as {@code float32 (28, 28, 1)}. */
  @Override
  public String toString() {
    return type + " " + ArrayBytes.text(shape);
  }
}
