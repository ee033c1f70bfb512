package io.plumbline.dataset;

import java.util.Arrays;

/** Ranges of indices, one behind another, each known by its end. */
final class Ranges {
  private Ranges() {}

  /**
   * The range that holds an index.
   *
   * @param ends of the ranges, ascending; empty ranges end where the one before does
   * @param index below the last end
   */
  static int holding(int[] ends, int index) {
    int found = Arrays.binarySearch(ends, index);
    int range = found < 0 ? -found - 1 : found + 1;
    while (ends[range] == index) {
      range++;
    }
    return range;
  }
}
