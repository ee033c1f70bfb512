package io.plumbline.readers.onnx;

import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.Op;
import io.plumbline.graph.Shape;
import io.plumbline.graph.ShapeInference;
import io.plumbline.graph.Value;
import io.plumbline.readers.onnx.Operand.Constant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Computes operations on constants while a model is read: the integer chains that exporters write
 * to reshape, and weights that are transposed, scaled or cut on the way to where they are used.
 */
final class ConstantFolding {
  private ConstantFolding() {}

  static boolean folds(Op op) {
    return op instanceof Op.Reshape
        || op instanceof Op.Transpose
        || op instanceof Op.Slice
        || op instanceof Op.Repeat
        || op instanceof Op.Gather
        || op instanceof Op.Concat
        || op instanceof Op.Elementwise
        || op instanceof Op.Binary
        || op instanceof Op.Reduce
        || op instanceof Op.Pad
        || op instanceof Op.MatrixProduct
        || op instanceof Op.Softmax
        || op instanceof Op.LogSoftmax;
  }

  static Constant fold(Op op, TensorDecoder budget, Operand... operands) {
    List<Value> stand = new ArrayList<>();
    for (Operand operand : operands) {
      stand.add(new Value(0, "", operand.shape()));
    }
    Shape shape = ShapeInference.infer(op, stand);
    Constant x = (Constant) operands[0];
    if (op instanceof Op.Reshape) {
      return x.withShape(shape);
    }
    budget.count(shape.size(), x.name());
    if (op instanceof Op.Pad || op instanceof Op.MatrixProduct) {
      return ConstantProducts.fold(op, shape, operands);
    } else if (op instanceof Op.Softmax softmax) {
      return ConstantProducts.softmax(x, softmax.axis(), false);
    } else if (op instanceof Op.LogSoftmax softmax) {
      return ConstantProducts.softmax(x, softmax.axis(), true);
    }
    if (op instanceof Op.Binary binary) {
      return binary(binary.kind(), x, (Constant) operands[1], shape);
    } else if (op instanceof Op.Concat concat) {
      return concat(concat.axis(), shape, operands);
    } else if (op instanceof Op.Reduce reduce) {
      return reduce(reduce, x, shape);
    } else if (op instanceof Op.Elementwise elementwise) {
      double[] y = new double[shape.size()];
      Arrays.setAll(y, k -> elementwise.function().value(x.values()[k]));
      return x.withValues(shape, y);
    }
    return moved(op, x, shape);
  }

  /** Each output element is one input element: its place is affine in the output's coordinates. */
  private static Constant moved(Op op, Constant x, Shape shape) {
    int[] strides = x.shape().strides();
    double[] y = new double[shape.size()];
    for (int k = 0; k < y.length; k++) {
      int[] at = shape.coordinates(k);
      int from = 0;
      for (int axis = 0; axis < at.length; axis++) {
        if (op instanceof Op.Transpose t) {
          from += at[axis] * strides[t.permutation()[axis]];
        } else if (op instanceof Op.Slice s) {
          from += (s.starts()[axis] + at[axis] * s.steps()[axis]) * strides[axis];
        } else if (op instanceof Op.Repeat r) {
          from += at[axis] / r.factors()[axis] * strides[axis];
        } else if (op instanceof Op.Gather g) {
          from += (axis == g.axis() ? g.indices()[at[axis]] : at[axis]) * strides[axis];
        }
      }
      y[k] = x.values()[from];
    }
    return x.withValues(shape, y);
  }

  private static Constant binary(Op.Binary.Kind kind, Constant a, Constant b, Shape shape) {
    boolean integer = a.integer() && b.integer();
    double[] y = new double[shape.size()];
    for (int k = 0; k < y.length; k++) {
      double left = a.values()[broadcast(shape, k, a.shape())];
      double right = b.values()[broadcast(shape, k, b.shape())];
      y[k] =
          switch (kind) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> integer ? (double) (long) (left / right) : left / right;
            case MAXIMUM -> Math.max(left, right);
            case MINIMUM -> Math.min(left, right);
            case POWER -> Math.pow(left, right);
          };
    }
    Constant named = a.weight() || !b.weight() ? a : b;
    return new Constant(named.name(), shape, y, integer, a.weight() || b.weight());
  }

  /** The shape two constants broadcast to. */
  static Shape broadcast(Call call, Shape a, Shape b) {
    Op add = new Op.Binary(Op.Binary.Kind.ADD);
    try {
      Shape shape = ShapeInference.infer(add, List.of(new Value(0, "", a), new Value(0, "", b)));
      call.assembly().decoder().count(shape.size(), call.name());
      return shape;
    } catch (InvalidInputException e) {
      throw call.error(e.getMessage());
    }
  }

  /** The place in a smaller tensor that element {@code flat} of the broadcast shape reads. */
  static int broadcast(Shape shape, int flat, Shape smaller) {
    if (smaller.size() == 1) {
      return 0;
    }
    if (smaller.equals(shape)) {
      return flat;
    }
    int[] at = shape.coordinates(flat);
    int[] strides = smaller.strides();
    int from = 0;
    for (int k = 1; k <= smaller.rank(); k++) {
      if (smaller.extent(-k) > 1) {
        from += at[at.length - k] * strides[strides.length - k];
      }
    }
    return from;
  }

  private static Constant concat(int axis, Shape shape, Operand[] operands) {
    Constant first = (Constant) operands[0];
    int inner = 1;
    for (int k = axis + 1; k < shape.rank(); k++) {
      inner *= shape.extent(k);
    }
    int row = shape.extent(axis) * inner;
    double[] y = new double[shape.size()];
    boolean integer = true;
    boolean weight = false;
    int at = 0;
    for (Operand operand : operands) {
      Constant part = (Constant) operand;
      int width = part.shape().extent(axis) * inner;
      for (int k = 0; width > 0 && k < part.values().length / width; k++) {
        System.arraycopy(part.values(), k * width, y, k * row + at, width);
      }
      at += width;
      integer &= part.integer();
      weight |= part.weight();
    }
    return new Constant(first.name(), shape, y, integer, weight);
  }

  private static Constant reduce(Op.Reduce op, Constant x, Shape shape) {
    Op.Reduce.Kind kind = op.kind();
    double[] y = new double[shape.size()];
    Arrays.fill(
        y,
        switch (kind) {
          case MEAN, SUM -> 0;
          case MAXIMUM -> Double.NEGATIVE_INFINITY;
          case MINIMUM -> Double.POSITIVE_INFINITY;
        });
    int[] steps = outputSteps(op, x.shape());
    for (int k = 0; k < x.values().length; k++) {
      int[] at = x.shape().coordinates(k);
      int to = 0;
      for (int axis = 0; axis < at.length; axis++) {
        to += at[axis] * steps[axis];
      }
      double value = x.values()[k];
      y[to] =
          switch (kind) {
            case MEAN, SUM -> y[to] + value;
            case MAXIMUM -> Math.max(y[to], value);
            case MINIMUM -> Math.min(y[to], value);
          };
    }
    if (kind == Op.Reduce.Kind.MEAN) {
      double count = (double) x.values().length / y.length;
      Arrays.setAll(y, k -> x.integer() ? (double) (long) (y[k] / count) : y[k] / count);
    }
    return x.withValues(shape, y);
  }

  private static int[] outputSteps(Op.Reduce op, Shape input) {
    int[] steps = new int[input.rank()];
    int step = 1;
    for (int axis = input.rank() - 1; axis >= 0; axis--) {
      if (Arrays.binarySearch(op.axes(), axis) < 0) {
        steps[axis] = step;
        step *= input.extent(axis);
      }
    }
    return steps;
  }
}
