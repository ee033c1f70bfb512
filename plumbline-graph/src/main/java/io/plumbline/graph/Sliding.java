package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.List;
import java.util.Optional;

/** An operation on the windows of an image, (N, C, H, W) or (N, C, L), channels first or last. */
public interface Sliding extends Op {

  /**
   * The sliding.
   *
   * @return over the spatial axes
   */
  Window window();

  /**
   * Where the channels stand.
   *
   * @return of input and output
   */
  Layout layout();

  /**
   * The same operation on images in another layout.
   *
   * @param layout of input and output
   * @return the operation
   */
  Sliding in(Layout layout);

  @Override
  default Optional<Op> channelsLast(int rank) {
    return layout() == Layout.CHANNELS_FIRST
        ? Optional.of(in(Layout.CHANNELS_LAST))
        : Optional.empty();
  }

  @Override
  default boolean keepsBatch(List<Shape> inputs, boolean[] batched) {
    return true;
  }
}
