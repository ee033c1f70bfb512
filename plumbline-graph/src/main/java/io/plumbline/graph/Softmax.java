package io.plumbline.graph;

/**
 * exp(x) / sum exp(x) along an axis.
 *
 * @param axis not negative
 */
public record Softmax(int axis) implements AlongAxis {

  @Override
  public Softmax along(int other) {
    return new Softmax(other);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
