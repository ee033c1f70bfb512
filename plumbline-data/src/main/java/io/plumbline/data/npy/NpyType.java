package io.plumbline.data.npy;

import io.plumbline.core.function.Half;
import java.nio.ByteBuffer;

/** The types of number that a {@code .npy} file may hold here, by their names in NumPy. */
public enum NpyType {
  /** Truth values, a byte each. */
  BOOL("bool", 'b', 1),
  /** Signed 8-bit integers. */
  INT8("int8", 'i', 1),
  /** Signed 16-bit integers. */
  INT16("int16", 'i', 2),
  /** Signed 32-bit integers. */
  INT32("int32", 'i', 4),
  /** Signed 64-bit integers. */
  INT64("int64", 'i', 8),
  /** Unsigned 8-bit integers. */
  UINT8("uint8", 'u', 1),
  /** Unsigned 16-bit integers. */
  UINT16("uint16", 'u', 2),
  /** Unsigned 32-bit integers. */
  UINT32("uint32", 'u', 4),
  /** Unsigned 64-bit integers. */
  UINT64("uint64", 'u', 8),
  /** IEEE 754 binary16. */
  FLOAT16("float16", 'f', 2),
  /** IEEE 754 binary32. */
  FLOAT32("float32", 'f', 4),
  /** IEEE 754 binary64. */
  FLOAT64("float64", 'f', 8);

  private final String numpyName;
  private final char kind;
  private final int bytes;

  NpyType(String numpyName, char kind, int bytes) {
    this.numpyName = numpyName;
    this.kind = kind;
    this.bytes = bytes;
  }

  /**
   * The size of one number.
   *
   * @return the size in bytes
   */
  public int bytes() {
    return bytes;
  }

  /**
   * Whether this is a floating-point type.
   *
   * @return false for integers and truth values
   */
  public boolean isFloat() {
    return kind == 'f';
  }

  /** NumPy's name, such as {@code float32}. */
  @Override
  public String toString() {
    return numpyName;
  }

  /** The code in a header without its byte order, such as {@code f4}. */
  String code() {
    return "" + kind + bytes;
  }

  boolean accepts(long value) {
    int bits = 8 * bytes;
    return switch (kind) {
      case 'b' -> value == 0 || value == 1;
      case 'i' -> bits == 64 || value >= -(1L << bits - 1) && value < 1L << bits - 1;
      case 'u' -> bits == 64 || value >= 0 && value < 1L << bits;
      default -> true;
    };
  }

  /** The number at a position as an integer; for {@link #UINT64}, its 64 bits. */
  long getLong(ByteBuffer data, int index) {
    return switch (this) {
      case BOOL -> data.get(index) == 0 ? 0 : 1;
      case INT8 -> data.get(index);
      case UINT8 -> data.get(index) & 0xff;
      case INT16 -> data.getShort(2 * index);
      case UINT16 -> data.getShort(2 * index) & 0xffff;
      case INT32 -> data.getInt(4 * index);
      case UINT32 -> data.getInt(4 * index) & 0xffffffffL;
      case INT64, UINT64 -> data.getLong(8 * index);
      default -> throw new AssertionError(this);
    };
  }

  double getDouble(ByteBuffer data, int index) {
    return switch (this) {
      case FLOAT64 -> data.getDouble(8 * index);
      case FLOAT32 -> data.getFloat(4 * index);
      case FLOAT16 -> Half.toDouble(data.getShort(2 * index));
      case UINT64 -> {
        long bits = data.getLong(8 * index);
        yield bits >= 0 ? (double) bits : 2 * (double) halved(bits);
      }
      default -> getLong(data, index);
    };
  }

  float getFloat(ByteBuffer data, int index) {
    return switch (this) {
      case FLOAT64 -> (float) data.getDouble(8 * index);
      case FLOAT32 -> data.getFloat(4 * index);
      case FLOAT16 -> (float) Half.toDouble(data.getShort(2 * index));
      case UINT64 -> {
        long bits = data.getLong(8 * index);
        yield bits >= 0 ? (float) bits : 2 * (float) halved(bits);
      }
      default -> getLong(data, index);
    };
  }

  /** Half of an unsigned number; the lowest bit sticks, so that rounding the half stays right. */
  private static long halved(long bits) {
    return bits >>> 1 | bits & 1;
  }

  void putLong(ByteBuffer data, int index, long value) {
    switch (this) {
      case BOOL, INT8, UINT8 -> data.put(index, (byte) value);
      case INT16, UINT16 -> data.putShort(2 * index, (short) value);
      case INT32, UINT32 -> data.putInt(4 * index, (int) value);
      case INT64, UINT64 -> data.putLong(8 * index, value);
      case FLOAT16 -> data.putShort(2 * index, Half.of((double) value));
      case FLOAT32 -> data.putFloat(4 * index, (float) value);
      case FLOAT64 -> data.putDouble(8 * index, (double) value);
    }
  }

  void putDouble(ByteBuffer data, int index, double value) {
    switch (this) {
      case FLOAT16 -> data.putShort(2 * index, Half.of(value));
      case FLOAT32 -> data.putFloat(4 * index, (float) value);
      case FLOAT64 -> data.putDouble(8 * index, value);
      default -> throw new AssertionError(this);
    }
  }
}
