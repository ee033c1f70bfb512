package io.plumbline.readers.onnx.lower;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Concat;
import io.plumbline.graph.CumulativeSum;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.LogSoftmax;
import io.plumbline.graph.MatrixProduct;
import io.plumbline.graph.Movement;
import io.plumbline.graph.Op;
import io.plumbline.graph.OpVisitor;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import io.plumbline.readers.onnx.file.TensorDecoder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes operations on constants while a model is read: the integer chains that exporters write
 * to reshape, and weights that are transposed, scaled or cut on the way to where they are used.
 */
@SuppressWarnings("NullAway") // A visitor may give null, which its type cannot say.
public final class ConstantFolding implements OpVisitor.Otherwise<Constant> {
  /** Finding an element by its coordinates takes as long as so many. */
  private static final int COORDINATES = 4;

  private final TensorDecoder budget;
  private final Operand[] operands;
  private final Constant x;

  private ConstantFolding(TensorDecoder budget, Operand... operands) {
    this.budget = budget;
    this.operands = operands;
    this.x = (Constant) operands[0];
  }

  /**
   * Computes an operation.
   *
   * @return what comes of it; null where it is left to be computed with the rest of the graph
   */
  static @Nullable Constant fold(Op op, TensorDecoder budget, Operand... operands) {
    return op.accept(new ConstantFolding(budget, operands));
  }

  private Shape shape(Op op) {
    Shape shape = op.infer(Arrays.stream(operands).map(Operand::shape).toList());
    budget.count(shape.size(), x.name());
    return shape;
  }

  @Override
  public Constant visit(Reshape op) {
    return x.withShape(op.infer(List.of(x.shape())));
  }

  @Override
  public Constant moved(Movement op) {
    Shape shape = shape(op);
    budget.budget().steps((long) COORDINATES * shape.size());
    int[] sources = op.sources(x.shape());
    double[] y = new double[sources.length];
    Arrays.setAll(y, k -> sources[k] == Movement.NONE ? op.fill() : x.values()[sources[k]]);
    return x.withValues(shape, y);
  }

  @Override
  public Constant visit(Elementwise op) {
    double[] y = new double[shape(op).size()];
    Arrays.setAll(y, k -> op.function().value(x.values()[k]));
    return x.withValues(x.shape(), y);
  }

  @Override
  public Constant visit(MatrixProduct op) {
    return ConstantProducts.product(x, (Constant) operands[1], shape(op), budget.budget());
  }

  @Override
  public Constant visit(CumulativeSum op) {
    Shape shape = shape(op);
    int step = shape.strides()[op.axis()];
    int extent = shape.extent(op.axis());
    double[] y = new double[shape.size()];
    for (int k = 0; k < y.length; k++) {
      int at = op.reverse() ? y.length - 1 - k : k;
      int before = at - (op.reverse() ? -step : step);
      boolean first = at / step % extent == (op.reverse() ? extent - 1 : 0);
      double sum = first ? 0 : y[before];
      y[at] = op.exclusive() ? sum + (first ? 0 : x.values()[before]) : sum + x.values()[at];
    }
    return x.withValues(shape, y);
  }

  @Override
  public Constant visit(Softmax op) {
    shape(op);
    return ConstantProducts.softmax(x, op.axis(), false);
  }

  @Override
  public Constant visit(LogSoftmax op) {
    shape(op);
    return ConstantProducts.softmax(x, op.axis(), true);
  }

  @Override
  public Constant visit(Binary op) {
    Shape shape = shape(op);
    boolean same = Arrays.stream(operands).allMatch(operand -> operand.shape().equals(shape));
    budget.budget().steps(same ? 0 : (long) COORDINATES * shape.size());
    return binary(op.kind(), x, (Constant) operands[1], shape);
  }

  @Override
  public Constant visit(Concat op) {
    return concat(op.axis(), shape(op), operands);
  }

  @Override
  public Constant visit(Reduce op) {
    return reduce(op, x, shape(op));
  }

  @Override
  public Constant otherwise(Op op) {
    return null;
  }

  private static Constant binary(Binary.Kind kind, Constant a, Constant b, Shape shape) {
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
            case MASK -> right == 0 ? 0 : left;
          };
    }
    Constant named = a.weight() || !b.weight() ? a : b;
    return new Constant(named.name(), shape, y, integer, a.weight() || b.weight());
  }

  /** The shape two constants broadcast to. */
  public static Shape broadcast(Call call, Shape a, Shape b) {
    try {
      Shape shape = Tensor.shapeOf(a.broadcast(b).extents());
      call.assembly().decoder().count(shape.size(), call.name());
      return shape;
    } catch (InvalidInputException e) {
      throw call.error(e.getMessage());
    }
  }

  /** The place in a smaller tensor that element {@code flat} of the broadcast shape reads. */
  public static int broadcast(Shape shape, int flat, Shape smaller) {
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

  private static Constant reduce(Reduce op, Constant x, Shape shape) {
    Reduce.Kind kind = op.kind();
    double[] y = new double[shape.size()];
    Arrays.fill(
        y,
        switch (kind) {
          case MEAN, SUM -> 0;
          case MAXIMUM -> Double.NEGATIVE_INFINITY;
          case MINIMUM -> Double.POSITIVE_INFINITY;
        });
    int[] steps = outputSteps(op, x.shape());
    int[] at = new int[steps.length];
    int to = 0;
    for (double value : x.values()) {
      y[to] =
          switch (kind) {
            case MEAN, SUM -> y[to] + value;
            case MAXIMUM -> Math.max(y[to], value);
            case MINIMUM -> Math.min(y[to], value);
          };
      for (int axis = at.length - 1; axis >= 0; axis--) {
        to += steps[axis];
        if (++at[axis] < x.shape().extent(axis)) {
          break;
        }
        to -= steps[axis] * at[axis];
        at[axis] = 0;
      }
    }
    if (kind == Reduce.Kind.MEAN) {
      double count = (double) x.values().length / y.length;
      Arrays.setAll(y, k -> x.integer() ? (double) (long) (y[k] / count) : y[k] / count);
    }
    return x.withValues(shape, y);
  }

  private static int[] outputSteps(Reduce op, Shape input) {
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
