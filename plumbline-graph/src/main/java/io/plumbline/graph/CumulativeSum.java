package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.List;
import java.util.Optional;

/**
 * The sum of each element and all before it along an axis, as NumPy's cumsum.
 *
 * @param axis not negative
 * @param exclusive whether the element itself is left out
 * @param reverse whether all behind it are meant instead
 */
public record CumulativeSum(int axis, boolean exclusive, boolean reverse) implements Op {

  @Override
  public Shape infer(List<Shape> inputs) {
    Shape x = Fit.only(inputs);
    Fit.requireAxis(axis, x);
    return x;
  }

  @Override
  public Optional<Op> channelsLast(int rank) {
    return Optional.of(new CumulativeSum(ChannelsLast.axis(axis, rank), exclusive, reverse));
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
