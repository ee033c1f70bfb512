package io.plumbline.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.plumbline.graph.AveragePool;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Window;
import java.util.Arrays;

/**
 * Pooling over (N, C, …) in PyTorch. The library's own kernels serve symmetric padding without
 * dilation; any other window is laid tap by tap over the explicitly padded input.
 */
final class Pooling {
  private static final int SPATIAL = 2;

  private Pooling() {}

  static NDArray max(MaxPool op, NDArray x) {
    Window w = op.window();
    if (symmetric(w)) {
      return JniUtils.maxPool(
          (PtNDArray) x, shape(w.kernel()), shape(w.strides()), shape(w.padsBegin()), w.ceil());
    }
    NDArray padded = padded(x, w, Double.NEGATIVE_INFINITY);
    int[] out = outputs(x, w);
    NDArray best = tap(padded, w, 0, out);
    for (int tap = 1; tap < taps(w); tap++) {
      NDArray candidate = tap(padded, w, tap, out);
      // A strict comparison: of equal candidates the first stays, as in the library's kernel.
      best = NDArrays.where(candidate.gt(best), candidate, best);
    }
    return best;
  }

  static NDArray average(AveragePool op, NDArray x) {
    Window w = op.window();
    int[] out = outputs(x, w);
    // The library's kernel counts padding whatever it is told.
    boolean counted = op.countPadding() || Arrays.stream(w.padsBegin()).allMatch(pad -> pad == 0);
    if (symmetric(w) && counted && Arrays.equals(out, outputs(x, withoutCeil(w)))) {
      return JniUtils.avgPool(
          (PtNDArray) x, shape(w.kernel()), shape(w.strides()), shape(w.padsBegin()), false, true);
    }
    NDArray padded = padded(x, w, 0);
    NDArray sum = tap(padded, w, 0, out);
    for (int tap = 1; tap < taps(w); tap++) {
      sum = sum.add(tap(padded, w, tap, out));
    }
    return sum.div(counts(op, x, out));
  }

  /** How many taps of each window count: those in the input, or in the padding too. */
  private static NDArray counts(AveragePool op, NDArray x, int[] out) {
    Window w = op.window();
    int[] total = new int[out.length];
    int[][] along = new int[out.length][];
    for (int axis = 0; axis < out.length; axis++) {
      long input = x.getShape().get(SPATIAL + axis);
      long low = op.countPadding() ? -w.padsBegin()[axis] : 0;
      long high = op.countPadding() ? input + w.padsEnd()[axis] : input;
      along[axis] = new int[out[axis]];
      total[axis] = out[axis];
      for (int k = 0; k < out[axis]; k++) {
        for (int t = 0; t < w.kernel()[axis]; t++) {
          long at = (long) k * w.strides()[axis] + (long) t * w.dilations()[axis];
          along[axis][k] +=
              at - w.padsBegin()[axis] >= low && at - w.padsBegin()[axis] < high ? 1 : 0;
        }
      }
    }
    int inner = out.length == 1 ? 1 : out[1];
    double[] counts = new double[out[0] * inner];
    for (int k = 0; k < counts.length; k++) {
      counts[k] = along[0][k / inner] * (out.length == 1 ? 1 : along[1][k % inner]);
    }
    return x.getManager().create(counts, shape(total)).toType(x.getDataType(), false);
  }

  private static Window withoutCeil(Window w) {
    return new Window(w.kernel(), w.strides(), w.dilations(), w.padsBegin(), w.padsEnd(), false);
  }

  private static boolean symmetric(Window w) {
    for (int axis = 0; axis < w.rank(); axis++) {
      if (w.dilations()[axis] != 1
          || w.padsBegin()[axis] != w.padsEnd()[axis]
          || 2 * w.padsBegin()[axis] > w.kernel()[axis]) {
        return false;
      }
    }
    return true;
  }

  private static int[] outputs(NDArray x, Window w) {
    int[] out = new int[w.rank()];
    for (int axis = 0; axis < out.length; axis++) {
      out[axis] = w.outputExtent(axis, (int) x.getShape().get(SPATIAL + axis));
    }
    return out;
  }

  private static int taps(Window w) {
    return Arrays.stream(w.kernel()).reduce(1, Math::multiplyExact);
  }

  /** Every window's element number {@code tap}, as one strided view. */
  private static NDArray tap(NDArray padded, Window w, int tap, int[] out) {
    int rest = tap;
    NDArray view = padded;
    for (int axis = w.rank() - 1; axis >= 0; axis--) {
      long start = (long) (rest % w.kernel()[axis]) * w.dilations()[axis];
      long step = w.strides()[axis];
      rest /= w.kernel()[axis];
      view =
          JniUtils.slice(
              (PtNDArray) view, SPATIAL + axis, start, start + (out[axis] - 1) * step + 1, step);
    }
    return view;
  }

  /** Pads before, and behind as far as the last window reaches. */
  static NDArray padded(NDArray x, Window w, double value) {
    int[] out = outputs(x, w);
    long[] pads = new long[2 * w.rank()];
    boolean any = false;
    for (int axis = 0; axis < w.rank(); axis++) {
      long reach =
          (long) (out[axis] - 1) * w.strides()[axis]
              + (long) (w.kernel()[axis] - 1) * w.dilations()[axis]
              + 1;
      long covered = x.getShape().get(SPATIAL + axis) + w.padsBegin()[axis];
      // PyTorch lists the last axis first.
      int at = 2 * (w.rank() - 1 - axis);
      pads[at] = w.padsBegin()[axis];
      pads[at + 1] = Math.max(w.padsEnd()[axis], reach - covered);
      any |= pads[at] > 0 || pads[at + 1] > 0;
    }
    return any ? JniUtils.pad((PtNDArray) x, pads, value) : x;
  }

  static Shape shape(int[] extents) {
    return new Shape(Arrays.stream(extents).asLongStream().toArray());
  }
}
