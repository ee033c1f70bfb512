package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.List;
import java.util.Optional;

/** An operation on the elements along one axis, each row of them for itself; the shape stays. */
public interface AlongAxis extends Op {

  /**
   * Along which axis.
   *
   * @return not negative
   */
  int axis();

  /**
   * The same operation along another axis.
   *
   * @param axis not negative
   * @return the operation
   */
  AlongAxis along(int axis);

  @Override
  default Shape infer(List<Shape> inputs) {
    Shape x = Fit.only(inputs);
    Fit.requireAxis(axis(), x);
    return x;
  }

  @Override
  default Optional<Op> channelsLast(int rank) {
    return Optional.of(along(ChannelsLast.axis(axis(), rank)));
  }

  @Override
  default boolean keepsBatch(List<Shape> inputs, boolean[] batched) {
    return axis() > 0;
  }
}
