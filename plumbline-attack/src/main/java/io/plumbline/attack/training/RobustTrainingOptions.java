package io.plumbline.attack.training;

import io.plumbline.core.InvalidInputException;
import io.plumbline.djl.TrainingOptions;
import java.util.Optional;

/**
 * How to train.
 *
 * @param training epochs, batches, learning rate, seed
 * @param adversary who attacks the batches
 * @param patience after how many epochs without a better one training stops early; empty to train
 *     all epochs
 */
public record RobustTrainingOptions(
    TrainingOptions training, Adversary adversary, Optional<Integer> patience) {
  /**
   * Checks the patience.
   *
   * @throws InvalidInputException if it is below 1
   */
  public RobustTrainingOptions {
    if (patience.isPresent() && patience.get() < 1) {
      throw new InvalidInputException("patience (" + patience.get() + ") must be at least 1");
    }
  }

  /** All that the weights of an epoch depend on, in words: a checkpoint is of one such training. */
  String describe() {
    return "seed %s, batch size %s, learning rate %s, validation split %s, %s"
        .formatted(
            training.seed(),
            training.batchSize(),
            training.learningRate(),
            training.validationSplit(),
            adversary.describe());
  }
}
