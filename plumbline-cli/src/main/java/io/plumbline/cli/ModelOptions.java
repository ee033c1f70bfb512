package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.input.ModelChoices;
import io.plumbline.readers.options.ReadOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what a model's file leaves open. */
final class ModelOptions {
  @Option(
      names = "--input-name",
      paramLabel = "NAME",
      description =
          "Which of several inputs the gradient is by; also a value inside the model, such as that"
              + " behind an embedding.")
  private @Nullable String input;

  @Option(
      names = "--output",
      paramLabel = "NAME",
      description = "Which of several outputs the loss is of; also a value inside the model.")
  private @Nullable String output;

  @Option(
      names = "--hold",
      paramLabel = "NAME=FILE.npy",
      description = "What another input holds; once for each.")
  private Map<String, Path> held = new LinkedHashMap<>();

  @Option(
      names = "--batch-axis",
      paramLabel = "none|K",
      description = "The input's axis that counts samples, where the file does not say it.")
  private @Nullable String batchAxis;

  ModelChoices read() {
    return new ModelChoices(
        Optional.ofNullable(input), Optional.ofNullable(output), Map.copyOf(held), axis());
  }

  private OptionalInt axis() {
    if (batchAxis == null) {
      return OptionalInt.empty();
    }
    if (batchAxis.equals("none")) {
      return OptionalInt.of(ReadOptions.NO_BATCH);
    }
    if (!batchAxis.matches("\\d{1,2}")) {
      throw new InvalidInputException(
          "--batch-axis (" + batchAxis + ") must be none or an axis from 0");
    }
    return OptionalInt.of(Integer.parseInt(batchAxis));
  }
}
