package io.plumbline.diagnose.explain;

import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Tiling;
import io.plumbline.core.tile.Tiles;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which elements of the input were moved together.
 *
 * @param tiling how the image was cut; empty for single elements
 * @param tiles the same; empty for single elements
 * @param groups the elements of each tile
 */
record Cut(Optional<Tiling> tiling, Optional<Tiles> tiles, int[][] groups) {

  static Cut single(int elements) {
    int[][] groups = new int[elements][];
    Arrays.setAll(groups, k -> new int[] {k});
    return new Cut(Optional.empty(), Optional.empty(), groups);
  }

  /** Tiles whose channels are moved together, and those whose channels are not. */
  static List<Cut> of(Tiling tiling) {
    return tiling.tiles().stream().map(tiles -> of(tiling, tiles)).toList();
  }

  private static Cut of(Tiling tiling, Tiles tiles) {
    int[][] groups = new int[tiles.count()][];
    Arrays.setAll(groups, tiles::members);
    return new Cut(Optional.of(tiling), Optional.of(tiles), groups);
  }

  boolean isSingle() {
    return tiles.isEmpty();
  }

  /** Rows of a tile. */
  int height() {
    return tiling.map(Tiling::height).orElse(1);
  }

  /** Columns of a tile. */
  int width() {
    return tiling.map(Tiling::width).orElse(1);
  }

  /** Of a whole tile. */
  int pixels() {
    return height() * width();
  }

  /** What it costs to assume it where square tiles of some side were said, in nats. */
  double price(int said) {
    boolean asSaid = height() == said && width() == said;
    return asSaid ? 0 : tiling.map(Tiling::price).orElse(Price.TILE.nats());
  }

  /** In each element its tile's quotient, or that divided by the tile's pixels. */
  double[] expand(double[] quotients, boolean mean) {
    return tiles
        .map(each -> each.expand(mean ? each.meanPerPixel(quotients) : quotients))
        .orElse(quotients);
  }

  /** A derivative's sum over each group. */
  double[] sums(double[] derivative) {
    double[] sums = new double[groups.length];
    for (int k = 0; k < sums.length; k++) {
      for (int element : groups[k]) {
        sums[k] += derivative[element];
      }
    }
    return sums;
  }
}
