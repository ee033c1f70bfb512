package io.plumbline.graph.by;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Gather;
import io.plumbline.graph.Graph;
import io.plumbline.graph.MatrixProduct;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Transpose;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Arithmetic written into a graph: each method adds a node, named by where it stands. */
final class Terms {
  private final Graph.Builder builder;
  private final String at;

  /**
   * Terms of one place.
   *
   * @param builder what the nodes are added to
   * @param at what their names begin with
   */
  Terms(Graph.Builder builder, String at) {
    this.builder = builder;
    this.at = at;
  }

  Value node(String type, Op op, Value... inputs) {
    return builder.add(at + "/" + type.toLowerCase(java.util.Locale.ROOT), type, op, inputs);
  }

  Value constant(Tensor tensor) {
    return builder.constant(Parameter.fixed(at, tensor));
  }

  Value number(double value) {
    return constant(Tensor.scalar(value));
  }

  Value binary(Binary.Kind kind, Value a, Value b) {
    return node(kind.name(), new Binary(kind), a, b);
  }

  Value plus(Value a, Value b) {
    return binary(Binary.Kind.ADD, a, b);
  }

  Value minus(Value a, Value b) {
    return binary(Binary.Kind.SUBTRACT, a, b);
  }

  Value times(Value a, Value b) {
    return binary(Binary.Kind.MULTIPLY, a, b);
  }

  Value times(Value a, double factor) {
    return factor == 1 ? a : times(a, number(factor));
  }

  Value over(Value a, Value b) {
    return binary(Binary.Kind.DIVIDE, a, b);
  }

  Value of(Activation function, Value x) {
    return node(function.kind().name(), new Elementwise(function), x);
  }

  Value of(Activation.Kind kind, Value x) {
    return of(Activation.of(kind), x);
  }

  Value square(Value x) {
    return times(x, x);
  }

  /** 1 - x. */
  Value rest(Value x) {
    return minus(number(1), x);
  }

  Value product(Value a, Value b) {
    return node("MatMul", new MatrixProduct(), a, b);
  }

  Value reshaped(Value x, Shape shape) {
    return x.shape().equals(shape) ? x : node("Reshape", new Reshape(shape), x);
  }

  Value transposed(Value x, int... permutation) {
    return node("Transpose", new Transpose(permutation), x);
  }

  /** The elements at these places in C order, as one axis. */
  Value gathered(Value x, int[] places) {
    return node("Gather", new Gather(0, places), reshaped(x, Tensor.shapeOf(x.shape().size())));
  }

  Value mean(Value x, int... axes) {
    return node("ReduceMean", new Reduce(Reduce.Kind.MEAN, axes, true), x);
  }

  Value sum(Value x, boolean keep, int... axes) {
    return node("ReduceSum", new Reduce(Reduce.Kind.SUM, axes, keep), x);
  }

  /** The sum of all elements, under a batch axis: a loss. */
  Value total(Value x) {
    int size = x.shape().size();
    return sum(reshaped(x, Tensor.shapeOf(1, size)), true, 1);
  }

  /** Axes from one on. */
  static int[] axesFrom(int first, int rank) {
    return IntStream.range(first, rank).toArray();
  }

  /** A shape of {@code rank} axes, all 1 but one. */
  static Shape along(int axis, int extent, int rank) {
    int[] extents = new int[rank];
    Arrays.fill(extents, 1);
    extents[Math.floorMod(axis, rank)] = extent;
    return Tensor.shapeOf(extents);
  }
}
