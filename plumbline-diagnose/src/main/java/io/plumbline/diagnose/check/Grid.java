package io.plumbline.diagnose.check;

import io.plumbline.core.tile.ImageLayout;
import java.util.Optional;
import java.util.function.IntBinaryOperator;

/**
 * A sample as rows, columns and channels, for moving its elements about; a sample that is no image
 * is one row.
 */
record Grid(int rows, int columns, int channels, boolean channelsFirst) {
  static Grid of(int[] shape, Optional<ImageLayout> layout) {
    if (layout.isPresent() && layout.get() == ImageLayout.HW) {
      return new Grid(shape[0], shape[1], 1, false);
    }
    if (layout.isPresent()) {
      boolean first = layout.get() == ImageLayout.CHW;
      return first
          ? new Grid(shape[1], shape[2], shape[0], true)
          : new Grid(shape[0], shape[1], shape[2], false);
    }
    int size = 1;
    for (int extent : shape) {
      size *= extent;
    }
    return new Grid(1, size, 1, false);
  }

  int flat(int row, int column, int channel) {
    return channelsFirst
        ? (channel * rows + row) * columns + column
        : (row * columns + column) * channels + channel;
  }

  /** The values with each pixel taken from another; -1 stands for none, zero. */
  double[] from(double[] values, IntBinaryOperator pixel) {
    double[] moved = new double[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int source = pixel.applyAsInt(row, column);
        for (int channel = 0; channel < channels && source >= 0; channel++) {
          moved[flat(row, column, channel)] =
              values[flat(source / columns, source % columns, channel)];
        }
      }
    }
    return moved;
  }
}
