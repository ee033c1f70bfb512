package io.plumbline.core.cause;

import io.plumbline.core.tile.Channels;
import io.plumbline.core.tile.Image;
import io.plumbline.core.tile.Tiles;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A way to cut an image into tiles, each taken for one coordinate.
 *
 * @param image that is cut
 * @param height rows of a tile
 * @param width columns of a tile
 */
public record Tiling(Image image, int height, int width) {
  /**
   * What it costs to assume that tiles were taken for pixels.
   *
   * @return nats
   */
  public double price() {
    return Price.TILE.nats() + (height == width ? 0 : Price.OBLONG.nats());
  }

  /**
   * The tiles.
   *
   * @return those of each channel by itself, and where there are several, those of all together
   */
  public List<Tiles> tiles() {
    List<Tiles> tiles = new ArrayList<>(List.of(tiles(Channels.SEPARATE)));
    if (image.channels() > 1) {
      tiles.add(tiles(Channels.TOGETHER));
    }
    return tiles;
  }

  private Tiles tiles(Channels channels) {
    return Tiles.of(image, height, width, channels);
  }

  /**
   * The tilings in each of whose tiles an array has one value.
   *
   * @param array one value for each element
   * @param image how the elements stand
   * @return none where the array changes from pixel to pixel
   */
  public static List<Tiling> constantIn(double[] array, Image image) {
    List<Tiling> tilings = new ArrayList<>();
    for (int height : sizes(array, image, true)) {
      for (int width : sizes(array, image, false)) {
        if (height * width > 1) {
          tilings.add(new Tiling(image, height, width));
        }
      }
    }
    return tilings;
  }

  /** The divisors of the distance at which rows (or columns) change: what a tile's side may be. */
  private static Set<Integer> sizes(double[] array, Image image, boolean down) {
    int length = down ? image.rows() : image.columns();
    int common = 0;
    for (int line = 1; line < length; line++) {
      if (changes(array, image, line, down)) {
        common = common(line, common);
      }
    }
    Set<Integer> sizes = new LinkedHashSet<>();
    for (int size = 1; size <= length; size++) {
      if (common == 0 || common % size == 0) {
        sizes.add(size);
      }
    }
    return sizes;
  }

  private static boolean changes(double[] array, Image image, int line, boolean down) {
    int across = down ? image.columns() : image.rows();
    for (int k = 0; k < across; k++) {
      for (int channel = 0; channel < image.channels(); channel++) {
        int at = down ? image.flat(line, k, channel) : image.flat(k, line, channel);
        int before = down ? image.flat(line - 1, k, channel) : image.flat(k, line - 1, channel);
        if (array[at] != array[before]) {
          return true;
        }
      }
    }
    return false;
  }

  private static int common(int a, int b) {
    return b == 0 ? a : common(b, a % b);
  }
}
