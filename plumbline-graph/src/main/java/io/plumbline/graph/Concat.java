package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Tensors one behind another along an axis.
 *
 * @param axis not negative
 */
public record Concat(int axis) implements Op {

  @Override
  public Shape infer(List<Shape> inputs) {
    Fit.requireAny(inputs);
    Shape first = inputs.get(0);
    Fit.requireAxis(axis, first);
    int[] out = first.extents();
    out[axis] = 0;
    for (Shape input : inputs) {
      Fit.require(
          input.rank() == first.rank(), "inputs must be of one rank, " + first + ", " + input);
      for (int other = 0; other < out.length; other++) {
        Fit.require(
            other == axis || input.extent(other) == first.extent(other),
            "inputs " + first + ", " + input + " must agree off axis " + axis);
      }
      out[axis] = Math.addExact(out[axis], input.extent(axis));
    }
    return Tensor.shapeOf(out);
  }

  @Override
  public Optional<Op> channelsLast(int rank) {
    return Optional.of(new Concat(ChannelsLast.axis(axis, rank)));
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
