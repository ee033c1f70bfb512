package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.List;

/**
 * exp(x) / sum exp(x) along an axis.
 *
 * @param axis not negative
 */
public record Softmax(int axis) implements Op {

  @Override
  public Shape infer(List<Shape> inputs) {
    Shape x = Fit.only(inputs);
    Fit.requireAxis(axis, x);
    return x;
  }

  @Override
  public boolean keepsBatch(List<Shape> inputs, boolean[] batched) {
    return axis > 0;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
