package io.plumbline.testing.generated;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Dropout;
import io.plumbline.graph.Gather;
import io.plumbline.graph.Op;
import io.plumbline.graph.Pad;
import io.plumbline.graph.Repeat;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Slice;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Transpose;
import io.plumbline.graph.Value;
import java.util.Arrays;

/** Random operations that only move elements. */
public final class RandomMoves {
  private RandomMoves() {}

  public static Value of(Value x, RandomWeights weights, RandomLayers layers) {
    int rank = x.shape().rank();
    return switch (weights.between(0, 6)) {
      case 0 -> layers.add("reshape", new Reshape(reshaped(x.shape(), weights)), x);
      case 1 -> layers.add("transpose", new Transpose(permutation(rank, weights)), x);
      case 2 -> layers.add("slice", slice(x.shape(), weights), x);
      case 3 -> layers.add("pad", pad(x.shape(), weights), x);
      case 4 -> layers.add("repeat", new Repeat(factors(rank, weights)), x);
      case 5 -> layers.add("gather", gather(x.shape(), weights), x);
      default -> layers.add("dropout", new Dropout(0.25), x);
    };
  }

  /** Two neighbouring axes become one, or one becomes two. */
  private static Shape reshaped(Shape shape, RandomWeights weights) {
    int[] extents = shape.extents();
    if (extents.length > 2 && weights.chance(0.5)) {
      int axis = weights.between(1, extents.length - 2);
      int[] out = new int[extents.length - 1];
      for (int k = 0; k < out.length; k++) {
        out[k] = k < axis ? extents[k] : k == axis ? extents[k] * extents[k + 1] : extents[k + 1];
      }
      return Tensor.shapeOf(out);
    } else if (extents.length < 4) {
      int[] out = Arrays.copyOf(extents, extents.length + 1);
      int last = extents[extents.length - 1];
      int part = last % 2 == 0 ? 2 : last % 3 == 0 ? 3 : 1;
      out[extents.length - 1] = last / part;
      out[extents.length] = part;
      return Tensor.shapeOf(out);
    }
    return shape;
  }

  private static int[] permutation(int rank, RandomWeights weights) {
    int[] order = new int[rank];
    Arrays.setAll(order, k -> k);
    if (rank > 2 && weights.chance(0.6)) {
      boolean first = weights.chance(0.5);
      for (int axis = 1; axis < rank; axis++) {
        order[axis] = first ? (axis == 1 ? rank - 1 : axis - 1) : axis == rank - 1 ? 1 : axis + 1;
      }
      return order;
    }
    for (int k = rank - 1; k > 1; k--) {
      int other = weights.between(1, k);
      int swap = order[k];
      order[k] = order[other];
      order[other] = swap;
    }
    return order;
  }

  private static Op slice(Shape shape, RandomWeights weights) {
    int rank = shape.rank();
    int[] starts = new int[rank];
    int[] steps = new int[rank];
    int[] taken = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      int extent = shape.extent(axis);
      steps[axis] = extent == 1 ? 1 : weights.pick(1, 2, -1, -2);
      starts[axis] = steps[axis] > 0 ? weights.between(0, extent / 3) : extent - 1;
      int room = steps[axis] > 0 ? extent - 1 - starts[axis] : starts[axis];
      taken[axis] = room / Math.abs(steps[axis]) + 1;
    }
    return new Slice(starts, steps, Tensor.shapeOf(taken));
  }

  private static Op pad(Shape shape, RandomWeights weights) {
    Pad.Mode mode = weights.pick(Pad.Mode.values());
    int[] before = new int[shape.rank()];
    int[] after = new int[shape.rank()];
    for (int axis = 1; axis < before.length; axis++) {
      int most = mode == Pad.Mode.REFLECT ? Math.min(2, shape.extent(axis) - 1) : 2;
      before[axis] = weights.between(0, most);
      after[axis] = weights.between(0, most);
    }
    return new Pad(before, after, mode, mode == Pad.Mode.CONSTANT ? 0.25 : 0);
  }

  private static int[] factors(int rank, RandomWeights weights) {
    int[] factors = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      factors[axis] = axis == 0 ? 1 : weights.pick(1, 1, 2, 3);
    }
    return factors;
  }

  private static Op gather(Shape shape, RandomWeights weights) {
    int axis = weights.between(1, shape.rank() - 1);
    int[] indices = new int[weights.between(1, 4)];
    Arrays.setAll(indices, k -> weights.between(0, shape.extent(axis) - 1));
    return new Gather(axis, indices);
  }
}
