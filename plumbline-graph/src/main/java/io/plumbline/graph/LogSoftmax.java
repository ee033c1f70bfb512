package io.plumbline.graph;

/**
 * x - log sum exp(x) along an axis.
 *
 * @param axis not negative
 */
public record LogSoftmax(int axis) implements AlongAxis {

  @Override
  public LogSoftmax along(int other) {
    return new LogSoftmax(other);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
