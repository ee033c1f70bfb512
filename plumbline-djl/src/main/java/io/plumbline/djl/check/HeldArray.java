package io.plumbline.djl.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.plumbline.core.function.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What an array held when it was handed in.
 *
 * @param name as results call it
 * @param extents of it
 * @param type of its elements
 * @param numbers flat, in row-major order, where they are floating-point ones
 * @param bytes of those that are not, such as classes and indices
 */
record HeldArray(
    String name,
    ai.djl.ndarray.types.Shape extents,
    DataType type,
    Optional<double[]> numbers,
    byte[] bytes) {
  static HeldArray of(String name, NDArray array) {
    boolean floating = array.getDataType().isFloating();
    return new HeldArray(
        name,
        array.getShape(),
        array.getDataType(),
        floating ? Optional.of(doubles(array)) : Optional.empty(),
        floating ? new byte[0] : array.toByteArray());
  }

  /** Each under its own name; those without one are named alike and numbered. */
  static List<HeldArray> all(String nameless, NDList arrays) {
    List<HeldArray> all = new ArrayList<>();
    for (NDArray array : arrays) {
      String numbered = arrays.size() == 1 ? nameless : nameless + all.size();
      String own = array.getName();
      all.add(of(own == null || own.isEmpty() ? numbered : own, array));
    }
    return all;
  }

  /** The numbers of an array of any floating-point type; nothing stays behind in its manager. */
  static double[] doubles(NDArray array) {
    if (array.getDataType() == DataType.FLOAT64) {
      return array.toDoubleArray();
    }
    try (NDArray wide = array.toType(DataType.FLOAT64, true)) {
      return wide.toDoubleArray();
    }
  }

  boolean isFloating() {
    return numbers.isPresent();
  }

  /** The shape, as the core has it. */
  Shape shape() {
    return Shape.of(Arrays.stream(extents.getShape()).mapToInt(Math::toIntExact).toArray());
  }

  HeldArray as(DataType other) {
    return new HeldArray(name, extents, isFloating() ? other : type, numbers, bytes);
  }

  /** An array of the same content. */
  NDArray placed(NDManager manager) {
    return numbers.isPresent()
        ? placed(manager, numbers.get())
        : manager.create(ByteBuffer.wrap(bytes), extents, type);
  }

  /** An array of the same type and shape with other numbers. */
  NDArray placed(NDManager manager, double[] others) {
    return manager.create(others, extents).toType(type, false);
  }
}
