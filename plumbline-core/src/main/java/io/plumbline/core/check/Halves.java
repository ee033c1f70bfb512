package io.plumbline.core.check;

import java.util.ArrayList;
import java.util.List;

/** By halves from a range that is off down to the places that are. */
final class Halves {
  private Halves() {}

  /** By how much a part of a range is off. */
  @FunctionalInterface
  interface Off {
    /**
     * Measures.
     *
     * @param from the first place
     * @param to behind the last
     * @return 0 where it is not off
     */
    double by(int from, int to);
  }

  /**
   * The places that are off, those in the half that is further off first.
   *
   * @param size of the range, which is known to be off
   * @param most how many places are enough
   */
  static List<Integer> find(int size, int most, Off off) {
    List<Integer> found = new ArrayList<>();
    List<int[]> open = new ArrayList<>(List.of(new int[] {0, size}));
    while (!open.isEmpty() && found.size() < most) {
      int[] range = open.remove(open.size() - 1);
      if (range[1] - range[0] == 1) {
        found.add(range[0]);
        continue;
      }
      int middle = (range[0] + range[1]) >>> 1;
      double left = off.by(range[0], middle);
      double right = off.by(middle, range[1]);
      boolean leftFirst = left > right;
      if (leftFirst && right > 0) {
        open.add(new int[] {middle, range[1]});
      }
      if (left > 0) {
        open.add(new int[] {range[0], middle});
      }
      if (!leftFirst && right > 0) {
        open.add(new int[] {middle, range[1]});
      }
    }
    return found;
  }
}
