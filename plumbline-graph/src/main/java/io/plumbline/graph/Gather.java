package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.List;

/**
 * Elements chosen along one axis by constant indices.
 *
 * @param axis not negative
 * @param indices not negative
 */
public record Gather(int axis, int[] indices) implements Movement {

  @Override
  public Shape infer(List<Shape> inputs) {
    Shape x = Fit.only(inputs);
    Fit.requireAxis(axis, x);
    for (int index : indices) {
      Fit.require(
          index >= 0 && index < x.extent(axis),
          "index (" + index + ") must be below " + x.extent(axis));
    }
    int[] out = x.extents();
    out[axis] = indices.length;
    return Tensor.shapeOf(out);
  }

  @Override
  public int source(int[] at, Shape x) {
    int[] from = at.clone();
    from[axis] = indices[at[axis]];
    return x.flat(from);
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
