package io.plumbline.network.explain;

import io.plumbline.core.tile.Tiles;

/** Recognises an array that is constant within tiles though nobody said that it would be. */
final class ConstantTiles {
  private static final int LARGEST = 14;

  private ConstantTiles() {}

  static Tiles tiles(Disagreement given, int side) {
    return Tiles.of(given.analyticShape(), given.layout(), side);
  }

  /** The largest side for which the numeric array is constant in every tile; 1 if there is none. */
  static int side(Disagreement given) {
    int largest = 1;
    for (int side = 2; side <= LARGEST; side++) {
      Tiles tiles = tiles(given, side);
      boolean constant = tiles.count() > 1;
      boolean nonZero = false;
      for (int tile = 0; tile < tiles.count() && constant; tile++) {
        int[] members = tiles.members(tile);
        for (int member : members) {
          constant &= given.numeric()[member] == given.numeric()[members[0]];
          nonZero |= given.numeric()[member] != 0;
        }
      }
      if (constant && nonZero) {
        largest = side;
      }
    }
    return largest;
  }
}
