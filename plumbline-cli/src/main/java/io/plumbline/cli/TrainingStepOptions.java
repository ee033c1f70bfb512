package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.check.outcome.TrainingSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How the model computed where the gradient is one of a training step. */
final class TrainingStepOptions {
  @Option(
      names = "--training",
      description =
          "The gradient was taken in training mode, on purpose: batch normalizations take the"
              + " statistics of the batch, and one gradient is of all its samples.")
  private boolean training;

  @Option(
      names = "--mask",
      paramLabel = "NAME=M.npy",
      description =
          "What a dropout multiplied by: 0 for what it dropped, 1/(1 - rate) for the rest, samples"
              + " first. NAME is the dropout's, or that of the layer in front of one that the export"
              + " left out; once for each. A dropout without a mask is not active.")
  private Map<String, Path> masks = new LinkedHashMap<>();

  Optional<TrainingSettings> read() {
    if (!training && !masks.isEmpty()) {
      throw new InvalidInputException("--mask (given) must be with --training");
    }
    return training ? Optional.of(new TrainingSettings(masks)) : Optional.empty();
  }
}
