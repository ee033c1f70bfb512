package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.List;

/**
 * The same elements in C order under another shape.
 *
 * @param shape as many elements
 */
public record Reshape(Shape shape) implements Movement {

  @Override
  public Shape infer(List<Shape> inputs) {
    Shape x = Fit.only(inputs);
    Fit.require(
        shape.size() == x.size(),
        "shape " + shape + " must have as many elements as the input " + x);
    return shape;
  }

  @Override
  public int source(int[] at, Shape x) {
    return shape.flat(at);
  }

  @Override
  public boolean passesOn() {
    return true;
  }

  @Override
  public boolean rearranges() {
    return true;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
