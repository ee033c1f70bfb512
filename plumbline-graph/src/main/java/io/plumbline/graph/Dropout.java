package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.List;
import java.util.Optional;

/**
 * The identity; in training, zeroes at the given rate and scales the rest by 1/(1 - rate).
 *
 * @param rate from 0 to below 1
 */
public record Dropout(double rate) implements Affine {

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
  public boolean passesOn() {
    return true;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
