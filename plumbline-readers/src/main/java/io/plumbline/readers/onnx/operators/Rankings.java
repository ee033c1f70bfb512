package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.ConstantFolding;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Operators whose result depends on the order of values: places of the largest, the k largest, one
 * at the largest. On computed values they compare each with each; a comparison is a step, so that a
 * tie between values is a kink and places have no slope.
 */
final class Rankings {
  private Rankings() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("ArgMax", call -> place(call, false));
    types.put("ArgMin", call -> place(call, true));
    types.put("Hardmax", Rankings::hardmax);
    types.put("TopK", Rankings::largest);
    types.put("OneHot", Rankings::oneHot);
  }

  /**
   * The rank of each value along the last axis, 0 for the largest, as a number that is computed;
   * equal values in the order of their places, or against it.
   */
  private static Operand ranks(Call call, Operand x, boolean lastFirst) {
    Algebra algebra = new Algebra(call);
    int n = x.shape().extent(-1);
    int[] extents = x.shape().extents();
    int[] column = Arrays.copyOf(extents, extents.length + 1);
    column[extents.length] = 1;
    int[] row = column.clone();
    row[extents.length - 1] = 1;
    row[extents.length] = n;
    Operand own = algebra.reshape(x, column);
    Operand others = algebra.reshape(x, row);
    // others > own, or equal and before it: not own > others.
    Operand above = algebra.step(algebra.subtract(others, own), 0);
    Operand atLeast =
        algebra.subtract(algebra.number(1), algebra.step(algebra.subtract(own, others), 0));
    Constant wins = algebra.matrix("before", n, n, (i, j) -> (lastFirst ? j > i : j < i) ? 1 : 0);
    Constant not = algebra.matrix("behind", n, n, (i, j) -> 1 - wins.values()[i * n + j]);
    Operand beats = algebra.add(algebra.multiply(atLeast, wins), algebra.multiply(above, not));
    return algebra.reshape(algebra.sum(beats, extents.length), extents);
  }

  /** 1 where a computed whole number is this one, else 0. */
  static Operand is(Algebra algebra, Operand number, Operand value) {
    Operand gap = algebra.subtract(number, value);
    return algebra.subtract(algebra.step(gap, -0.5), algebra.step(gap, 0.5));
  }

  private static void place(Call call, boolean smallest) {
    Algebra algebra = new Algebra(call);
    int rank = call.input(0).shape().rank();
    int axis = call.axis(call.integer("axis", 0), rank);
    boolean last = call.attributes().integer("select_last_index", 0) != 0;
    boolean keep = call.attributes().integer("keepdims", 1) != 0;
    if (call.input(0) instanceof Constant constant) {
      call.give(place(call, constant, axis, smallest, last, keep));
      return;
    }
    Operand x = algebra.axisLast(call.input(0), axis);
    Operand chosen =
        is(algebra, ranks(call, smallest ? algebra.negate(x) : x, last), algebra.number(0));
    Constant places = algebra.fixed("places", call.shape(x.shape().extent(-1)), k -> k);
    Operand sum = algebra.sum(algebra.multiply(chosen, places), rank - 1);
    call.give(dropped(algebra, algebra.axisBack(sum, axis), axis, keep));
  }

  private static Operand dropped(Algebra algebra, Operand x, int axis, boolean keep) {
    return keep ? x : algebra.squeeze(x, axis);
  }

  private static Operand place(
      Call call, Constant x, int axis, boolean smallest, boolean last, boolean keep) {
    int step = x.shape().strides()[axis];
    int extent = x.shape().extent(axis);
    int[] extents = x.shape().extents();
    extents[axis] = 1;
    double[] places = new double[x.values().length / Math.max(1, extent)];
    for (int k = 0; k < places.length; k++) {
      int start = k / step * step * extent + k % step;
      double best = x.values()[start];
      for (int j = 1; j < extent; j++) {
        double value = x.values()[start + j * step];
        boolean better = smallest ? value < best : value > best;
        if (better || last && value == best) {
          best = value;
          places[k] = j;
        }
      }
    }
    Constant all = new Constant(call.name(), Tensor.shapeOf(extents), places, true, false);
    return dropped(new Algebra(call), all, axis, keep);
  }

  private static void hardmax(Call call) {
    Algebra algebra = new Algebra(call);
    Shape x = call.input(0).shape();
    boolean byAxis = call.opset() >= 13;
    int axis = call.axis(call.integer("axis", byAxis ? -1 : 1), x.rank());
    if (!byAxis && axis != x.rank() - 1) {
      throw call.error("axis (" + axis + ") must be the last before opset 13");
    }
    Operand last = algebra.axisLast(call.input(0), axis);
    Operand chosen = is(algebra, ranks(call, last, false), algebra.number(0));
    call.give(algebra.axisBack(chosen, axis));
  }

  /** The k largest or smallest, in their order, and their places. */
  private static void largest(Call call) {
    Algebra algebra = new Algebra(call);
    Operand given = call.input(0);
    int rank = given.shape().rank();
    int axis = call.axis(call.integer("axis", -1), rank);
    int k = call.has(1) ? (int) call.number(1, "k") : call.integer("k", 0);
    boolean largest = call.attributes().integer("largest", 1) != 0;
    boolean sorted = call.attributes().integer("sorted", 1) != 0;
    int extent = given.shape().extent(axis);
    if (k < 1 || k > extent) {
      throw call.error("k (" + k + ") must be from 1 to " + extent);
    }
    if (!sorted) {
      throw call.error("sorted must be 1, for the order of the k is left open");
    }
    Operand x = algebra.axisLast(given, axis);
    Operand ranks = ranks(call, largest ? x : algebra.negate(x), false);
    Constant places = algebra.fixed("places", call.shape(extent), place -> place);
    List<Operand> values = new ArrayList<>();
    List<Operand> indices = new ArrayList<>();
    for (int at = 0; at < k; at++) {
      Operand chosen = is(algebra, ranks, algebra.number(at));
      values.add(algebra.sum(algebra.multiply(chosen, x), rank - 1));
      indices.add(algebra.sum(algebra.multiply(chosen, places), rank - 1));
    }
    call.give(algebra.axisBack(algebra.concat(rank - 1, values), axis));
    call.give(algebra.axisBack(algebra.concat(rank - 1, indices), axis));
  }

  /** One value where the class is that of the index, else the other. */
  private static void oneHot(Call call) {
    Algebra algebra = new Algebra(call);
    int depth = (int) call.number(1, "depth");
    if (depth < 1 || depth > Tensor.MOST_ELEMENTS) {
      throw call.error("depth (" + depth + ") must be at least 1");
    }
    Operand x = call.input(0);
    int rank = x.shape().rank() + 1;
    int axis = call.axis(call.integer("axis", -1), rank);
    int[] extents = Arrays.copyOf(x.shape().extents(), rank);
    extents[rank - 1] = 1;
    Operand column = algebra.reshape(x, extents);
    Constant classes = algebra.fixed("classes", call.shape(depth), k -> k);
    Operand hot;
    if (column instanceof Constant constant) {
      Shape shape = ConstantFolding.broadcast(call, constant.shape(), classes.shape());
      hot =
          algebra.fixed(
              "hot",
              shape,
              k -> {
                double index = constant.values()[k / depth];
                return (index < 0 ? index + depth : index) == k % depth ? 1 : 0;
              });
    } else {
      Operand wrapped =
          algebra.add(
              is(algebra, column, classes),
              is(algebra, algebra.add(column, algebra.number(depth)), classes));
      hot = wrapped;
    }
    Operand off = algebra.slice(call.input(2), 0, 0, 1);
    Operand on = algebra.slice(call.input(2), 0, 1, 2);
    Operand scaled = algebra.add(off, algebra.multiply(hot, algebra.subtract(on, off)));
    call.give(algebra.axisBack(scaled, axis));
  }
}
