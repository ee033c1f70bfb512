package io.plumbline.readers.onnx.lower;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Gather;
import io.plumbline.graph.LogSoftmax;
import io.plumbline.graph.MatrixProduct;
import io.plumbline.graph.Pad;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Repeat;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Slice;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Transpose;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Arithmetic on whole tensors, for operators of the file that are several of the graph's. Each
 * result is a node of its own, named after the file's node; what is constant is computed at once.
 */
public final class Algebra {
  private final Call call;

  public Algebra(Call call) {
    this.call = call;
  }

  public Operand add(Operand a, Operand b) {
    return binary("Add", Binary.Kind.ADD, a, b);
  }

  public Operand subtract(Operand a, Operand b) {
    return binary("Sub", Binary.Kind.SUBTRACT, a, b);
  }

  public Operand multiply(Operand a, Operand b) {
    return binary("Mul", Binary.Kind.MULTIPLY, a, b);
  }

  public Operand divide(Operand a, Operand b) {
    return binary("Div", Binary.Kind.DIVIDE, a, b);
  }

  public Operand maximum(Operand a, Operand b) {
    return binary("Max", Binary.Kind.MAXIMUM, a, b);
  }

  public Operand minimum(Operand a, Operand b) {
    return binary("Min", Binary.Kind.MINIMUM, a, b);
  }

  private Operand binary(String part, Binary.Kind kind, Operand a, Operand b) {
    return call.emitPart(part, new Binary(kind), a, b);
  }

  public Operand apply(String part, Activation function, Operand x) {
    return call.emitPart(part, new Elementwise(function), x);
  }

  public Operand exp(Operand x) {
    return apply("Exp", Activation.of(Kind.EXP), x);
  }

  public Operand log(Operand x) {
    return apply("Log", Activation.of(Kind.LOG), x);
  }

  public Operand abs(Operand x) {
    return apply("Abs", Activation.of(Kind.ABS), x);
  }

  public Operand negate(Operand x) {
    return apply("Neg", Activation.of(Kind.NEGATE), x);
  }

  public Operand sqrt(Operand x) {
    return apply("Sqrt", Activation.of(Kind.SQRT), x);
  }

  public Operand power(Operand x, double exponent) {
    return apply("Pow", Activation.of(Kind.POWER, exponent), x);
  }

  /** 1 where x is above the limit, else 0. */
  public Operand step(Operand x, double limit) {
    return apply("Step", Activation.of(Kind.STEP, limit), x);
  }

  public Operand clip(Operand x, double low, double high) {
    return apply("Clip", new Activation(Kind.CLIP, low, high), x);
  }

  /** As NumPy's matmul of operands that have two axes or more. */
  public Operand matrixProduct(Operand a, Operand b) {
    if (a instanceof Operand.Computed && b instanceof Constant w && w.shape().rank() == 2) {
      return call.emitPart("MatMul", new Dense(call.parameter(w, true), null), a);
    }
    return call.emitPart("MatMul", new MatrixProduct(), a, b);
  }

  public Operand softmax(Operand x, int axis) {
    return call.emitPart("Softmax", new Softmax(call.axis(axis, x.shape().rank())), x);
  }

  public Operand logSoftmax(Operand x, int axis) {
    return call.emitPart("LogSoftmax", new LogSoftmax(call.axis(axis, x.shape().rank())), x);
  }

  /** Sums, keeping the axes. */
  public Operand sum(Operand x, int... axes) {
    return reduce("ReduceSum", Reduce.Kind.SUM, x, axes);
  }

  public Operand mean(Operand x, int... axes) {
    return reduce("ReduceMean", Reduce.Kind.MEAN, x, axes);
  }

  public Operand largest(Operand x, int... axes) {
    return reduce("ReduceMax", Reduce.Kind.MAXIMUM, x, axes);
  }

  private Operand reduce(String part, Reduce.Kind kind, Operand x, int... axes) {
    return call.emitPart(part, new Reduce(kind, call.axes(axes, x.shape().rank()), true), x);
  }

  public Operand reshape(Operand x, int... extents) {
    Shape shape = call.shape(extents);
    return shape.equals(x.shape()) ? x : call.emitPart("Reshape", new Reshape(shape), x);
  }

  public Operand transpose(Operand x, int... permutation) {
    boolean moves = !IntStream.range(0, permutation.length).allMatch(k -> permutation[k] == k);
    return moves ? call.emitPart("Transpose", new Transpose(permutation), x) : x;
  }

  /** The axes in their order, but two of them exchanged; each may count from behind. */
  public Operand swap(Operand x, int one, int other) {
    int rank = x.shape().rank();
    int[] order = IntStream.range(0, rank).toArray();
    order[call.axis(one, rank)] = call.axis(other, rank);
    order[call.axis(other, rank)] = call.axis(one, rank);
    return transpose(x, order);
  }

  /** One axis moved to the end, the others in their order. */
  public Operand axisLast(Operand x, int axis) {
    int rank = x.shape().rank();
    int moved = call.axis(axis, rank);
    int[] order = new int[rank];
    Arrays.setAll(order, k -> k < moved ? k : k + 1);
    order[rank - 1] = moved;
    return transpose(x, order);
  }

  /** The last axis moved to where it came from. */
  public Operand axisBack(Operand x, int axis) {
    int rank = x.shape().rank();
    int to = call.axis(axis, rank);
    int[] order = new int[rank];
    Arrays.setAll(order, k -> k < to ? k : k == to ? rank - 1 : k - 1);
    return transpose(x, order);
  }

  /** The elements from {@code from} to before {@code to} along an axis. */
  public Operand slice(Operand x, int axis, int from, int to) {
    Shape shape = x.shape();
    int at = call.axis(axis, shape.rank());
    if (from == 0 && to == shape.extent(at)) {
      return x;
    }
    int[] starts = new int[shape.rank()];
    int[] steps = new int[shape.rank()];
    int[] extents = shape.extents();
    Arrays.fill(steps, 1);
    starts[at] = from;
    extents[at] = to - from;
    return call.emitPart("Slice", new Slice(starts, steps, call.shape(extents)), x);
  }

  /** The elements along an axis from the last to the first. */
  public Operand reverse(Operand x, int axis) {
    int extent = x.shape().extent(axis);
    return gather(x, axis, IntStream.range(0, extent).map(k -> extent - 1 - k).toArray());
  }

  public Operand gather(Operand x, int axis, int... indices) {
    return call.emitPart("Gather", new Gather(call.axis(axis, x.shape().rank()), indices), x);
  }

  public Operand concat(int axis, List<Operand> parts) {
    if (parts.isEmpty()) {
      throw call.error("an axis of extent 0 is not one to go along");
    }
    return parts.size() == 1
        ? parts.get(0)
        : call.emitPart(
            "Concat",
            new Concat(call.axis(axis, parts.get(0).shape().rank())),
            parts.toArray(Operand[]::new));
  }

  /** Without an axis, which has one place. */
  public Operand squeeze(Operand x, int axis) {
    int[] extents = x.shape().extents();
    int[] less = new int[extents.length - 1];
    System.arraycopy(extents, 0, less, 0, axis);
    System.arraycopy(extents, axis + 1, less, axis, less.length - axis);
    return reshape(x, less);
  }

  /** Tensors of one shape along a new axis. */
  public Operand stack(int axis, List<Operand> parts) {
    int[] extents = parts.get(0).shape().extents();
    int[] more = Arrays.copyOf(extents, extents.length + 1);
    System.arraycopy(extents, axis, more, axis + 1, extents.length - axis);
    more[axis] = 1;
    return concat(axis, parts.stream().map(part -> reshape(part, more)).toList());
  }

  /** Elements repeated along axes of extent 1 until the shape is this one. */
  public Operand expand(Operand x, Shape shape) {
    int rank = shape.rank();
    int[] aligned = new int[rank];
    int[] factors = new int[rank];
    for (int k = 1; k <= rank; k++) {
      aligned[rank - k] = k <= x.shape().rank() ? x.shape().extent(-k) : 1;
      factors[rank - k] = aligned[rank - k] == shape.extent(-k) ? 1 : shape.extent(-k);
    }
    Operand same = reshape(x, aligned);
    return same.shape().equals(shape) ? same : call.emitPart("Expand", new Repeat(factors), same);
  }

  public Operand pad(Operand x, int axis, int before, int after, double value) {
    int[] front = new int[x.shape().rank()];
    int[] back = new int[front.length];
    int at = call.axis(axis, front.length);
    front[at] = before;
    back[at] = after;
    return before == 0 && after == 0
        ? x
        : call.emitPart("Pad", new Pad(front, back, Pad.Mode.CONSTANT, value), x);
  }

  public Constant number(double value) {
    return Constant.ofNumber(call.name() + "/number", value);
  }

  /** A fixed tensor, its elements by their place in C order. */
  public Constant fixed(String part, Shape shape, IntToDoubleFunction element) {
    call.assembly().decoder().count(shape.size(), call.name());
    double[] values = new double[shape.size()];
    Arrays.setAll(values, element);
    return new Constant(call.name() + "/" + part, shape, values, false, false);
  }

  /** A fixed matrix. */
  public Constant matrix(String part, int rows, int columns, Entry entry) {
    return fixed(part, call.shape(rows, columns), k -> entry.at(k / columns, k % columns));
  }

  /** An entry of a matrix. */
  @FunctionalInterface
  public interface Entry {
    double at(int row, int column);
  }

  /** The product of a fixed matrix (rows, extent) with each vector along one axis. */
  public Operand along(Operand x, int axis, Constant matrix) {
    Operand last = axisLast(x, axis);
    boolean vector = x.shape().rank() == 1;
    Operand rows = vector ? reshape(last, 1, x.shape().size()) : last;
    Operand product = matrixProduct(rows, swap(matrix, 0, 1));
    return vector ? reshape(product, product.shape().size()) : axisBack(product, axis);
  }
}
