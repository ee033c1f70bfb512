package io.plumbline.djl;

import io.plumbline.core.InvalidInputException;

/**
 * How to train.
 *
 * @param epochs how often each example is seen, at least 1
 * @param batchSize examples for each step, at least 1
 * @param learningRate of Adam, above 0
 * @param validationSplit the last share of the examples, in order, that is kept from training; from
 *     0 to below 1
 * @param seed of the order of examples and of dropout; the kernels have their own
 */
public record TrainingOptions(
    int epochs, int batchSize, double learningRate, double validationSplit, long seed) {
  /**
   * Checks the numbers.
   *
   * @throws InvalidInputException if one is out of its range
   */
  public TrainingOptions {
    require(epochs >= 1, "epochs", epochs, "at least 1");
    require(batchSize >= 1, "batch size", batchSize, "at least 1");
    require(
        learningRate > 0 && learningRate < Double.POSITIVE_INFINITY,
        "learning rate",
        learningRate,
        "above 0 and finite");
    require(
        validationSplit >= 0 && validationSplit < 1,
        "validation split",
        validationSplit,
        "at least 0 and below 1");
  }

  /**
   * As the original question trains: one epoch, batches of 128, a learning rate of 0.001, the last
   * tenth for validation.
   *
   * @param seed of the order of examples and of dropout
   * @return the options
   */
  public static TrainingOptions original(long seed) {
    return new TrainingOptions(1, 128, 1e-3, 0.1, seed);
  }

  /**
   * These options with another number of epochs.
   *
   * @param number at least 1
   * @return new options
   */
  public TrainingOptions withEpochs(int number) {
    return new TrainingOptions(number, batchSize, learningRate, validationSplit, seed);
  }

  /**
   * These options with another batch size.
   *
   * @param size at least 1
   * @return new options
   */
  public TrainingOptions withBatchSize(int size) {
    return new TrainingOptions(epochs, size, learningRate, validationSplit, seed);
  }

  /**
   * These options with another learning rate.
   *
   * @param rate above 0
   * @return new options
   */
  public TrainingOptions withLearningRate(double rate) {
    return new TrainingOptions(epochs, batchSize, rate, validationSplit, seed);
  }

  /**
   * These options with another validation split.
   *
   * @param share from 0 to below 1
   * @return new options
   */
  public TrainingOptions withValidationSplit(double share) {
    return new TrainingOptions(epochs, batchSize, learningRate, share, seed);
  }

  private static void require(boolean condition, String name, Number value, String what) {
    if (!condition) {
      throw new InvalidInputException(name + " (" + value + ") must be " + what);
    }
  }
}
