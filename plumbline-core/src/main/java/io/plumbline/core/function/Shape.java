package io.plumbline.core.function;

import io.plumbline.core.InvalidInputException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The extents of an array kept flat in row-major (C) order, outermost axis first. Rank 0 is a
 * single number. Two shapes are equal only if every axis is: (28, 28) is not (28, 28, 1).
 */
public final class Shape {
  private final int[] extents;
  private final int size;

  private Shape(int most, int[] extents) {
    this.extents = extents;
    long product = 1;
    for (int extent : extents) {
      if (extent < 0) {
        throw new InvalidInputException("shape " + this + " must have no negative extent");
      }
      product *= extent;
      if (product > most) {
        throw new InvalidInputException(
            "shape " + this + " must have at most " + most + " elements");
      }
    }
    this.size = (int) product;
  }

  /**
   * A shape with something in it.
   *
   * @param extents one for each axis, all positive; none for a single number
   * @return the shape
   * @throws InvalidInputException if an extent is not positive or the product is 2^31 or more
   */
  public static Shape of(int... extents) {
    Shape shape = upTo(Integer.MAX_VALUE, extents);
    if (shape.size == 0) {
      throw new InvalidInputException("shape " + shape + " must have positive extents only");
    }
    return shape;
  }

  /**
   * A shape that may be empty, of so many elements at most.
   *
   * @param most how many elements it may have
   * @param extents one for each axis, none negative; none for a single number
   * @return the shape
   * @throws InvalidInputException if an extent is negative or there are too many elements
   */
  public static Shape upTo(int most, int... extents) {
    return new Shape(most, extents.clone());
  }

  /**
   * The number of axes.
   *
   * @return 0 for a single number
   */
  public int rank() {
    return extents.length;
  }

  /**
   * The number of elements.
   *
   * @return the product of the extents, 1 for a single number
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
   * The shape of each part along the first axis, as that of a sample in a batch.
   *
   * @return all axes but the first; a single number's own
   */
  public Shape withoutFirst() {
    return of(Arrays.copyOfRange(extents, Math.min(1, extents.length), extents.length));
  }

  /**
   * The shape of so many of these, one behind the other, as that of a batch.
   *
   * @param extent of a new first axis
   * @return this shape's axes behind it
   * @throws InvalidInputException if the extent is negative or there are too many elements
   */
  public Shape withFirst(int extent) {
    int[] more = new int[extents.length + 1];
    more[0] = extent;
    System.arraycopy(extents, 0, more, 1, extents.length);
    return upTo(Integer.MAX_VALUE, more);
  }

  /**
   * The distance between neighbours along each axis, in elements.
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
   * @param flat its position
   * @return one for each axis
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public int[] coordinates(int flat) {
    if (flat < 0 || flat >= size) {
      throw new IndexOutOfBoundsException(flat + " is outside the " + size + " of " + this);
    }
    int[] at = new int[extents.length];
    int rest = flat;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      at[axis] = rest % extents[axis];
      rest /= extents[axis];
    }
    return at;
  }

  /**
   * The position of an element.
   *
   * @param at one coordinate for each axis
   * @return its position
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public int flat(int... at) {
    if (at.length != extents.length) {
      throw new IndexOutOfBoundsException(Arrays.toString(at) + " does not index " + this);
    }
    int flat = 0;
    for (int axis = 0; axis < extents.length; axis++) {
      if (at[axis] < 0 || at[axis] >= extents[axis]) {
        throw new IndexOutOfBoundsException(Arrays.toString(at) + " is outside " + this);
      }
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
    return upTo(Integer.MAX_VALUE, out);
  }

  /**
   * Whether two shapes would be equal if axes of extent one were left out.
   *
   * @param other the other shape
   * @return whether they would
   */
  public boolean equalsButForUnitAxes(Shape other) {
    return Arrays.equals(withoutUnitAxes(), other.withoutUnitAxes());
  }

  /**
   * Checks that an array has as many elements as this shape.
   *
   * @param name what the array is called in the error's line
   * @param array the array
   * @throws InvalidInputException if it has not
   */
  public void requireLength(String name, double[] array) {
    if (array.length != size) {
      throw new InvalidInputException(
          name
              + " ("
              + array.length
              + " elements) must have the "
              + size
              + " elements of shape "
              + this);
    }
  }

  private int[] withoutUnitAxes() {
    return Arrays.stream(extents).filter(extent -> extent != 1).toArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  /** The extents as Python writes a tuple: {@code (1, 28, 28, 1)}, {@code (10,)}. */
  @Override
  public String toString() {
    return Arrays.stream(extents)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "(", extents.length == 1 ? ",)" : ")"));
  }
}
