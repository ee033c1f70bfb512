package io.plumbline.djl;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The user's samples on their way into PyTorch's memory, in the engine's precision. */
interface EngineSamples {
  /** Where a thread puts the samples it works on; grown when need be, used again and again. */
  ThreadLocal<ByteBuffer> BUFFER = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(0));

  /** How many there are. */
  int count();

  /** Appends one sample in float32 or float64. */
  void put(int sample, ByteBuffer to, Precision precision);

  static EngineSamples of(float[][] samples, int size) {
    for (int k = 0; k < samples.length; k++) {
      requireSize(k, samples[k].length, size);
    }
    return new EngineSamples() {
      @Override
      public int count() {
        return samples.length;
      }

      @Override
      public void put(int sample, ByteBuffer to, Precision precision) {
        if (precision == Precision.FLOAT32) {
          to.asFloatBuffer().put(samples[sample]);
          to.position(to.position() + Float.BYTES * size);
        } else {
          for (float value : samples[sample]) {
            to.putDouble(value);
          }
        }
      }
    };
  }

  static EngineSamples of(double[][] samples, int size) {
    for (int k = 0; k < samples.length; k++) {
      requireSize(k, samples[k].length, size);
    }
    return new EngineSamples() {
      @Override
      public int count() {
        return samples.length;
      }

      @Override
      public void put(int sample, ByteBuffer to, Precision precision) {
        if (precision == Precision.FLOAT64) {
          to.asDoubleBuffer().put(samples[sample]);
          to.position(to.position() + Double.BYTES * size);
        } else {
          for (double value : samples[sample]) {
            to.putFloat((float) value);
          }
        }
      }
    };
  }

  /** Points one after another, as numeric differentiation lays them. */
  static EngineSamples of(double[] points, int count, int size) {
    if (points.length < (long) count * size) {
      throw new InvalidInputException(
          "values (" + points.length + ") must be at least " + count + " times " + size);
    }
    return new EngineSamples() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public void put(int sample, ByteBuffer to, Precision precision) {
        int from = sample * size;
        for (int k = from; k < from + size; k++) {
          if (precision == Precision.FLOAT32) {
            to.putFloat((float) points[k]);
          } else {
            to.putDouble(points[k]);
          }
        }
      }
    };
  }

  private static void requireSize(int sample, int given, int size) {
    if (given != size) {
      throw new InvalidInputException(
          "sample " + sample + ": values (" + given + ") must be " + size);
    }
  }

  /**
   * The samples from one to another as an array. It lies in this thread's buffer, and so is good
   * until the thread asks for the next.
   *
   * @param shape of one sample, with the batch axis 1
   */
  default PtNDArray load(
      int from, int to, io.plumbline.core.function.Shape shape, Precision p, PtNDManager manager) {
    int bytes =
        Math.multiplyExact(shape.size(), (to - from) * FloatFormats.type(p).getNumOfBytes());
    if (BUFFER.get().capacity() < bytes) {
      BUFFER.set(ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()));
    }
    ByteBuffer buffer = BUFFER.get();
    buffer.clear().limit(bytes);
    for (int sample = from; sample < to; sample++) {
      put(sample, buffer, p);
    }
    buffer.rewind();
    long[] extents = Arrays.stream(shape.extents()).asLongStream().toArray();
    if (to - from > 1) {
      extents[0] = (long) to - from;
    }
    return manager.create(buffer, new Shape(extents), FloatFormats.type(p));
  }
}
