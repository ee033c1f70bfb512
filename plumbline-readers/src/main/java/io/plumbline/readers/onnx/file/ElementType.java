package io.plumbline.readers.onnx.file;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The types of a tensor's elements, by ONNX's names and numbers. */
public enum ElementType {
  FLOAT(1, 32),
  UINT8(2, 8),
  INT8(3, 8),
  UINT16(4, 16),
  INT16(5, 16),
  INT32(6, 32),
  INT64(7, 64),
  STRING(8, 0),
  BOOL(9, 8),
  FLOAT16(10, 16),
  DOUBLE(11, 64),
  UINT32(12, 32),
  UINT64(13, 64),
  COMPLEX64(14, 0),
  COMPLEX128(15, 0),
  BFLOAT16(16, 16),
  FLOAT8E4M3FN(17, 8),
  FLOAT8E4M3FNUZ(18, 8),
  FLOAT8E5M2(19, 8),
  FLOAT8E5M2FNUZ(20, 8),
  UINT4(21, 4),
  INT4(22, 4),
  FLOAT4E2M1(23, 4),
  FLOAT8E8M0(24, 8),
  UINT2(25, 2),
  INT2(26, 2);

  private final int number;
  private final int bits;

  ElementType(int number, int bits) {
    this.number = number;
    this.bits = bits;
  }

  /** The type of a number; null where there is none. */
  public static @Nullable ElementType of(int number) {
    return Arrays.stream(values()).filter(type -> type.number == number).findFirst().orElse(null);
  }

  /** Bits of one element; 0 for what is no number, or two. */
  public int bits() {
    return bits;
  }

  /** Bytes of as many elements, the last one filled up. */
  long bytes(int count) {
    return ((long) bits * count + 7) / 8;
  }

  public boolean integer() {
    return signed() || name().startsWith("UINT") || this == BOOL;
  }

  /** Whether a gradient can be by numbers of this type. */
  public boolean differentiable() {
    return this == FLOAT || this == DOUBLE || this == FLOAT16 || this == BFLOAT16;
  }

  private boolean signed() {
    return name().startsWith("INT");
  }

  /** The smallest whole number that it holds. */
  public double least() {
    return signed() ? -Math.scalb(1.0, bits - 1) : 0;
  }

  /** The largest whole number that it holds. */
  public double most() {
    return Math.scalb(1.0, signed() ? bits - 1 : bits) - 1;
  }

  /** A whole number as it is kept: modulo as many as there are. */
  public double wrapped(double whole) {
    double all = Math.scalb(1.0, bits);
    return bits == 64 ? whole : whole - all * Math.floor((whole - least()) / all);
  }

  /** The number that these bits stand for. */
  double decode(long pattern) {
    return switch (this) {
      case FLOAT -> Float.intBitsToFloat((int) pattern);
      case DOUBLE -> Double.longBitsToDouble(pattern);
      case FLOAT16 -> small(pattern, 5, 10, 15);
      case BFLOAT16 -> Float.intBitsToFloat((int) pattern << 16);
      case FLOAT8E4M3FN -> (pattern & 0x7f) == 0x7f ? Double.NaN : finite(pattern, 4, 3, 7);
      case FLOAT8E4M3FNUZ -> pattern == 0x80 ? Double.NaN : finite(pattern, 4, 3, 8);
      case FLOAT8E5M2 -> small(pattern, 5, 2, 15);
      case FLOAT8E5M2FNUZ -> pattern == 0x80 ? Double.NaN : finite(pattern, 5, 2, 16);
      case FLOAT4E2M1 -> finite(pattern, 2, 1, 1);
      case FLOAT8E8M0 -> pattern == 0xff ? Double.NaN : Math.scalb(1.0, (int) pattern - 127);
      case INT64, UINT64 -> pattern;
      default -> signed() ? pattern << 64 - bits >> 64 - bits : pattern;
    };
  }

  /** As IEEE 754: the largest exponent is for infinity and what is no number. */
  private static double small(long pattern, int exponentBits, int fractionBits, int bias) {
    long fraction = pattern & (1L << fractionBits) - 1;
    long exponent = pattern >> fractionBits & (1L << exponentBits) - 1;
    if (exponent < (1L << exponentBits) - 1) {
      return finite(pattern, exponentBits, fractionBits, bias);
    }
    boolean negative = (pattern >> exponentBits + fractionBits & 1) != 0;
    double infinity = negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    return fraction == 0 ? infinity : Double.NaN;
  }

  private static double finite(long pattern, int exponentBits, int fractionBits, int bias) {
    long fraction = pattern & (1L << fractionBits) - 1;
    int exponent = (int) (pattern >> fractionBits & (1L << exponentBits) - 1);
    boolean negative = (pattern >> exponentBits + fractionBits & 1) != 0;
    double magnitude =
        exponent == 0
            ? Math.scalb((double) fraction, 1 - bias - fractionBits)
            : Math.scalb((double) (fraction | 1L << fractionBits), exponent - bias - fractionBits);
    return negative ? -magnitude : magnitude;
  }
}
