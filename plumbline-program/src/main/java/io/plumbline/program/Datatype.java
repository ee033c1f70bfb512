package io.plumbline.program;

import io.plumbline.core.function.Half;
import io.plumbline.core.function.Precision;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** How a number is stored, by its name in the Open Inference Protocol. */
enum Datatype {
  FP64(Precision.FLOAT64, Double.BYTES) {
    @Override
    void put(ByteBuffer to, double value) {
      to.putDouble(value);
    }

    @Override
    double get(ByteBuffer from) {
      return from.getDouble();
    }
  },
  FP32(Precision.FLOAT32, Float.BYTES) {
    @Override
    void put(ByteBuffer to, double value) {
      to.putFloat((float) value);
    }

    @Override
    double get(ByteBuffer from) {
      return from.getFloat();
    }
  },
  FP16(Precision.FLOAT16, Short.BYTES) {
    @Override
    void put(ByteBuffer to, double value) {
      to.putShort(Half.of(value));
    }

    @Override
    double get(ByteBuffer from) {
      return Half.toDouble(from.getShort());
    }
  },
  /** The upper half of a float32. */
  BF16(Precision.BFLOAT16, Short.BYTES) {
    @Override
    void put(ByteBuffer to, double value) {
      int bits = Float.floatToIntBits((float) Precision.BFLOAT16.round(value));
      to.putShort((short) (bits >>> Short.SIZE));
    }

    @Override
    double get(ByteBuffer from) {
      return Float.intBitsToFloat(from.getShort() << Short.SIZE);
    }
  };

  private final Precision precision;
  private final int bytes;

  Datatype(Precision precision, int bytes) {
    this.precision = precision;
    this.bytes = bytes;
  }

  abstract void put(ByteBuffer to, double value);

  abstract double get(ByteBuffer from);

  Precision precision() {
    return precision;
  }

  int bytes() {
    return bytes;
  }

  static Optional<Datatype> of(String name) {
    return Arrays.stream(values()).filter(each -> each.name().equals(name)).findFirst();
  }
}
