package io.plumbline.graph;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;

/**
 * A shape and its values in C order, in float64. The array is not copied: whoever makes a tensor
 * hands it over, and whoever reads it leaves it as it is.
 *
 * @param shape the extents
 * @param values {@code shape.size()} values in C order
 */
public record Tensor(Shape shape, double[] values) {
  /** The most elements a tensor may have: a quarter of a gigabyte in float64. */
  public static final int MOST_ELEMENTS = 1 << 25;

  /**
   * Checks that the two belong together.
   *
   * @throws InvalidInputException if the number of values is not the shape's
   */
  public Tensor {
    if (values.length != shape.size()) {
      throw new InvalidInputException(
          "values ("
              + values.length
              + ") must be as many as the shape "
              + shape
              + " has elements ("
              + shape.size()
              + ")");
    }
  }

  /**
   * A tensor's shape; in a graph the batch axis is included and is 1.
   *
   * @param extents one for each axis, outermost first, none negative; none for a scalar
   * @return the shape
   * @throws InvalidInputException if an extent is negative or there are too many elements
   */
  public static Shape shapeOf(int... extents) {
    return Shape.upTo(MOST_ELEMENTS, extents);
  }

  /**
   * A tensor of one value.
   *
   * @param value the value
   * @return a tensor of rank 0
   */
  public static Tensor scalar(double value) {
    return new Tensor(Shape.of(), new double[] {value});
  }
}
