package io.plumbline.djl;

import io.plumbline.network.graph.Graph;
import java.util.List;

/**
 * All that training needs to go on as if it had never stopped.
 *
 * @param graph the network with its weights
 * @param epoch the number of epochs completed
 * @param step the number of steps made
 * @param mean Adam's first moments, for each trainable parameter in the order of {@link
 *     Graph#parameters()}, in C order of its shape
 * @param variance Adam's second moments, likewise
 */
public record TrainingState(
    Graph graph, int epoch, long step, List<float[]> mean, List<float[]> variance) {
  /** Copies the lists, not the arrays. */
  public TrainingState {
    mean = List.copyOf(mean);
    variance = List.copyOf(variance);
  }
}
