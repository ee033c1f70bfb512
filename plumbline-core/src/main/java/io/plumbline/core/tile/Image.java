package io.plumbline.core.tile;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;

/**
 * An array seen as an image: rows, columns and channels.
 *
 * @param rows how many
 * @param columns how many
 * @param channels how many; 1 where the layout has no axis for them
 * @param layout where they stand
 */
public record Image(int rows, int columns, int channels, ImageLayout layout) {
  /**
   * An array of a known layout.
   *
   * @param shape of the array
   * @param layout how many axes it has, and where the channels stand
   * @return the image
   * @throws InvalidInputException if the shape has not the layout's number of axes
   */
  public static Image of(Shape shape, ImageLayout layout) {
    int axes = layout == ImageLayout.HW ? 2 : 3;
    if (shape.rank() != axes) {
      throw new InvalidInputException(
          "image shape " + shape + " must have " + axes + " axes, " + layout);
    }
    return switch (layout) {
      case HW -> new Image(shape.extent(0), shape.extent(1), 1, layout);
      case HWC -> new Image(shape.extent(0), shape.extent(1), shape.extent(2), layout);
      case CHW -> new Image(shape.extent(1), shape.extent(2), shape.extent(0), layout);
    };
  }

  /**
   * Any array: one axis is a single row; more than three are channels before rows and columns.
   *
   * @param shape of the array
   * @param channelsFirst whether three axes are (C, H, W)
   * @return the image, with an axis for its channels
   */
  public static Image ofAny(Shape shape, boolean channelsFirst) {
    int rank = shape.rank();
    if (rank <= 1) {
      return new Image(1, shape.size(), 1, ImageLayout.HWC);
    } else if (rank == 2) {
      return new Image(shape.extent(0), shape.extent(1), 1, ImageLayout.HWC);
    } else if (rank == 3 && !channelsFirst) {
      return of(shape, ImageLayout.HWC);
    }
    int rows = shape.extent(-2);
    int columns = shape.extent(-1);
    return new Image(rows, columns, shape.size() / (rows * columns), ImageLayout.CHW);
  }

  /**
   * A grey image.
   *
   * @param rows the height
   * @param columns the width
   * @return the image
   */
  public static Image grey(int rows, int columns) {
    return new Image(rows, columns, 1, ImageLayout.HW);
  }

  /**
   * The shape of the array.
   *
   * @return as the layout says
   */
  public Shape shape() {
    return switch (layout) {
      case HW -> Shape.of(rows, columns);
      case HWC -> Shape.of(rows, columns, channels);
      case CHW -> Shape.of(channels, rows, columns);
    };
  }

  /**
   * Whether the channels stand before the rows.
   *
   * @return whether they do
   */
  public boolean channelsFirst() {
    return layout == ImageLayout.CHW;
  }

  /**
   * The number of elements.
   *
   * @return of all channels together
   */
  public int size() {
    return rows * columns * channels;
  }

  /**
   * The place of an element in the array.
   *
   * @param row its row
   * @param column its column
   * @param channel its channel
   * @return the place in row-major order
   */
  public int flat(int row, int column, int channel) {
    return channelsFirst()
        ? (channel * rows + row) * columns + column
        : (row * columns + column) * channels + channel;
  }

  /**
   * The row of an element.
   *
   * @param flat its place in the array
   * @return its row
   */
  public int row(int flat) {
    return channelsFirst() ? flat / columns % rows : flat / channels / columns;
  }

  /**
   * The column of an element.
   *
   * @param flat its place in the array
   * @return its column
   */
  public int column(int flat) {
    return channelsFirst() ? flat % columns : flat / channels % columns;
  }

  /**
   * The channel of an element.
   *
   * @param flat its place in the array
   * @return its channel
   */
  public int channel(int flat) {
    return channelsFirst() ? flat / columns / rows : flat % channels;
  }

  /**
   * One channel of an array.
   *
   * @param values one for each element
   * @param channel which
   * @return one for each pixel, row by row
   */
  public double[] channel(double[] values, int channel) {
    double[] taken = new double[rows * columns];
    for (int pixel = 0; pixel < taken.length; pixel++) {
      taken[pixel] = values[flat(pixel / columns, pixel % columns, channel)];
    }
    return taken;
  }

  /**
   * The element of another pixel.
   *
   * @param flat an element
   * @param down by how many rows it has been moved
   * @param right by how many columns
   * @param wrap whether what leaves on one side comes in on the other
   * @return where it was; -1 beyond the border where not wrapped
   */
  public int moved(int flat, int down, int right, boolean wrap) {
    int row = row(flat) - down;
    int column = column(flat) - right;
    if (!wrap && (row < 0 || row >= rows || column < 0 || column >= columns)) {
      return -1;
    }
    return flat(Math.floorMod(row, rows), Math.floorMod(column, columns), channel(flat));
  }
}
