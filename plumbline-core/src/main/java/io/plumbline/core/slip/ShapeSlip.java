package io.plumbline.core.slip;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An array of another shape than is wanted, and NumPy's code that leads from the one to the other:
 * an axis of size one too few or too many, channels at the other end, images that were flattened.
 */
public final class ShapeSlip {
  private ShapeSlip() {}

  /**
   * What makes an array as it is wanted.
   *
   * @param variable what the code calls it
   * @param given its shape
   * @param wanted the shape that it should have
   * @return an expression; empty where none is known, or where the shapes are the same
   */
  public static Optional<String> mend(String variable, int[] given, int[] wanted) {
    if (Arrays.equals(given, wanted)) {
      return Optional.empty();
    }
    return moved(variable, given, wanted)
        .or(() -> unitAxis(variable, given, wanted))
        .or(() -> unflattened(variable, given, wanted));
  }

  /**
   * What makes an array one sample, or a batch of samples.
   *
   * @param variable what the code calls it
   * @param given its shape
   * @param sample the shape of one sample
   * @return an expression; empty where none is known
   */
  public static Optional<String> mendToSamples(String variable, int[] given, int[] sample) {
    return mend(variable, given, sample)
        .or(
            () ->
                given.length == 0 ? Optional.empty() : mend(variable, given, batch(given, sample)));
  }

  private static int[] batch(int[] given, int[] sample) {
    return IntStream.concat(IntStream.of(given[0]), Arrays.stream(sample)).toArray();
  }

  private static int[] withoutUnits(int[] shape) {
    return Arrays.stream(shape).filter(extent -> extent != 1).toArray();
  }

  private static Optional<String> unitAxis(String variable, int[] given, int[] wanted) {
    return Arrays.equals(withoutUnits(given), withoutUnits(wanted))
        ? Optional.of(variable + unitAxis(given, wanted))
        : Optional.empty();
  }

  private static String unitAxis(int[] given, int[] wanted) {
    int rank = Math.min(given.length, wanted.length);
    if (given.length + 1 == wanted.length) {
      if (wanted[rank] == 1 && Arrays.equals(given, Arrays.copyOf(wanted, rank))) {
        return "[..., None]";
      } else if (wanted[0] == 1 && Arrays.equals(given, Arrays.copyOfRange(wanted, 1, rank + 1))) {
        return "[None]";
      }
    } else if (wanted.length + 1 == given.length) {
      if (given[0] == 1 && Arrays.equals(wanted, Arrays.copyOfRange(given, 1, rank + 1))) {
        return "[0]";
      } else if (given[rank] == 1 && Arrays.equals(wanted, Arrays.copyOf(given, rank))) {
        return "[..., 0]";
      }
    }
    return reshape(wanted);
  }

  /** Channels at the other end of an image, alone or in a batch. */
  private static Optional<String> moved(String variable, int[] given, int[] wanted) {
    int last = given.length - 1;
    if (given.length != wanted.length || last < 2) {
      return Optional.empty();
    }
    for (int first = last - 2; first <= 1 && first >= 0; first++) {
      if (Arrays.equals(moveAxis(given, first, last), wanted)) {
        return Optional.of("np.moveaxis(" + variable + ", " + first + ", -1)");
      } else if (Arrays.equals(moveAxis(given, last, first), wanted)) {
        return Optional.of("np.moveaxis(" + variable + ", -1, " + first + ")");
      }
    }
    return Optional.empty();
  }

  private static int[] moveAxis(int[] shape, int from, int to) {
    int[] others = IntStream.range(0, shape.length).filter(axis -> axis != from).toArray();
    int[] moved = new int[shape.length];
    for (int axis = 0, next = 0; axis < shape.length; axis++) {
      moved[axis] = shape[axis == to ? from : others[next++]];
    }
    return moved;
  }

  /** Flat samples, which stand in C order in NumPy and in PyTorch. */
  private static Optional<String> unflattened(String variable, int[] given, int[] wanted) {
    int[] flat = {Arrays.stream(wanted).reduce(1, (a, b) -> a * b)};
    int[] sample = Arrays.copyOfRange(wanted, Math.min(1, wanted.length), wanted.length);
    int[] flatBatch = {
      given.length == 0 ? 0 : given[0], Arrays.stream(sample).reduce(1, (a, b) -> a * b)
    };
    boolean batch =
        wanted.length > 2 && wanted[0] == flatBatch[0] && Arrays.equals(given, flatBatch);
    return Arrays.equals(given, flat) && wanted.length > 1 || batch
        ? Optional.of(variable + reshape(wanted))
        : Optional.empty();
  }

  private static String reshape(int[] wanted) {
    return ".reshape("
        + Arrays.stream(wanted).mapToObj(Integer::toString).collect(Collectors.joining(", "))
        + ")";
  }
}
