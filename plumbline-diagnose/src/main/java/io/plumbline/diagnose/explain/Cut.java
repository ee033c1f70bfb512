package io.plumbline.diagnose.explain;

import io.plumbline.core.tile.Channels;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.core.tile.Tiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which elements of the input were moved together.
 *
 * @param side of a tile; 1 for single elements
 * @param tiles null for single elements
 * @param groups the elements of each tile
 */
record Cut(int side, Tiles tiles, int[][] groups) {

  static Cut single(int elements) {
    int[][] groups = new int[elements][];
    Arrays.setAll(groups, k -> new int[] {k});
    return new Cut(1, null, groups);
  }

  /** Square tiles, whose channels are moved together, and those whose channels are not. */
  static List<Cut> tiles(Disagreement given, int side) {
    ImageLayout layout = given.layout().orElseThrow();
    List<Cut> cuts = new ArrayList<>();
    cuts.add(tiles(given, side, Channels.TOGETHER));
    if (Disagreement.channels(given.shape(), layout) > 1) {
      cuts.add(tiles(given, side, Channels.SEPARATE));
    }
    return cuts;
  }

  private static Cut tiles(Disagreement given, int side, Channels channels) {
    Tiles tiles = Tiles.of(given.shape(), given.layout().orElseThrow(), side, side, channels);
    int[][] groups = new int[tiles.count()][];
    Arrays.setAll(groups, tiles::members);
    return new Cut(side, tiles, groups);
  }

  /** Of a whole tile. */
  int pixels() {
    return side * side;
  }

  /** In each element its tile's quotient, or that divided by the tile's pixels. */
  double[] expand(double[] quotients, boolean mean) {
    if (tiles == null) {
      return quotients;
    }
    return tiles.expand(mean ? tiles.meanPerPixel(quotients) : quotients);
  }

  /** The largest side for which an array is constant in every tile, and not only zero; else 1. */
  static int constantSide(Disagreement given) {
    if (given.layout().isEmpty()) {
      return 1;
    }
    ImageLayout layout = given.layout().get();
    int longest =
        Math.max(
            Disagreement.rows(given.shape(), layout), Disagreement.columns(given.shape(), layout));
    int largest = 1;
    for (int side = 2; side < longest; side++) {
      Cut cut = tiles(given, side, Channels.SEPARATE);
      if (cut.isConstant(given.numeric().values())) {
        largest = side;
      }
    }
    return largest;
  }

  private boolean isConstant(double[] values) {
    boolean nonZero = false;
    for (int[] group : groups) {
      for (int element : group) {
        if (values[element] != values[group[0]]) {
          return false;
        }
        nonZero |= values[element] != 0;
      }
    }
    return nonZero;
  }
}
