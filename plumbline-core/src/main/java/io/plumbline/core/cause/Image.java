package io.plumbline.core.cause;

import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.ImageLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * An array seen as an image: rows, columns and channels. One axis is a single row; more than three
 * axes are channels before rows and columns.
 *
 * @param rows how many
 * @param columns how many
 * @param channels how many
 * @param channelsFirst whether they stand before the rows
 */
public record Image(int rows, int columns, int channels, boolean channelsFirst) {

  /**
   * An array as an image.
   *
   * @param shape of one sample, without the batch axis
   * @param channelsFirst whether three axes are (C, H, W)
   * @return the image
   */
  public static Image of(Shape shape, boolean channelsFirst) {
    int[] sizes = shape.extents();
    int rank = sizes.length;
    if (rank <= 1) {
      return new Image(1, shape.size(), 1, false);
    } else if (rank == 2) {
      return new Image(sizes[0], sizes[1], 1, false);
    } else if (rank == 3 && !channelsFirst) {
      return new Image(sizes[0], sizes[1], sizes[2], false);
    }
    int rows = sizes[rank - 2];
    int columns = sizes[rank - 1];
    return new Image(rows, columns, shape.size() / (rows * columns), true);
  }

  /** With an axis for the channels, as the layout says. */
  Shape shape() {
    return channelsFirst ? Shape.of(channels, rows, columns) : Shape.of(rows, columns, channels);
  }

  ImageLayout layout() {
    return channelsFirst ? ImageLayout.CHW : ImageLayout.HWC;
  }

  int size() {
    return rows * columns * channels;
  }

  int flat(int row, int column, int channel) {
    return channelsFirst
        ? (channel * rows + row) * columns + column
        : (row * columns + column) * channels + channel;
  }

  int row(int flat) {
    return channelsFirst ? flat / columns % rows : flat / channels / columns;
  }

  int column(int flat) {
    return channelsFirst ? flat % columns : flat / channels % columns;
  }

  int channel(int flat) {
    return channelsFirst ? flat / columns / rows : flat % channels;
  }

  /** The element of another pixel, wrapped around; -1 beyond the border where not wrapped. */
  int moved(int flat, int down, int right, boolean wrap) {
    int row = row(flat) - down;
    int column = column(flat) - right;
    if (!wrap && (row < 0 || row >= rows || column < 0 || column >= columns)) {
      return -1;
    }
    return flat(Math.floorMod(row, rows), Math.floorMod(column, columns), channel(flat));
  }

  /** How the index of an element reads: as many numbers as the shape has axes. */
  static List<Integer> index(Shape shape, int flat) {
    List<Integer> index = new ArrayList<>();
    for (int each : shape.coordinates(flat)) {
      index.add(each);
    }
    return index;
  }
}
