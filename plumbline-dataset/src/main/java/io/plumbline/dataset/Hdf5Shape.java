package io.plumbline.dataset;

import io.jhdf.api.Dataset;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.plumbline.core.InvalidInputException;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a data set of an HDF5 file is of.
 *
 * @param type of its numbers
 * @param order of the bytes of each
 * @param extents of all axes; the first counts rows
 */
record Hdf5Shape(NpyType type, ByteOrder order, int[] extents) {
  /** More than any network takes, and little enough for a forged size to do no harm. */
  private static final int MOST_BYTES = 1 << 26;

  /**
   * Asks a data set.
   *
   * @throws InvalidInputException if it is not of numbers that are known here, or has no rows
   */
  static Hdf5Shape of(Dataset dataset) {
    DataType stored = dataset.getDataType();
    NpyType type =
        number(stored)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "type (%s of %s bytes) must be integers of 8 to 64 bits, float16, float32 or float64"
                            .formatted(stored.getClass().getSimpleName(), stored.getSize())));
    ByteOrder order =
        stored instanceof FixedPoint whole
            ? whole.getByteOrder()
            : ((FloatingPoint) stored).getByteOrder();
    Hdf5Shape shape = new Hdf5Shape(type, order, dataset.getDimensions());
    int[] extents = shape.extents;
    long bytes = extents.length == 0 ? 0 : type.bytes();
    for (int axis = 1; axis < extents.length; axis++) {
      bytes = Math.min(bytes * extents[axis], MOST_BYTES + 1L);
    }
    if (bytes == 0 || bytes > MOST_BYTES) {
      throw new InvalidInputException(
          "shape %s must have rows of at least one element, and of at most %s bytes"
              .formatted(Arrays.toString(extents), MOST_BYTES));
    }
    return shape;
  }

  private static Optional<NpyType> number(DataType stored) {
    int bits = 8 * stored.getSize();
    String name;
    if (stored instanceof FixedPoint whole && whole.getBitPrecision() == bits) {
      name = (whole.isSigned() ? "INT" : "UINT") + bits;
    } else if (stored instanceof FloatingPoint real && real.getExponentSize() == exponent(bits)) {
      name = "FLOAT" + bits;
    } else {
      return Optional.empty();
    }
    return Arrays.stream(NpyType.values()).filter(each -> each.name().equals(name)).findFirst();
  }

  /** Bits of the exponent in IEEE 754; bfloat16 has more. */
  private static int exponent(int bits) {
    return switch (bits) {
      case 16 -> 5;
      case 32 -> 8;
      default -> 11;
    };
  }

  int rowBytes() {
    int bytes = type.bytes();
    for (int axis = 1; axis < extents.length; axis++) {
      bytes *= extents[axis];
    }
    return bytes;
  }

  /** A row, of its bytes as they are stored. */
  NpyArray row(byte[] stored) {
    return NpyArray.ofBytes(type, order, stored, Arrays.copyOfRange(extents, 1, extents.length));
  }
}
