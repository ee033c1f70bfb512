package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A function of each element.
 *
 * @param function which
 */
public record Elementwise(Activation function) implements Op {

  @Override
  public Shape infer(List<Shape> inputs) {
    return Fit.only(inputs);
  }

  @Override
  public Optional<Op> channelsLast(int rank) {
    return Optional.of(this);
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
