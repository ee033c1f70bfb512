package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * x where x is at least 0, slope·x where it is below; the slope is broadcast.
 *
 * @param slope broadcastable to the input
 */
public record ParametricRelu(Parameter slope) implements Op {

  @Override
  public Shape infer(List<Shape> inputs) {
    Shape x = Fit.only(inputs);
    Shape shape = slope.tensor().shape();
    Fit.require(
        x.broadcast(shape).equals(x), "slope " + shape + " must broadcast to the input " + x);
    return x;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(slope);
  }

  @Override
  public Op withParameters(UnaryOperator<Parameter> replacement) {
    return new ParametricRelu(replacement.apply(slope));
  }

  @Override
  public Optional<Op> channelsLast(int rank) {
    return ChannelsLast.keepsOrder(slope, rank)
        ? Optional.of(new ParametricRelu(ChannelsLast.of(slope, rank)))
        : Optional.empty();
  }

  @Override
  public boolean keepsBatch(List<Shape> inputs, boolean[] batched) {
    return true;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
