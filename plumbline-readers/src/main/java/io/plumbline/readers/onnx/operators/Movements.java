package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Transpose;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators that give the same elements another shape or another order of axes. */
final class Movements {
  private Movements() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("Reshape", Movements::reshape);
    types.put("Flatten", Movements::flatten);
    types.put("Squeeze", Movements::squeeze);
    types.put("Unsqueeze", Movements::unsqueeze);
    types.put("Transpose", Movements::transpose);
  }

  private static void reshape(Call call) {
    Shape x = call.input(0).shape();
    int[] target = call.integers("shape", 1);
    if (target == null) {
      throw call.error("shape (none) must be given");
    }
    target = target.clone();
    boolean zeros = call.attributes().integer("allowzero", 0) != 0;
    int inferred = -1;
    long known = 1;
    for (int axis = 0; axis < target.length; axis++) {
      if (target[axis] == 0 && !zeros) {
        if (axis >= x.rank()) {
          throw call.error("shape " + Arrays.toString(target) + " must copy an axis of " + x);
        }
        target[axis] = x.extent(axis);
      }
      if (target[axis] == -1 && inferred < 0) {
        inferred = axis;
      } else {
        known = Math.min(Tensor.MOST_ELEMENTS + 1L, known * Math.max(target[axis], 0));
      }
    }
    if (inferred >= 0) {
      target[inferred] = known == 0 ? 0 : (int) (x.size() / known);
    }
    perSample(call, target, inferred);
    give(call, target);
  }

  /** A model exported for a fixed batch names that batch in its shapes; here it is one sample. */
  private static void perSample(Call call, int[] target, int inferred) {
    int batch = call.assembly().fileBatch();
    Shape x = call.input(0).shape();
    long size = Arrays.stream(target).asLongStream().reduce(1, (a, b) -> a * b);
    if (batch > 1
        && call.input(0) instanceof Operand.Computed
        && target.length > 0
        && target[0] == batch
        && size != x.size()) {
      target[0] = 1;
      if (inferred > 0) {
        long rest = 1;
        for (int axis = 0; axis < target.length; axis++) {
          rest *= axis == inferred ? 1 : target[axis];
        }
        target[inferred] = rest == 0 ? 0 : (int) (x.size() / rest);
      }
    }
  }

  private static void give(Call call, int... extents) {
    call.give(new Reshape(call.shape(extents)), call.input(0));
  }

  private static void flatten(Call call) {
    Shape x = call.input(0).shape();
    int axis = call.integer("axis", 1);
    int split = axis == x.rank() ? axis : call.axis(axis, x.rank());
    int rows = 1;
    for (int k = 0; k < split; k++) {
      rows *= x.extent(k);
    }
    give(call, rows, rows == 0 ? 0 : x.size() / rows);
  }

  private static void squeeze(Call call) {
    Shape x = call.input(0).shape();
    int[] axes = call.integers("axes", 1);
    if (axes == null) {
      axes = IntStream.range(0, x.rank()).filter(axis -> x.extent(axis) == 1).toArray();
    }
    int[] gone = call.axes(axes, x.rank());
    for (int axis : gone) {
      if (x.extent(axis) != 1) {
        throw call.error("axis (" + axis + ") must be of extent 1 in " + x);
      }
    }
    give(
        call,
        IntStream.range(0, x.rank())
            .filter(axis -> Arrays.binarySearch(gone, axis) < 0)
            .map(x::extent)
            .toArray());
  }

  private static void unsqueeze(Call call) {
    Shape x = call.input(0).shape();
    int[] axes = call.integers("axes", 1);
    if (axes == null) {
      throw call.error("axes (none) must be given");
    }
    int rank = x.rank() + axes.length;
    int[] added = call.axes(axes, rank);
    int[] extents = new int[rank];
    int from = 0;
    for (int axis = 0; axis < rank; axis++) {
      extents[axis] = Arrays.binarySearch(added, axis) >= 0 ? 1 : x.extent(from++);
    }
    give(call, extents);
  }

  private static void transpose(Call call) {
    int rank = call.input(0).shape().rank();
    int[] reversed = IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray();
    call.give(new Transpose(call.integers("perm", reversed)), call.input(0));
  }
}
