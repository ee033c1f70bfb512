package io.plumbline.program;

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
