package io.plumbline.readers.onnx.operators;

import io.plumbline.readers.onnx.lower.Call;
import java.util.Arrays;

/** What a transposed convolution takes off its output on each side. */
final class TransposedPads {
  private TransposedPads() {}

  /**
   * The padding, given or implied by the shape that the output is to have.
   *
   * @param more output_padding; what an output shape asks for beyond all is added to it
   * @return before along each axis, then behind
   */
  static int[] of(Call call, int[] kernel, int[] strides, int[] dilations, int[] more) {
    int rank = kernel.length;
    int[] pads = call.integers("pads", new int[2 * rank]).clone();
    String automatic = call.attributes().text("auto_pad", "NOTSET");
    boolean shaped = call.attributes().has("output_shape");
    int[] shape = call.integers("output_shape", new int[0]);
    if (strides.length != rank
        || dilations.length != rank
        || more.length != rank
        || pads.length != 2 * rank
        || shaped && shape.length < rank
        || Arrays.stream(strides).anyMatch(s -> s < 1)
        || Arrays.stream(dilations).anyMatch(d -> d < 1)) {
      throw call.error("strides, dilations and pads must have " + rank + " numbers each");
    }
    boolean same = automatic.startsWith("SAME");
    if (!shaped && !same) {
      return automatic.equals("VALID") ? new int[2 * rank] : pads;
    }
    for (int axis = 0; axis < rank; axis++) {
      int extent = call.input(0).shape().extent(axis + 2);
      int whole =
          (extent - 1) * strides[axis] + dilations[axis] * (kernel[axis] - 1) + 1 + more[axis];
      int wanted = shaped ? shape[shape.length - rank + axis] : extent * strides[axis];
      int total = whole - wanted;
      // The output may be asked for larger than all windows reach: zeros behind.
      int off = Math.max(0, total);
      more[axis] += Math.max(0, -total);
      boolean upper = automatic.equals("SAME_UPPER");
      pads[axis] = upper ? off / 2 : off - off / 2;
      pads[axis + rank] = off - pads[axis];
    }
    return pads;
  }
}
