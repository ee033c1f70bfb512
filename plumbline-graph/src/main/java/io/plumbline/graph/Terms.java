package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Arithmetic written into a graph that is being built: each term is a node. */
public final class Terms {
  private final Graph.Builder builder;
  private final String name;
  private final @Nullable String type;

  private Terms(Graph.Builder builder, String name, @Nullable String type) {
    this.builder = builder;
    this.name = name;
    this.type = type;
  }

  /**
   * Terms at a place: each is called by the place and what it does.
   *
   * @param builder what the nodes are added to
   * @param place what their names begin with
   * @return the terms
   */
  public static Terms at(Graph.Builder builder, String place) {
    return new Terms(builder, place, null);
  }

  /**
   * Terms of one thing, which are all called alike.
   *
   * @param builder what the nodes are added to
   * @param name of each node, with a number where it is taken
   * @param type of each node
   * @return the terms
   */
  public static Terms of(Graph.Builder builder, String name, String type) {
    return new Terms(builder, name, type);
  }

  /**
   * A node.
   *
   * @param kind the field's word for what it does
   * @param op what it computes
   * @param inputs what it reads
   * @return what it gives
   */
  public Value node(String kind, Op op, Value... inputs) {
    return type == null
        ? builder.add(name + "/" + kind.toLowerCase(Locale.ROOT), kind, op, inputs)
        : builder.add(name, type, op, inputs);
  }

  /**
   * A constant.
   *
   * @param tensor its values
   * @return an operand
   */
  public Value constant(Tensor tensor) {
    return builder.constant(Parameter.fixed(name, tensor));
  }

  /**
   * A number.
   *
   * @param value the number
   * @return an operand of rank 0
   */
  public Value number(double value) {
    return constant(Tensor.scalar(value));
  }

  /**
   * Two operands, combined.
   *
   * @param kind how
   * @param a the left one
   * @param b the right one
   * @return what comes of them, element by element
   */
  public Value binary(Binary.Kind kind, Value a, Value b) {
    return node(kind.name(), new Binary(kind), a, b);
  }

  /**
   * a + b.
   *
   * @param a an operand
   * @param b an operand
   * @return the sums
   */
  public Value plus(Value a, Value b) {
    return binary(Binary.Kind.ADD, a, b);
  }

  /**
   * a - b.
   *
   * @param a an operand
   * @param b an operand
   * @return the differences
   */
  public Value minus(Value a, Value b) {
    return binary(Binary.Kind.SUBTRACT, a, b);
  }

  /**
   * a · b.
   *
   * @param a an operand
   * @param b an operand
   * @return the products
   */
  public Value times(Value a, Value b) {
    return binary(Binary.Kind.MULTIPLY, a, b);
  }

  /**
   * A multiple.
   *
   * @param a an operand
   * @param factor how many times
   * @return the operand itself where that is once
   */
  public Value times(Value a, double factor) {
    return factor == 1 ? a : times(a, number(factor));
  }

  /**
   * a / b.
   *
   * @param a an operand
   * @param b an operand
   * @return the quotients
   */
  public Value over(Value a, Value b) {
    return binary(Binary.Kind.DIVIDE, a, b);
  }

  /**
   * A function of each element.
   *
   * @param function which
   * @param x an operand
   * @return its values
   */
  public Value of(Activation function, Value x) {
    return node(function.kind().name(), new Elementwise(function), x);
  }

  /**
   * A function without parameters.
   *
   * @param kind which
   * @param x an operand
   * @return its values
   */
  public Value of(Activation.Kind kind, Value x) {
    return of(Activation.of(kind), x);
  }

  /**
   * x².
   *
   * @param x an operand
   * @return the squares
   */
  public Value square(Value x) {
    return times(x, x);
  }

  /**
   * 1 - x.
   *
   * @param x an operand
   * @return what is left of 1
   */
  public Value rest(Value x) {
    return minus(number(1), x);
  }

  /**
   * The product of two matrices, or of stacks of them.
   *
   * @param a the left one
   * @param b the right one
   * @return the product
   */
  public Value product(Value a, Value b) {
    return node("MatMul", new MatrixProduct(), a, b);
  }

  /**
   * The same elements under another shape.
   *
   * @param x an operand
   * @param shape of as many elements
   * @return the operand itself where it has that shape
   */
  public Value reshaped(Value x, Shape shape) {
    return x.shape().equals(shape) ? x : node("Reshape", new Reshape(shape), x);
  }

  /**
   * The axes in another order.
   *
   * @param x an operand
   * @param permutation as {@link Transpose} takes it
   * @return the transposed
   */
  public Value transposed(Value x, int... permutation) {
    return node("Transpose", new Transpose(permutation), x);
  }

  /**
   * Elements by their place.
   *
   * @param x an operand
   * @param places in C order
   * @return the elements there, along one axis
   */
  public Value gathered(Value x, int[] places) {
    return node("Gather", new Gather(0, places), reshaped(x, Tensor.shapeOf(x.shape().size())));
  }

  /**
   * The mean over axes, which stay with extent 1.
   *
   * @param x an operand
   * @param axes ascending
   * @return the means
   */
  public Value mean(Value x, int... axes) {
    return node("ReduceMean", new Reduce(Reduce.Kind.MEAN, axes, true), x);
  }

  /**
   * The sum over axes.
   *
   * @param x an operand
   * @param keep whether they stay, with extent 1
   * @param axes ascending
   * @return the sums
   */
  public Value sum(Value x, boolean keep, int... axes) {
    return node("ReduceSum", new Reduce(Reduce.Kind.SUM, axes, keep), x);
  }

  /**
   * Axes from one on.
   *
   * @param first the first of them
   * @param rank how many axes there are
   * @return ascending
   */
  public static int[] axesFrom(int first, int rank) {
    return IntStream.range(first, rank).toArray();
  }

  /**
   * A shape that lies along one axis.
   *
   * @param axis from 0, or from -1 backwards
   * @param extent along it
   * @param rank how many axes there are
   * @return 1 along all others
   */
  public static Shape along(int axis, int extent, int rank) {
    int[] extents = new int[rank];
    Arrays.fill(extents, 1);
    extents[Math.floorMod(axis, rank)] = extent;
    return Tensor.shapeOf(extents);
  }
}
