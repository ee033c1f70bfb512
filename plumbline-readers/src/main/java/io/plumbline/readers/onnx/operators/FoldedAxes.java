package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.UnsupportedModelException;
import io.plumbline.graph.Window;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.Convolutions;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A window over more than three axes, as XLA's have one also for the samples and the channels.
 * Where it is one element wide and steps by one it joins nothing: those axes become channels.
 */
final class FoldedAxes {
  /** Axes of a window that the graph slides over. */
  static final int MOST = 3;

  private final Call call;
  private final Algebra algebra;
  private final int[] order;
  private final int alone;
  private final Window window;

  /**
   * The axes of a window.
   *
   * @throws UnsupportedModelException if it joins elements along more than three
   */
  FoldedAxes(Call call, Window wide) {
    this.call = call;
    this.algebra = new Algebra(call);
    int rank = wide.rank();
    IntPredicate joins =
        k ->
            wide.kernel()[k] > 1
                || wide.strides()[k] > 1
                || wide.padsBegin()[k] + wide.padsEnd()[k] > 0;
    int[] across = IntStream.range(0, rank).filter(joins).toArray();
    int[] kept = across.length == 0 ? new int[] {rank - 1} : across;
    if (kept.length > MOST) {
      throw tooMany(call);
    }
    int[] others = IntStream.range(0, rank).filter(k -> Arrays.binarySearch(kept, k) < 0).toArray();
    this.alone = others.length;
    this.order =
        IntStream.concat(
                IntStream.concat(IntStream.of(0), Arrays.stream(others).map(k -> k + 2)),
                IntStream.concat(IntStream.of(1), Arrays.stream(kept).map(k -> k + 2)))
            .toArray();
    this.window =
        new Window(
            chosen(wide.kernel(), kept),
            chosen(wide.strides(), kept),
            chosen(wide.dilations(), kept),
            chosen(wide.padsBegin(), kept),
            chosen(wide.padsEnd(), kept),
            wide.ceil());
  }

  /** What is said of a window that joins elements along too many axes. */
  static UnsupportedModelException tooMany(Call call) {
    return call.unsupported("a window over more than " + MOST + " axes is not supported");
  }

  private static int[] chosen(int[] numbers, int[] axes) {
    return Arrays.stream(axes).map(k -> numbers[k]).toArray();
  }

  /** The window over the axes that are left. */
  Window window() {
    return window;
  }

  /** (samples, channels, …) as (samples, places along the other axes times channels, …). */
  Operand folded(Operand x) {
    Operand moved = algebra.transpose(x, order);
    int[] extents = moved.shape().extents();
    int[] folded = new int[window.rank() + 2];
    folded[0] = extents[0];
    folded[1] = places(x) * x.shape().extent(1);
    System.arraycopy(extents, alone + 2, folded, 2, window.rank());
    return algebra.reshape(moved, folded);
  }

  /** What came of {@link #folded}, its axes in the order of x. */
  Operand unfolded(Operand y, Operand x) {
    int[] extents = new int[order.length];
    extents[0] = y.shape().extent(0);
    for (int k = 1; k <= alone; k++) {
      extents[k] = x.shape().extent(order[k]);
    }
    extents[alone + 1] = y.shape().extent(1) / places(x);
    System.arraycopy(y.shape().extents(), 2, extents, alone + 2, window.rank());
    int[] back = new int[order.length];
    Arrays.setAll(
        back, axis -> IntStream.range(0, back.length).filter(k -> order[k] == axis).sum());
    return algebra.transpose(algebra.reshape(y, extents), back);
  }

  /** A convolution by the same kernel at each place. */
  Operand convolved(
      Operand x, Operand.Constant kernel, Operand.@Nullable Constant bias, int groups) {
    int[] shape = new int[window.rank() + 2];
    shape[0] = kernel.shape().extent(0);
    shape[1] = kernel.shape().extent(1);
    System.arraycopy(window.kernel(), 0, shape, 2, window.rank());
    int times = places(x);
    Parameter shifts =
        bias == null
            ? null
            : call.parameter(repeated(bias, call.shape(bias.values().length), times), true);
    Operand.Constant kernels = repeated(kernel, call.shape(shape), times);
    Convolutions all = new Convolutions(call, kernels, shifts, window, times * groups);
    return unfolded(all.of(folded(x)), x);
  }

  private Operand.Constant repeated(Operand.Constant one, Shape shape, int times) {
    int[] extents = shape.extents();
    extents[0] = Math.multiplyExact(extents[0], times);
    Shape all = call.shape(extents);
    call.assembly().decoder().count(all.size(), one.name());
    double[] values = new double[all.size()];
    Arrays.setAll(values, k -> one.values()[k % one.values().length]);
    return one.withValues(all, values);
  }

  /** Along the axes that are folded. */
  private int places(Operand x) {
    return IntStream.rangeClosed(1, alone)
        .map(k -> x.shape().extent(order[k]))
        .reduce(1, (a, b) -> a * b);
  }
}
