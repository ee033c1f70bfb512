package io.plumbline.jobs.run.result;

import java.util.List;

/**
 * The layers of a model.
 *
 * @param name the model's name
 * @param layers in order of evaluation
 * @param parameters how many trainable numbers there are in all
 */
public record ModelSummary(String name, List<Layer> layers, long parameters) {
  /** Copies the list. */
  public ModelSummary {
    layers = List.copyOf(layers);
  }

  /**
   * A layer.
   *
   * @param name for example {@code conv2d}
   * @param kind for example {@code Conv2D 32, 3x3, relu}
   * @param outputShape for example {@code (None, 26, 26, 32)}
   * @param parameters how many trainable numbers it has
   */
  public record Layer(String name, String kind, String outputShape, long parameters) {}
}
