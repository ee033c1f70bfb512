package io.plumbline.cli;

import io.plumbline.jobs.check.outcome.By;
import picocli.CommandLine.Option;

/** The option that says what gradients are by. */
final class TensorOptions {
  @Option(
      names = "--by",
      paramLabel = "TENSOR",
      description =
          "What the gradient is by: input (default), parameters (all weights), or the name of one"
              + " weight or of one value inside the model.")
  private String by = "input";

  By read() {
    return By.parse(by);
  }
}
