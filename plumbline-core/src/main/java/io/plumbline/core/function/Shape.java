package io.plumbline.core.function;

import io.plumbline.core.InvalidInputException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The shape of an array kept flat in row-major (C) order. Two shapes are equal only if every axis
 * is: (28, 28) is not (28, 28, 1), and nothing here broadcasts.
 */
public final class Shape {
  private final int[] sizes;
  private final int count;

  private Shape(int[] sizes) {
    this.sizes = sizes;
    long product = 1;
    for (int size : sizes) {
      if (size < 1) {
        throw new InvalidInputException("shape " + this + " must have positive sizes only");
      }
      product *= size;
      if (product > Integer.MAX_VALUE) {
        throw new InvalidInputException("shape " + this + " must have fewer than 2^31 elements");
      }
    }
    this.count = (int) product;
  }

  /**
   * A shape of the given sizes; without sizes, the shape of a single number.
   *
   * @param sizes the length of each axis, outermost first
   * @throws InvalidInputException if a size is not positive or the product is 2^31 or more
   */
  public static Shape of(int... sizes) {
    return new Shape(sizes.clone());
  }

  /** The number of axes. */
  public int rank() {
    return sizes.length;
  }

  /** The length of one axis, counted from the outermost. */
  public int size(int axis) {
    return sizes[axis];
  }

  /** The number of elements. */
  public int count() {
    return count;
  }

  /** The lengths of the axes, outermost first, in a new array. */
  public int[] toArray() {
    return sizes.clone();
  }

  /** The index along each axis of the element at a flat position. */
  public int[] index(int flat) {
    if (flat < 0 || flat >= count) {
      throw new IndexOutOfBoundsException(flat + " is outside the " + count + " of " + this);
    }
    int[] index = new int[sizes.length];
    int rest = flat;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      index[axis] = rest % sizes[axis];
      rest /= sizes[axis];
    }
    return index;
  }

  /** The flat position of the element with the given index along each axis. */
  public int flat(int... index) {
    if (index.length != sizes.length) {
      throw new IndexOutOfBoundsException(Arrays.toString(index) + " does not index " + this);
    }
    int flat = 0;
    for (int axis = 0; axis < sizes.length; axis++) {
      if (index[axis] < 0 || index[axis] >= sizes[axis]) {
        throw new IndexOutOfBoundsException(Arrays.toString(index) + " is outside " + this);
      }
      flat = flat * sizes[axis] + index[axis];
    }
    return flat;
  }

  /** Whether the two shapes would be equal if axes of length one were left out. */
  public boolean equalsButForUnitAxes(Shape other) {
    return Arrays.equals(withoutUnitAxes(), other.withoutUnitAxes());
  }

  /**
   * Checks that an array has as many elements as this shape.
   *
   * @param name what the array is called in the error's line
   * @throws InvalidInputException if it has not
   */
  public void requireLength(String name, double[] array) {
    if (array.length != count) {
      throw new InvalidInputException(
          name
              + " ("
              + array.length
              + " elements) must have the "
              + count
              + " elements of shape "
              + this);
    }
  }

  private int[] withoutUnitAxes() {
    return Arrays.stream(sizes).filter(size -> size != 1).toArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  /** The sizes in parentheses, for example {@code (28, 28, 1)}. */
  @Override
  public String toString() {
    return Arrays.stream(sizes)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
