package io.plumbline.graph.loss;

import io.plumbline.core.InvalidInputException;

/**
 * Outputs that are scores of classes at each of several positions, as those of segmentation and of
 * language models: an array (outer, classes, inner) in C order.
 *
 * @param outer the positions before the axis of the classes, those of the axes taken together
 * @param classes how many scores each position has
 * @param inner the positions behind it
 */
public record Positions(int outer, int classes, int inner) {
  /**
   * Checks the extents.
   *
   * @throws InvalidInputException if one is not positive
   */
  public Positions {
    if (outer < 1 || classes < 1 || inner < 1) {
      throw new InvalidInputException(
          "positions (" + outer + ", " + classes + ", " + inner + ") must be positive");
    }
  }

  /**
   * How many positions there are.
   *
   * @return outer times inner
   */
  public int count() {
    return outer * inner;
  }

  /**
   * Where a score stands.
   *
   * @param position from 0, in C order of the axes that are left
   * @param index the class
   * @return its place in the outputs
   */
  public int at(int position, int index) {
    return (position / inner * classes + index) * inner + position % inner;
  }
}
