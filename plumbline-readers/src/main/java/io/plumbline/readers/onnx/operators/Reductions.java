package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.CumulativeSum;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Reduce;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators that make one number of several axes. */
final class Reductions {
  private Reductions() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("ReduceMean", call -> call.give(reduce(call, Reduce.Kind.MEAN, call.input(0))));
    types.put("ReduceSum", call -> call.give(reduce(call, Reduce.Kind.SUM, call.input(0))));
    types.put("ReduceMax", call -> call.give(reduce(call, Reduce.Kind.MAXIMUM, call.input(0))));
    types.put("ReduceMin", call -> call.give(reduce(call, Reduce.Kind.MINIMUM, call.input(0))));
    types.put("ReduceSumSquare", call -> call.give(sumOfSquares(call)));
    types.put("ReduceL2", Reductions::norm);
    types.put("ReduceL1", Reductions::absolute);
    types.put("ReduceProd", Reductions::product);
    types.put("ReduceLogSum", Reductions::logarithm);
    types.put("ReduceLogSumExp", Reductions::logSumExp);
    types.put("CumSum", Reductions::cumulative);
    types.put("CumProd", Reductions::cumulativeProduct);
    types.put("GlobalLpPool", Reductions::globalNorm);
    types.put("GlobalAveragePool", call -> global(call, Reduce.Kind.MEAN));
    types.put("GlobalMaxPool", call -> global(call, Reduce.Kind.MAXIMUM));
  }

  private static Operand reduce(Call call, Reduce.Kind kind, Operand x) {
    int[] axes = axes(call);
    boolean keep = call.attributes().integer("keepdims", 1) != 0;
    return axes.length == 0 ? x : call.emit(new Reduce(kind, axes, keep), x);
  }

  /** The axes that go; none where the operator does nothing. */
  private static int[] axes(Call call) {
    int rank = call.input(0).shape().rank();
    int[] axes = call.integers("axes", 1);
    boolean none = call.attributes().integer("noop_with_empty_axes", 0) != 0;
    if (axes == null || axes.length == 0) {
      return none ? new int[0] : IntStream.range(0, rank).toArray();
    }
    return call.axes(axes, rank);
  }

  /** The reduced axes as one, behind the others. */
  private static Operand rows(Algebra algebra, Operand x, int[] axes) {
    Shape shape = x.shape();
    int[] kept = kept(shape, axes);
    int[] order = IntStream.concat(Arrays.stream(kept), Arrays.stream(axes)).toArray();
    int[] extents = new int[kept.length + 1];
    int row = 1;
    for (int k = 0; k < kept.length; k++) {
      extents[k] = shape.extent(kept[k]);
    }
    for (int axis : axes) {
      row *= shape.extent(axis);
    }
    extents[kept.length] = row;
    return algebra.reshape(algebra.transpose(x, order), extents);
  }

  private static int[] kept(Shape shape, int[] axes) {
    return IntStream.range(0, shape.rank())
        .filter(axis -> Arrays.binarySearch(axes, axis) < 0)
        .toArray();
  }

  /** What was reduced to one element a row, under the shape that the file's operator gives. */
  private static Operand restored(Call call, Operand reduced, int[] axes) {
    Shape x = call.input(0).shape();
    boolean keep = call.attributes().integer("keepdims", 1) != 0;
    int[] extents =
        keep
            ? IntStream.range(0, x.rank())
                .map(axis -> Arrays.binarySearch(axes, axis) < 0 ? x.extent(axis) : 1)
                .toArray()
            : Arrays.stream(kept(x, axes)).map(x::extent).toArray();
    return new Algebra(call).reshape(reduced, extents);
  }

  /** By halves, so that its slope needs no quotient: an element may be 0. */
  private static void product(Call call) {
    Algebra algebra = new Algebra(call);
    int[] axes = axes(call);
    if (axes.length == 0) {
      call.give(call.input(0));
      return;
    }
    Operand x = rows(algebra, call.input(0), axes);
    while (x.shape().extent(-1) > 1) {
      int extent = x.shape().extent(-1);
      int half = extent / 2;
      Operand pairs =
          algebra.multiply(algebra.slice(x, -1, 0, half), algebra.slice(x, -1, half, 2 * half));
      x =
          extent % 2 == 0
              ? pairs
              : algebra.concat(-1, List.of(pairs, algebra.slice(x, -1, extent - 1, extent)));
    }
    call.give(restored(call, x, axes));
  }

  private static void logarithm(Call call) {
    Algebra algebra = new Algebra(call);
    call.give(algebra.log(reduce(call, Reduce.Kind.SUM, call.input(0))));
  }

  /**
   * log sum exp(x) is x - log softmax(x) for each element; their mean weighted by the softmax
   * depends on none that is masked, and nothing overflows.
   */
  private static void logSumExp(Call call) {
    Algebra algebra = new Algebra(call);
    int[] axes = axes(call);
    if (axes.length == 0) {
      call.give(call.input(0));
      return;
    }
    Operand x = rows(algebra, call.input(0), axes);
    Operand each = algebra.subtract(x, algebra.logSoftmax(x, -1));
    Operand sum = algebra.sum(algebra.multiply(algebra.softmax(x, -1), each), -1);
    call.give(restored(call, sum, axes));
  }

  /** The product with a triangle of ones. */
  private static void cumulative(Call call) {
    Operand x = call.input(0);
    int axis = call.axis((int) call.number(1, "axis"), x.shape().rank());
    boolean exclusive = call.attributes().integer("exclusive", 0) != 0;
    boolean reverse = call.attributes().integer("reverse", 0) != 0;
    call.give(new CumulativeSum(axis, exclusive, reverse), x);
  }

  private static void cumulativeProduct(Call call) {
    Algebra algebra = new Algebra(call);
    Operand x = call.input(0);
    int axis = call.axis((int) call.number(1, "axis"), x.shape().rank());
    boolean exclusive = call.attributes().integer("exclusive", 0) != 0;
    boolean backwards = call.attributes().integer("reverse", 0) != 0;
    Operand ordered = backwards ? algebra.reverse(x, axis) : x;
    int n = x.shape().extent(axis);
    Operand product = null;
    List<Operand> all = new ArrayList<>();
    if (exclusive) {
      product = algebra.fixed("one", algebra.slice(x, axis, 0, 1).shape(), k -> 1);
      all.add(product);
    }
    for (int k = 0; all.size() < n; k++) {
      Operand next = algebra.slice(ordered, axis, k, k + 1);
      product = product == null ? next : algebra.multiply(product, next);
      all.add(product);
    }
    Operand result = algebra.concat(axis, all);
    call.give(backwards ? algebra.reverse(result, axis) : result);
  }

  private static void globalNorm(Call call) {
    Algebra algebra = new Algebra(call);
    double p = call.integer("p", 2);
    int[] axes = IntStream.range(2, call.input(0).shape().rank()).toArray();
    Operand sizes = algebra.abs(call.input(0));
    Operand sum = algebra.sum(p == 1 ? sizes : algebra.power(sizes, p), axes);
    call.give(p == 1 ? sum : algebra.power(sum, 1 / p));
  }

  private static Operand sumOfSquares(Call call) {
    Operand squares =
        call.emitPart(
            "Pow", new Elementwise(Activation.of(Activation.Kind.POWER, 2)), call.input(0));
    return reduce(call, Reduce.Kind.SUM, squares);
  }

  private static void norm(Call call) {
    call.give(
        call.emitPart(
            "Sqrt", new Elementwise(Activation.of(Activation.Kind.SQRT)), sumOfSquares(call)));
  }

  private static void absolute(Call call) {
    Operand sizes =
        call.emitPart("Abs", new Elementwise(Activation.of(Activation.Kind.ABS)), call.input(0));
    call.give(reduce(call, Reduce.Kind.SUM, sizes));
  }

  private static void global(Call call, Reduce.Kind kind) {
    int rank = call.input(0).shape().rank();
    if (rank < 3) {
      throw call.error("input " + call.input(0).shape() + " must have 3 axes or more");
    }
    int[] axes = IntStream.range(2, rank).toArray();
    call.give(new Reduce(kind, Arrays.copyOf(axes, axes.length), true), call.input(0));
  }
}
