package io.plumbline.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Gather;
import io.plumbline.graph.Pad;
import io.plumbline.graph.Repeat;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Slice;
import io.plumbline.graph.Transpose;
import java.util.Arrays;
import java.util.List;

/** The graph's operations that move elements, or add them up on the way, in PyTorch. */
final class Moves {
  private Moves() {}

  static NDArray reshape(Reshape r, NDArray x, int batch) {
    return x.reshape(withBatch(r.shape(), batch));
  }

  static NDArray transpose(Transpose t, NDArray x) {
    return t.permutation().length == 0 ? x : x.transpose(t.permutation());
  }

  private static Shape withBatch(io.plumbline.core.function.Shape shape, int batch) {
    long[] extents = Arrays.stream(shape.extents()).asLongStream().toArray();
    if (batch > 1) {
      extents[0] = batch;
    }
    return new Shape(extents);
  }

  /** Steps backwards are steps forwards from the other end, flipped. */
  static NDArray slice(Slice s, NDArray x, int batch) {
    NDArray y = x;
    for (int axis = 0; axis < s.starts().length; axis++) {
      long extent = s.shape().extent(axis);
      long step = s.steps()[axis];
      long start = s.starts()[axis];
      boolean whole = start == 0 && step == 1 && extent == x.getShape().get(axis);
      if (whole || batch > 1 && axis == 0) {
        continue;
      }
      long last = start + (extent - 1) * step;
      long from = extent == 0 ? 0 : Math.min(start, last);
      long to = extent == 0 ? 0 : Math.max(start, last) + 1;
      y = JniUtils.slice((PtNDArray) y, axis, from, to, Math.max(1, Math.abs(step)));
      if (step < 0 && extent > 1) {
        y = JniUtils.flip((PtNDArray) y, new long[] {axis});
      }
    }
    return y;
  }

  static NDArray pad(Pad p, NDArray x) {
    int rank = p.before().length;
    if (p.mode() == Pad.Mode.CONSTANT) {
      long[] pads = new long[2 * rank];
      for (int axis = 0; axis < rank; axis++) {
        // PyTorch lists the last axis first.
        pads[2 * (rank - 1 - axis)] = p.before()[axis];
        pads[2 * (rank - 1 - axis) + 1] = p.after()[axis];
      }
      return JniUtils.pad((PtNDArray) x, pads, p.value());
    }
    NDArray y = x;
    for (int axis = 0; axis < rank; axis++) {
      if (p.before()[axis] > 0 || p.after()[axis] > 0) {
        y = gather(y, axis, borders(p, axis, (int) x.getShape().get(axis)));
      }
    }
    return y;
  }

  private static int[] borders(Pad p, int axis, int extent) {
    int[] indices = new int[p.before()[axis] + extent + p.after()[axis]];
    for (int k = 0; k < indices.length; k++) {
      int at = k - p.before()[axis];
      if (p.mode() == Pad.Mode.EDGE) {
        indices[k] = Math.max(0, Math.min(extent - 1, at));
      } else {
        indices[k] = at < 0 ? -at : at >= extent ? 2 * (extent - 1) - at : at;
      }
    }
    return indices;
  }

  static NDArray repeat(Repeat r, NDArray x) {
    NDArray y = x;
    for (int axis = 0; axis < r.factors().length; axis++) {
      if (r.factors()[axis] > 1) {
        y = JniUtils.repeat((PtNDArray) y, r.factors()[axis], axis);
      }
    }
    return y;
  }

  static NDArray gather(Gather g, NDArray x) {
    return gather(x, g.axis(), g.indices());
  }

  private static NDArray gather(NDArray x, int axis, int[] indices) {
    long[] extents = x.getShape().getShape();
    long[] along = new long[extents.length];
    Arrays.fill(along, 1);
    along[axis] = indices.length;
    extents = extents.clone();
    extents[axis] = indices.length;
    NDArray index =
        x.getManager().create(Arrays.stream(indices).asLongStream().toArray(), new Shape(along));
    return JniUtils.gather(
        (PtNDArray) x, JniUtils.broadcast((PtNDArray) index, new Shape(extents)), axis);
  }

  /** A constant operand has one sample; it is the same for all of the batch. */
  static NDArray concat(Concat c, List<NDArray> inputs, int batch) {
    NDList list = new NDList();
    for (NDArray input : inputs) {
      long[] extents = input.getShape().getShape().clone();
      if (batch > 1 && extents[0] != batch) {
        extents[0] = batch;
        list.add(JniUtils.broadcast((PtNDArray) input, new Shape(extents)));
      } else {
        list.add(input);
      }
    }
    return NDArrays.concat(list, c.axis());
  }
}
