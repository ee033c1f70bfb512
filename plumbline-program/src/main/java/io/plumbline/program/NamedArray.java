package io.plumbline.program;

import io.plumbline.core.function.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An array with a name, as it is sent or was received.
 *
 * @param name of an input or an output
 * @param datatype how its numbers are stored
 * @param shape its first axis counts points
 * @param values flat, in row-major order
 */
record NamedArray(String name, Datatype datatype, Shape shape, double[] values) {
  /** A tensor of so many points, whose shape without them is given. */
  static NamedArray of(Head head, int points, double[] values) {
    return new NamedArray(head.name, head.datatype, head.shape.withFirst(points), values);
  }

  /** What is known of a tensor before there are points. */
  record Head(String name, Datatype datatype, Shape shape) {}

  Head head() {
    return new Head(name, datatype, shape.withoutFirst());
  }

  /** One of the points, without the axis that counts them. */
  NamedArray point(int point) {
    int size = head().shape().size();
    double[] own = Arrays.copyOfRange(values, point * size, (point + 1) * size);
    return new NamedArray(name, datatype, head().shape(), own);
  }

  boolean isLike(NamedArray other) {
    return name.equals(other.name) && datatype == other.datatype && shape.equals(other.shape);
  }

  /** Writes the numbers as they are stored. */
  void put(ByteBuffer to) {
    for (double value : values) {
      datatype.put(to, value);
    }
  }

  long bytes() {
    return (long) datatype.bytes() * values.length;
  }
}
