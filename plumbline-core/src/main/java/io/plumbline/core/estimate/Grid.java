package io.plumbline.core.estimate;

import io.plumbline.core.step.Stencil;
import java.util.Arrays;
import java.util.TreeSet;

/**
 * The points of one line: whole multiples of the smallest step h, so that the differences over h,
 * 2h, 4h, .. share as many of them as they can. The centre is not among the multiples to evaluate.
 */
final class Grid {
  private final Stencil stencil;
  private final int levels;
  private final int[] multiples;

  Grid(Stencil stencil, int levels) {
    this.stencil = stencil;
    this.levels = levels;
    TreeSet<Integer> all = new TreeSet<>();
    for (int level = 0; level < levels; level++) {
      for (int i = 0; i < stencil.points(); i++) {
        all.add(stencil.offset(i) << level);
      }
    }
    all.remove(0);
    this.multiples = all.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * How many steps it takes to bound an error: three to see the differences converge, and one more
   * for one-sided formulas, whose error's expansion has terms of both parities that can cancel.
   */
  static int levelsForABound(Stencil stencil) {
    return stencil.isCentral() ? 3 : 4;
  }

  Stencil stencil() {
    return stencil;
  }

  /** How many steps, each twice the one before. */
  int levels() {
    return levels;
  }

  /** The number of points without the centre. */
  int size() {
    return multiples.length;
  }

  /** A point as a multiple of the smallest step. */
  int multiple(int point) {
    return multiples[point];
  }

  /** The place of a multiple among the points. */
  int indexOf(int multiple) {
    int index = Arrays.binarySearch(multiples, multiple);
    if (index < 0) {
      throw new IllegalArgumentException(multiple + " is not on the grid");
    }
    return index;
  }

  /** The largest distance from the centre, as a multiple. */
  int farthest() {
    return Math.max(-multiples[0], multiples[multiples.length - 1]);
  }
}
