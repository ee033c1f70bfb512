package io.plumbline.graph;

import io.plumbline.core.InvalidInputException;
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
    int extent = x.extent(axis);
    for (int index : indices) {
      // Of millions of indices the line is made for one that is wrong.
      if (index < 0 || index >= extent) {
        throw new InvalidInputException("index (" + index + ") must be below " + extent);
      }
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
