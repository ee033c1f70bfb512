package io.plumbline.evaluate;

import io.plumbline.graph.Parameter;
import io.plumbline.graph.Shape;
import io.plumbline.graph.Tensor;

/** A constant operand of a channels-first image, laid out for the channels-last twin. */
final class TwinConstant {
  private TwinConstant() {}

  /** Whether its values are in the same order in both layouts. */
  static boolean keepsOrder(Parameter constant, int rank) {
    return of(constant, rank).tensor().values() == constant.tensor().values();
  }

  /** The same constant, with {@code rank} axes and channels last. */
  static Parameter of(Parameter constant, int rank) {
    Shape given = constant.tensor().shape();
    int[] extents = new int[rank];
    for (int k = 1; k <= rank; k++) {
      extents[rank - k] = k <= given.rank() ? given.extent(-k) : 1;
    }
    Shape from = Shape.of(extents);
    int[] permutation = Canonical.toLast(rank);
    int[] outExtents = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      outExtents[axis] = extents[permutation[axis]];
    }
    Shape to = Shape.of(outExtents);
    if (Math.max(from.extent(1), 1) == from.size() || from.extent(1) == 1) {
      // Only the channels, or only the pixels, are many: the order of the values is the same.
      return new Parameter(
          constant.name(), new Tensor(to, constant.tensor().values()), constant.trainable());
    }
    double[] values = new double[to.size()];
    int[] strides = from.strides();
    for (int flat = 0; flat < values.length; flat++) {
      int[] at = to.coordinates(flat);
      int read = 0;
      for (int axis = 0; axis < rank; axis++) {
        read += at[axis] * strides[permutation[axis]];
      }
      values[flat] = constant.tensor().values()[read];
    }
    return new Parameter(constant.name(), new Tensor(to, values), constant.trainable());
  }
}
