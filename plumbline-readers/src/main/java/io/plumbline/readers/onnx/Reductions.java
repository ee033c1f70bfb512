package io.plumbline.readers.onnx;

import io.plumbline.graph.Activation;
import io.plumbline.graph.Op;
import io.plumbline.graph.Op.Reduce;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators that make one number of several axes. */
final class Reductions {
  private Reductions() {}

  static void register(Map<String, Operators.Lowering> types) {
    types.put("ReduceMean", call -> call.give(reduce(call, Reduce.Kind.MEAN, call.input(0))));
    types.put("ReduceSum", call -> call.give(reduce(call, Reduce.Kind.SUM, call.input(0))));
    types.put("ReduceMax", call -> call.give(reduce(call, Reduce.Kind.MAXIMUM, call.input(0))));
    types.put("ReduceMin", call -> call.give(reduce(call, Reduce.Kind.MINIMUM, call.input(0))));
    types.put("ReduceSumSquare", call -> call.give(sumOfSquares(call)));
    types.put("ReduceL2", Reductions::norm);
    types.put("ReduceL1", Reductions::absolute);
    types.put("GlobalAveragePool", call -> global(call, Reduce.Kind.MEAN));
    types.put("GlobalMaxPool", call -> global(call, Reduce.Kind.MAXIMUM));
  }

  private static Operand reduce(Call call, Reduce.Kind kind, Operand x) {
    int rank = x.shape().rank();
    int[] axes = call.integers("axes", 1);
    boolean keep = call.attributes().integer("keepdims", 1) != 0;
    boolean none = call.attributes().integer("noop_with_empty_axes", 0) != 0;
    if (axes == null || axes.length == 0) {
      if (none) {
        return x;
      }
      axes = IntStream.range(0, rank).toArray();
    }
    return call.emit(new Reduce(kind, call.axes(axes, rank), keep), x);
  }

  private static Operand sumOfSquares(Call call) {
    Operand squares =
        call.emitPart(
            "Pow", new Op.Elementwise(Activation.of(Activation.Kind.POWER, 2)), call.input(0));
    return reduce(call, Reduce.Kind.SUM, squares);
  }

  private static void norm(Call call) {
    call.give(
        call.emitPart(
            "Sqrt", new Op.Elementwise(Activation.of(Activation.Kind.SQRT)), sumOfSquares(call)));
  }

  private static void absolute(Call call) {
    Operand sizes =
        call.emitPart("Abs", new Op.Elementwise(Activation.of(Activation.Kind.ABS)), call.input(0));
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
