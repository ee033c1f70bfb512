package io.plumbline.graph;

import io.plumbline.core.InvalidInputException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The extents of a tensor, outermost axis first; the batch axis is included and is 1 in a graph.
 * Rank 0 is a scalar.
 */
public final class Shape {
  /** The most elements a tensor may have: a quarter of a gigabyte in float64. */
  public static final int MOST_ELEMENTS = 1 << 25;

  private final int[] extents;
  private final int size;

  private Shape(int[] extents) {
    this.extents = extents;
    long product = 1;
    for (int extent : extents) {
      if (extent < 0) {
        throw new InvalidInputException(
            "shape (" + Arrays.toString(extents) + ") must have no negative extent");
      }
      product *= extent;
      if (product > MOST_ELEMENTS) {
        throw new InvalidInputException(
            "shape ("
                + Arrays.toString(extents)
                + ") must have at most "
                + MOST_ELEMENTS
                + " elements");
      }
    }
    this.size = (int) product;
  }

  /**
   * The shape with these extents.
   *
   * @param extents one for each axis, none negative
   * @return the shape
   * @throws InvalidInputException if an extent is negative or there are too many elements
   */
  public static Shape of(int... extents) {
    return new Shape(extents.clone());
  }

  /**
   * The number of axes.
   *
   * @return 0 for a scalar
   */
  public int rank() {
    return extents.length;
  }

  /**
   * The number of elements.
   *
   * @return the product of the extents, 1 for a scalar
   */
  public int size() {
    return size;
  }

  /**
   * One axis's extent.
   *
   * @param axis from 0, or from -1 backwards
   * @return its extent
   * @throws InvalidInputException if there is no such axis
   */
  public int extent(int axis) {
    int at = axis < 0 ? axis + extents.length : axis;
    if (at < 0 || at >= extents.length) {
      throw new InvalidInputException("axis (" + axis + ") must be one of " + this);
    }
    return extents[at];
  }

  /**
   * All extents.
   *
   * @return a copy
   */
  public int[] extents() {
    return extents.clone();
  }

  /**
   * The distance between neighbours along each axis, in elements, in C order.
   *
   * @return one for each axis
   */
  public int[] strides() {
    int[] strides = new int[extents.length];
    int step = 1;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      strides[axis] = step;
      step *= extents[axis];
    }
    return strides;
  }

  /**
   * The coordinates of an element.
   *
   * @param flat its position in C order
   * @return one coordinate for each axis
   */
  public int[] coordinates(int flat) {
    int[] at = new int[extents.length];
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      at[axis] = flat % extents[axis];
      flat /= extents[axis];
    }
    return at;
  }

  /**
   * The position of an element.
   *
   * @param at one coordinate for each axis, none checked
   * @return the position in C order
   */
  public int flat(int[] at) {
    int flat = 0;
    for (int axis = 0; axis < extents.length; axis++) {
      flat = flat * extents[axis] + at[axis];
    }
    return flat;
  }

  /**
   * The shape that two operands have together, by NumPy's rule: shapes are aligned at the end, and
   * extents agree or one of them is 1.
   *
   * @param other the other operand's shape
   * @return the common shape
   * @throws InvalidInputException if they do not fit
   */
  public Shape broadcast(Shape other) {
    int rank = Math.max(rank(), other.rank());
    int[] out = new int[rank];
    for (int k = 1; k <= rank; k++) {
      int left = k <= rank() ? extent(-k) : 1;
      int right = k <= other.rank() ? other.extent(-k) : 1;
      if (left != right && left != 1 && right != 1) {
        throw new InvalidInputException("shapes " + this + ", " + other + " must broadcast");
      }
      out[rank - k] = left == 1 ? right : left;
    }
    return of(out);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  /** The extents as Python writes a tuple: {@code (1, 28, 28, 1)}. */
  @Override
  public String toString() {
    return Arrays.stream(extents)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "(", extents.length == 1 ? ",)" : ")"));
  }
}
