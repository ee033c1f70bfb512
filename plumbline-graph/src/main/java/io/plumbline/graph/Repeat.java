package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Each element repeated along each axis (nearest-neighbour upsampling by whole factors).
 *
 * @param factors how often along each axis
 */
public record Repeat(int[] factors) implements Movement {

  @Override
  public Shape infer(List<Shape> inputs) {
    Shape x = Fit.only(inputs);
    Fit.requireRank(factors, x.rank(), "factors");
    int[] out = x.extents();
    for (int axis = 0; axis < out.length; axis++) {
      Fit.require(factors[axis] >= 1, "factor (" + factors[axis] + ") must be at least 1");
      out[axis] = Math.multiplyExact(out[axis], factors[axis]);
    }
    return Tensor.shapeOf(out);
  }

  @Override
  public int source(int[] at, Shape x) {
    int[] from = new int[at.length];
    Arrays.setAll(from, axis -> at[axis] / factors[axis]);
    return x.flat(from);
  }

  @Override
  public Optional<Op> channelsLast(int rank) {
    return Optional.of(new Repeat(ChannelsLast.byAxis(factors)));
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
