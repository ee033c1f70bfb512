package io.plumbline.graph;

import io.plumbline.core.tile.ImageLayout;
import java.util.Optional;

/** Tells how a model's input is an image, if it is one. */
public final class InputLayout {
  private static final int MOST_CHANNELS = 4;

  private InputLayout() {}

  /**
   * The layout of one sample of which only the shape is known.
   *
   * @param sample its shape, without a batch axis
   * @return by where the short axis is; empty for what is no image, or might be one either way
   */
  public static Optional<ImageLayout> of(int[] sample) {
    if (sample.length == 2) {
      return Optional.of(ImageLayout.HW);
    }
    if (sample.length != 3) {
      return Optional.empty();
    }
    boolean first = sample[0] <= MOST_CHANNELS;
    boolean last = sample[2] <= MOST_CHANNELS;
    if (first == last) {
      return first ? Optional.of(ImageLayout.HWC) : Optional.empty();
    }
    return Optional.of(first ? ImageLayout.CHW : ImageLayout.HWC);
  }

  /**
   * The layout of one sample, without the batch axis.
   *
   * @param graph the model
   * @return by where the short axis is, or else by its first convolution (an exporter may transpose
   *     before it); empty for what is no image
   */
  public static Optional<ImageLayout> of(Graph graph) {
    int rank = graph.input().shape().rank();
    if (rank == 3) {
      return Optional.of(ImageLayout.HW);
    }
    if (rank != 4) {
      return Optional.empty();
    }
    boolean first = graph.input().shape().extent(1) <= MOST_CHANNELS;
    boolean last = graph.input().shape().extent(3) <= MOST_CHANNELS;
    if (first != last) {
      return Optional.of(first ? ImageLayout.CHW : ImageLayout.HWC);
    }
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Convolution convolution) {
        boolean channelsFirst = convolution.layout() == Layout.CHANNELS_FIRST;
        return Optional.of(channelsFirst ? ImageLayout.CHW : ImageLayout.HWC);
      }
    }
    return first ? Optional.of(ImageLayout.HWC) : Optional.empty();
  }
}
