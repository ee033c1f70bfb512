package io.plumbline.core.tile;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.DifferenceOptions;
import io.plumbline.core.estimate.FiniteDifferences;
import io.plumbline.core.estimate.GradientEstimate;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An image cut into tiles, row by row from the top left; those at the right and lower edge are
 * smaller where the size of the tiles does not divide the image. With {@link Channels#SEPARATE} all
 * tiles of the first channel come first.
 */
public final class Tiles {
  private final Shape image;
  private final List<int[]> members;
  private final int[] pixels;
  private final Shape grid;

  private Tiles(Shape image, List<int[]> members, int[] pixels, Shape grid) {
    this.image = image;
    this.members = members;
    this.pixels = pixels;
    this.grid = grid;
  }

  /**
   * Cuts an image into square tiles whose channels are moved together.
   *
   * @param image the shape of the image, as the layout says
   * @param layout where its channels stand
   * @param size the side of a tile
   * @return the tiles
   * @throws InvalidInputException as for {@link Image#of} and {@link #of(Image, int, int,
   *     Channels)}
   */
  public static Tiles of(Shape image, ImageLayout layout, int size) {
    return of(Image.of(image, layout), size, size, Channels.TOGETHER);
  }

  /**
   * Cuts an image into tiles.
   *
   * @param image to be cut
   * @param height the rows of a tile
   * @param width the columns of a tile
   * @param channels whether a tile contains all channels of its pixels
   * @return the tiles
   * @throws InvalidInputException if a tile's side is not positive; a side longer than the image's
   *     is cut off
   */
  public static Tiles of(Image image, int height, int width, Channels channels) {
    requirePositive("tile height", height);
    requirePositive("tile width", width);
    int rows = image.rows();
    int columns = image.columns();
    int depth = image.channels();
    int tileRows = Math.min(height, rows);
    int tileColumns = Math.min(width, columns);
    boolean separate = channels == Channels.SEPARATE;
    Cutter cutter = new Cutter(image);
    List<int[]> members = cutter.cut(tileRows, tileColumns, separate);
    int perPixel = separate ? 1 : depth;
    int[] pixels = members.stream().mapToInt(tile -> tile.length / perPixel).toArray();
    int down = (rows + tileRows - 1) / tileRows;
    int across = (columns + tileColumns - 1) / tileColumns;
    Shape grid = separate ? Shape.of(depth, down, across) : Shape.of(down, across);
    return new Tiles(image.shape(), members, pixels, grid);
  }

  private static void requirePositive(String name, int side) {
    if (side < 1) {
      throw new InvalidInputException(name + " (" + side + ") must be positive");
    }
  }

  /** The number of tiles. */
  public int count() {
    return members.size();
  }

  /** The tiles' own shape: (down, across), or (channels, down, across) if those are separate. */
  public Shape grid() {
    return grid;
  }

  /** The number of pixels of one tile, whatever the number of channels. */
  public int pixels(int tile) {
    return pixels[tile];
  }

  /** The flat positions of one tile's elements in the image. */
  public int[] members(int tile) {
    return members.get(tile).clone();
  }

  /**
   * The tiles' gradient from the gradient of every element.
   *
   * @param gradient of the image's shape, flat in row-major order
   * @return one number for each tile, with the given meaning
   */
  public double[] of(double[] gradient, TileMeaning meaning) {
    image.requireLength("gradient", gradient);
    double[] values = new double[members.size()];
    for (int tile = 0; tile < values.length; tile++) {
      for (int index : members.get(tile)) {
        values[tile] += gradient[index];
      }
    }
    return meaning == TileMeaning.MEAN_PER_PIXEL ? meanPerPixel(values) : values;
  }

  /** The mean per pixel from the derivatives along the tiles. */
  public double[] meanPerPixel(double[] alongTile) {
    grid.requireLength("tile values", alongTile);
    double[] means = new double[alongTile.length];
    for (int tile = 0; tile < means.length; tile++) {
      means[tile] = alongTile[tile] / pixels[tile];
    }
    return means;
  }

  /** A map of the image's shape in which every element has the value of its tile. */
  public double[] expand(double[] tileValues) {
    grid.requireLength("tile values", tileValues);
    double[] map = new double[image.size()];
    for (int tile = 0; tile < tileValues.length; tile++) {
      for (int index : members.get(tile)) {
        map[index] = tileValues[tile];
      }
    }
    return map;
  }

  /**
   * The derivative along every tile by finite differences: all elements of a tile are moved
   * together. Its values mean {@link TileMeaning#ALONG_TILE}.
   *
   * @param function of the image's shape
   * @throws InvalidInputException if it is of another shape, or as in {@link
   *     FiniteDifferences#along}
   */
  public GradientEstimate differences(
      ScalarFunction function, double[] x, DifferenceOptions options) {
    if (!function.shape().equals(image)) {
      throw new InvalidInputException(
          "function shape " + function.shape() + " must be the image shape " + image);
    }
    return FiniteDifferences.along(function, x, members, options);
  }

  /** Finds the flat positions of rectangles of pixels. */
  private record Cutter(Image image) {
    /** All tiles, of one channel after another or of all channels together. */
    List<int[]> cut(int tileRows, int tileColumns, boolean separate) {
      List<int[]> tiles = new ArrayList<>();
      for (int part = 0; part < (separate ? image.channels() : 1); part++) {
        int channel = separate ? part : -1;
        for (int row = 0; row < image.rows(); row += tileRows) {
          for (int column = 0; column < image.columns(); column += tileColumns) {
            int bottom = Math.min(row + tileRows, image.rows());
            int right = Math.min(column + tileColumns, image.columns());
            tiles.add(members(row, bottom, column, right, channel));
          }
        }
      }
      return List.copyOf(tiles);
    }

    /**
     * The members of a rectangle in one channel, or in all if it is negative, in increasing order.
     */
    int[] members(int top, int bottom, int left, int right, int channel) {
      int firstChannel = channel < 0 ? 0 : channel;
      int endChannel = channel < 0 ? image.channels() : channel + 1;
      int[] members = new int[(bottom - top) * (right - left) * (endChannel - firstChannel)];
      int next = 0;
      for (int c = firstChannel; c < endChannel; c++) {
        for (int row = top; row < bottom; row++) {
          for (int column = left; column < right; column++) {
            members[next++] = image.flat(row, column, c);
          }
        }
      }
      Arrays.sort(members);
      return members;
    }
  }
}
