package io.plumbline.blackbox;

import io.plumbline.core.InvalidInputException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Finds out which axes of a model's input are one sample, from what it declares and is given. */
final class Layouts {
  private Layouts() {}

  /**
   * The shape of one sample.
   *
   * @param source the file's name
   * @param declared the input's shape with a batch axis first; -1 for what is not fixed
   * @param given the shape of the samples' array; empty for an image of a data set
   * @throws InvalidInputException if they do not go together
   */
  static int[] sample(String source, long[] declared, Given given) {
    if (given.image()) {
      return ofImage(source, declared, given);
    }
    int[] shape = given.shape();
    if (Arrays.stream(shape).anyMatch(extent -> extent == 0)) {
      throw new InvalidInputException(
          given.name() + ": samples (" + given.first().length + " values) must be at least 1");
    }
    int rank = declared.length;
    if (shape.length == rank && rank > 0 && fits(declared, shape, 1, 1)) {
      return Arrays.copyOfRange(shape, 1, rank);
    }
    if (shape.length == rank - 1 && fits(declared, shape, 1, 0)) {
      return shape;
    }
    throw new InvalidInputException(
        given.name()
            + ": shape "
            + text(Arrays.stream(shape).asLongStream().toArray())
            + " must be that of the input of "
            + source
            + ", "
            + text(declared)
            + ", with or without its first axis, the batch's");
  }

  private static int[] ofImage(String source, long[] declared, Given given) {
    int[] sample = new int[Math.max(0, declared.length - 1)];
    for (int axis = 0; axis < sample.length; axis++) {
      sample[axis] = (int) declared[axis + 1];
      if (sample[axis] < 1) {
        throw new InvalidInputException(
            source
                + ": input shape "
                + text(declared)
                + " must be fixed but for its first axis to be given an image; use --input");
      }
    }
    long size = Arrays.stream(sample).asLongStream().reduce(1, (one, other) -> one * other);
    if (size != given.first().length) {
      throw new InvalidInputException(
          source
              + ": input shape "
              + text(declared)
              + " must have the "
              + given.first().length
              + " values of an image of "
              + given.shape()[0]
              + " x "
              + given.shape()[1]);
    }
    return sample;
  }

  private static boolean fits(long[] declared, int[] shape, int fromDeclared, int fromShape) {
    for (int axis = fromDeclared; axis < declared.length; axis++) {
      long extent = declared[axis];
      if (extent >= 0 && extent != shape[axis - fromDeclared + fromShape]) {
        return false;
      }
    }
    return true;
  }

  static String text(long[] shape) {
    String sizes =
        Arrays.stream(shape)
            .mapToObj(extent -> extent < 0 ? "?" : Long.toString(extent))
            .collect(Collectors.joining(", "));
    return shape.length == 1 ? "(" + sizes + ",)" : "(" + sizes + ")";
  }
}
