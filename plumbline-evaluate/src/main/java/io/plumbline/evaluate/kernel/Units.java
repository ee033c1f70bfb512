package io.plumbline.evaluate.kernel;

import io.plumbline.core.function.Shape;
import java.util.List;
import java.util.StringJoiner;

/** Names units as people find them: the layer, the place, the channel. */
public final class Units {
  private Units() {}

  /** {@code conv2d/relu (3,7) channel 5}; {@code dense/relu unit 12} where there are no rows. */
  public static String name(BasePoint point, Kernel<?> kernel, int row, int channel) {
    Shape shape = point.shape(kernel.out);
    return kernel.name
        + (kernel.rows == 1 ? " unit " + channel : " " + place(shape, row) + " channel " + channel);
  }

  /** {@code max_pooling2d window (12,3) channel 5: (24,6) = (24,7)}. */
  public static String window(
      BasePoint point,
      MaximumKernel kernel,
      int row,
      int channel,
      List<Integer> places,
      String relation) {
    Shape in = point.shape(kernel.in[0]);
    StringJoiner rivals = new StringJoiner(" " + relation + " ");
    for (int k : places) {
      rivals.add(place(in, kernel.windows.rows[row][k]));
    }
    String window = kernel.rows == 1 ? "" : " window " + place(point.shape(kernel.out), row);
    return kernel.name + window + " channel " + channel + ": " + rivals;
  }

  /** The row's coordinates without the batch axis. */
  private static String place(Shape shape, int row) {
    StringJoiner at = new StringJoiner(",", "(", ")");
    int[] extents = shape.extents();
    int[] coordinates = new int[Math.max(0, extents.length - 1)];
    for (int axis = coordinates.length - 1; axis >= 0; axis--) {
      coordinates[axis] = row % extents[axis];
      row /= extents[axis];
    }
    for (int axis = 1; axis < coordinates.length; axis++) {
      at.add(Integer.toString(coordinates[axis]));
    }
    return at.toString();
  }
}
