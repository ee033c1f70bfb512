package io.plumbline.graph.loss;

import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import java.util.stream.IntStream;

/** Arithmetic on values of a graph that is being built. */
final class LossNodes {
  private final Graph.Builder builder;

  LossNodes(Graph.Builder builder) {
    this.builder = builder;
  }

  Value constant(Tensor tensor) {
    return builder.constant(Parameter.fixed("target", tensor));
  }

  Value number(double value) {
    return builder.constant(Parameter.fixed("number", Tensor.scalar(value)));
  }

  Value multiply(Value a, Value b) {
    return binary(Binary.Kind.MULTIPLY, a, b);
  }

  Value subtract(Value a, Value b) {
    return binary(Binary.Kind.SUBTRACT, a, b);
  }

  Value plus(Value a, Value b) {
    return binary(Binary.Kind.ADD, a, b);
  }

  Value divide(Value a, Value b) {
    return binary(Binary.Kind.DIVIDE, a, b);
  }

  private Value binary(Binary.Kind kind, Value a, Value b) {
    return add(new Binary(kind), a, b);
  }

  Value log(Value x) {
    return apply(Activation.of(Kind.LOG), x);
  }

  Value apply(Activation function, Value x) {
    return add(new Elementwise(function), x);
  }

  /** The mean or sum over all axes but the first. */
  Value reduced(Reduction reduction, Value each) {
    int[] axes = IntStream.range(1, each.shape().rank()).toArray();
    Reduce.Kind kind = reduction == Reduction.MEAN ? Reduce.Kind.MEAN : Reduce.Kind.SUM;
    return axes.length == 0 ? each : add(new Reduce(kind, axes, false), each);
  }

  Value add(Op op, Value... inputs) {
    return builder.add("loss", "Loss", op, inputs);
  }
}
