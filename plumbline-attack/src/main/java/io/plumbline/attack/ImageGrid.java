package io.plumbline.attack;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.core.tile.Tiles;

/**
 * How the values of an input lie in an image.
 *
 * @param rows the height
 * @param columns the width
 * @param channels 1 where the layout has no axis for them
 * @param layout where the channels stand
 */
public record ImageGrid(int rows, int columns, int channels, ImageLayout layout) {
  /**
   * A grey image.
   *
   * @param rows the height
   * @param columns the width
   * @return the grid
   */
  public static ImageGrid gray(int rows, int columns) {
    return new ImageGrid(rows, columns, 1, ImageLayout.HW);
  }

  /**
   * The image cut into square tiles whose channels are moved together.
   *
   * @param side of a tile, at least 1
   * @return the tiles
   * @throws InvalidInputException if the side is below 1, or longer than the image's shorter one
   */
  public Tiles tiles(int side) {
    requireTile(side);
    Shape shape =
        switch (layout) {
          case HW -> Shape.of(rows, columns);
          case HWC -> Shape.of(rows, columns, channels);
          case CHW -> Shape.of(channels, rows, columns);
        };
    return Tiles.of(shape, layout, side);
  }

  void requireTile(int side) {
    Require.atLeast("tile", side, 1);
    int most = Math.min(rows, columns);
    if (side > most) {
      throw new InvalidInputException(
          "tile (" + side + ") must be at most the image's side, " + most);
    }
  }

  int size() {
    return rows * columns * channels;
  }

  int index(int row, int column, int channel) {
    return layout == ImageLayout.CHW
        ? (channel * rows + row) * columns + column
        : (row * columns + column) * channels + channel;
  }
}
