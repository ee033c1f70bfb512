package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A regular part of the input; also a crop and one output of a split.
 *
 * @param starts the first element taken along each axis
 * @param steps the distance to the next, negative to go backwards
 * @param shape how many are taken along each axis
 */
public record Slice(int[] starts, int[] steps, Shape shape) implements Movement {

  @Override
  public Shape infer(List<Shape> inputs) {
    Shape x = Fit.only(inputs);
    boolean within = shape.rank() == x.rank();
    for (int axis = 0; axis < x.rank() && within; axis++) {
      long last = starts[axis] + (long) steps[axis] * (shape.extent(axis) - 1);
      within =
          shape.extent(axis) == 0
              || Math.min(last, starts[axis]) >= 0 && Math.max(last, starts[axis]) < x.extent(axis);
    }
    Fit.require(within, "slice " + shape + " must lie within the input " + x);
    return shape;
  }

  @Override
  public int source(int[] at, Shape x) {
    int[] from = new int[at.length];
    Arrays.setAll(from, axis -> starts[axis] + at[axis] * steps[axis]);
    return x.flat(from);
  }

  @Override
  public Optional<Op> channelsLast(int rank) {
    return Optional.of(
        new Slice(
            ChannelsLast.byAxis(starts),
            ChannelsLast.byAxis(steps),
            Tensor.shapeOf(ChannelsLast.byAxis(shape.extents()))));
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
