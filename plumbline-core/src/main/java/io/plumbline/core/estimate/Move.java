package io.plumbline.core.estimate;

import java.util.Arrays;

/**
 * Coordinates that move together.
 *
 * @param indices flat positions, distinct
 * @param rates how far each moves for a move of one; not zero
 */
record Move(int[] indices, double[] rates) {
  /** All by the same amount. */
  static Move together(int... indices) {
    double[] rates = new double[indices.length];
    Arrays.fill(rates, 1);
    return new Move(indices, rates);
  }
}
