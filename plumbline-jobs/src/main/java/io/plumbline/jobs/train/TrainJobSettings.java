package io.plumbline.jobs.train;

import io.plumbline.attack.training.RobustTrainingOptions;
import io.plumbline.core.InvalidInputException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to train, and how.
 *
 * @param training how
 * @param out the network's file
 * @param checkpoint the state's file
 * @param resume whether to go on from the checkpoint
 * @param data where images are from; MNIST where absent
 * @param count how many test images are attacked at the end
 */
public record TrainJobSettings(
    RobustTrainingOptions training,
    Path out,
    Path checkpoint,
    boolean resume,
    Optional<Path> data,
    int count) {
  /**
   * Checks what can be checked without data.
   *
   * @throws InvalidInputException if the count is below 1
   */
  public TrainJobSettings {
    if (count < 1) {
      throw new InvalidInputException("count (" + count + ") must be at least 1");
    }
  }
}
