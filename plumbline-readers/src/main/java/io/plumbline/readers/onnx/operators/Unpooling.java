package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import java.util.Arrays;

/** Each element back where a pool found it, by its place in the whole output. */
final class Unpooling {
  private Unpooling() {}

  static void lower(Call call) {
    Shape x = call.input(0).shape();
    Constant indices = call.constant(1, "indices");
    if (!indices.shape().equals(x)) {
      throw call.error("indices " + indices.shape() + " must have the shape of the input, " + x);
    }
    // The places count in the pool's own input, even where a larger output is asked for.
    Shape own = unpooled(call, x);
    Shape shape = call.has(2) ? call.shape(call.integers(2, "output_shape")) : own;
    if (shape.rank() != x.rank()) {
      throw call.error("output_shape " + shape + " must have the axes of " + x);
    }
    int[] from = new int[shape.size()];
    Arrays.fill(from, x.size());
    int[] steps = shape.strides();
    for (int k = 0; k < indices.values().length; k++) {
      int[] at = own.coordinates(Indexing.within(call, indices.values()[k], own.size()));
      int place = 0;
      for (int axis = 0; axis < at.length; axis++) {
        if (at[axis] >= shape.extent(axis)) {
          throw call.error(
              "index (" + (long) indices.values()[k] + ") must lie within output_shape " + shape);
        }
        place += at[axis] * steps[axis];
      }
      from[place] = k;
    }
    call.give(Indexing.pick(call, withZero(call), shape, from));
  }

  /** The shape that a pool made this one of, as far as its windows reached. */
  private static Shape unpooled(Call call, Shape x) {
    if (x.rank() < 3 || !call.attributes().has("kernel_shape")) {
      throw call.error("input " + x + " must have 3 axes or more, and kernel_shape must be given");
    }
    int[] ones = new int[x.rank() - 2];
    Arrays.fill(ones, 1);
    int[] kernel = call.perAxis("kernel_shape", 1, ones);
    int[] strides = call.perAxis("strides", 1, ones);
    int[] pads = call.perAxis("pads", 0, new int[2 * ones.length]);
    int[] extents = x.extents();
    for (int k = 0; k < kernel.length; k++) {
      long covered = (x.extent(k + 2) - 1L) * strides[k] + kernel[k];
      long left = covered - pads[k] - pads[k + kernel.length];
      extents[k + 2] = (int) Math.max(-1, Math.min(Integer.MAX_VALUE, left));
    }
    return call.shape(extents);
  }

  /** The input, flat, and behind it a zero. */
  private static Operand withZero(Call call) {
    Algebra algebra = new Algebra(call);
    Operand flat = algebra.reshape(call.input(0), call.input(0).shape().size());
    return algebra.pad(flat, 0, 0, 1, 0);
  }
}
