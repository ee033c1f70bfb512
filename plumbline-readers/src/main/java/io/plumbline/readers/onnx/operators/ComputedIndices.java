package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import java.util.Arrays;

/**
 * Reading and writing at places that are computed, such as those of the largest values: a product
 * with 1 where the index is a place and 0 elsewhere.
 */
final class ComputedIndices {
  private final Call call;
  private final Algebra algebra;
  private final int axis;
  private final int extent;

  /** Along one axis of the first input. */
  ComputedIndices(Call call) {
    this.call = call;
    this.algebra = new Algebra(call);
    Shape x = call.input(0).shape();
    this.axis = call.axis(call.integer("axis", 0), x.rank());
    this.extent = x.extent(axis);
  }

  /** (…, chosen, extent): 1 where an index, the axis moved to the end, is a place. */
  private Operand chosen(Operand indices) {
    int[] extents = indices.shape().extents();
    int[] column = Arrays.copyOf(extents, extents.length + 1);
    column[extents.length] = 1;
    Constant places = algebra.fixed("places", call.shape(extent), k -> k);
    return Rankings.is(algebra, algebra.reshape(indices, column), places);
  }

  /** Slices along the axis, one for each index. */
  Operand gather() {
    Operand x = call.input(0);
    Operand indices = call.input(1);
    int[] order = x.shape().extents();
    int rest = x.shape().size() / Math.max(1, extent);
    Operand rows = algebra.reshape(algebra.axisLast(x, axis), rest, extent);
    int count = indices.shape().size();
    Operand hot = algebra.reshape(chosen(algebra.reshape(indices, count)), count, extent);
    Operand picked = algebra.matrixProduct(rows, algebra.swap(hot, 0, 1));
    int[] left = new int[order.length];
    System.arraycopy(order, 0, left, 0, axis);
    System.arraycopy(order, axis + 1, left, axis, order.length - 1 - axis);
    left[order.length - 1] = count;
    Operand back = algebra.axisBack(algebra.reshape(picked, left), axis);
    int[] chosen = indices.shape().extents();
    int[] shape = new int[order.length - 1 + chosen.length];
    System.arraycopy(order, 0, shape, 0, axis);
    System.arraycopy(chosen, 0, shape, axis, chosen.length);
    System.arraycopy(order, axis + 1, shape, axis + chosen.length, order.length - 1 - axis);
    return algebra.reshape(back, shape);
  }

  /** Elements along the axis, each by its own index. */
  Operand gatherElements() {
    Operand hot = chosen(aligned(call.input(1)));
    Operand rows = row(algebra.axisLast(call.input(0), axis));
    int last = hot.shape().rank() - 1;
    Operand sum = algebra.sum(algebra.multiply(hot, rows), last);
    return algebra.axisBack(algebra.reshape(sum, aligned(call.input(1)).shape().extents()), axis);
  }

  /** Updates in the places of their indices, which differ from each other, or added there. */
  Operand scatterElements() {
    String reduction = call.attributes().text("reduction", "none");
    if (!reduction.equals("none") && !reduction.equals("add")) {
      throw call.unsupported("reduction with computed indices is not supported");
    }
    Operand x = algebra.axisLast(call.input(0), axis);
    Operand hot = chosen(aligned(call.input(1)));
    if (!call.input(2).shape().equals(call.input(1).shape())) {
      throw call.error(
          "updates "
              + call.input(2).shape()
              + " must have the shape of indices "
              + call.input(1).shape());
    }
    Operand updates = algebra.axisLast(call.input(2), axis);
    int[] column = Arrays.copyOf(updates.shape().extents(), updates.shape().rank() + 1);
    column[column.length - 1] = 1;
    int at = column.length - 2;
    Operand placed = algebra.sum(algebra.multiply(hot, algebra.reshape(updates, column)), at);
    Operand kept = x;
    if (reduction.equals("none")) {
      // 0 or 1 exactly, however the sum is rounded: what stood there may be a mask's huge number.
      Operand count = algebra.reshape(algebra.sum(hot, at), x.shape().extents());
      kept = algebra.multiply(x, algebra.step(algebra.negate(count), -0.5));
    }
    Operand sum = algebra.add(kept, algebra.reshape(placed, x.shape().extents()));
    return algebra.axisBack(sum, axis);
  }

  /** The axis at the end; the others must be those of the first input. */
  private Operand aligned(Operand indices) {
    int[] wanted = call.input(0).shape().extents();
    if (indices.shape().rank() == wanted.length) {
      wanted[axis] = indices.shape().extent(axis);
    }
    if (!Arrays.equals(wanted, indices.shape().extents())) {
      throw call.unsupported(
          "indices " + indices.shape() + " of part of the input is not supported");
    }
    return algebra.axisLast(indices, axis);
  }

  private Operand row(Operand x) {
    int[] extents = x.shape().extents();
    int[] row = Arrays.copyOf(extents, extents.length + 1);
    row[extents.length - 1] = 1;
    row[extents.length] = extents[extents.length - 1];
    return algebra.reshape(x, row);
  }
}
