package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.jobs.input.LossChoice;
import io.plumbline.jobs.input.ModelAndSamples;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that say what gradients are of: model, samples and loss. */
final class SampleOptions {
  @Parameters(paramLabel = "MODEL", description = "An .onnx or .keras file.")
  private Path model;

  @Mixin private ModelOptions choices;

  @Option(
      names = "--input",
      paramLabel = "X.npy",
      description = "One sample in the model's input shape, or a batch; floating-point.")
  private @Nullable Path input;

  @Option(
      names = "--label",
      paramLabel = "N|Y.npy",
      description =
          "One class for all samples, or as many: whole numbers (N,), or weights or targets (N,"
              + " outputs). Where the output has scores at several positions, a class for each:"
              + " the output's shape without the axis of the classes.")
  private @Nullable String label;

  @Option(
      names = "--image",
      paramLabel = "I",
      description = "An MNIST test image, from 0, in place of --input and --label.")
  private @Nullable Integer image;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "With --image: IDX files in place of MNIST, gzipped or not.")
  private @Nullable Path data;

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      description =
          "cross-entropy (default), nll, mse (mean over the outputs), logit or probability (of the"
              + " label); value, the model's one output itself (default where it has one).")
  private @Nullable String loss;

  @Option(
      names = "--ignore-index",
      paramLabel = "K",
      description = "Positions of this label do not count; -100 by default, as in PyTorch.")
  private long ignored = ModelAndSamples.IGNORED;

  @Option(
      names = "--clip-probabilities",
      description =
          "Cross-entropy as Keras computes it from probabilities: clipped to [1e-7, 1 - 1e-7].")
  private boolean clipProbabilities;

  @Option(names = "--logits", description = "The model's output is scores before any softmax.")
  private boolean logits;

  @Option(names = "--probabilities", description = "The model's output is probabilities.")
  private boolean probabilities;

  ModelAndSamples read() {
    return new ModelAndSamples(
        model,
        choices.read(),
        Optional.ofNullable(input),
        Optional.ofNullable(label),
        image == null ? OptionalInt.empty() : OptionalInt.of(image),
        Optional.ofNullable(data),
        Optional.ofNullable(loss)
            .map(given -> choice("--loss", given, List.of(LossChoice.values()))),
        clipProbabilities,
        ignored,
        kind());
  }

  private Optional<OutputKind> kind() {
    if (logits && probabilities) {
      throw new InvalidInputException(
          "--logits and --probabilities (both given) must be given one at a time");
    }
    if (logits) {
      return Optional.of(OutputKind.LOGITS);
    }
    return probabilities ? Optional.of(OutputKind.PROBABILITIES) : Optional.empty();
  }

  /** The constant that a word stands for. */
  static <E extends Enum<E>> E choice(String option, String given, List<E> all) {
    for (E each : all) {
      if (word(each).equals(given)) {
        return each;
      }
    }
    String words = all.stream().map(SampleOptions::word).collect(Collectors.joining(", "));
    throw new InvalidInputException(option + " (" + given + ") must be one of " + words);
  }

  private static String word(Enum<?> value) {
    return value.toString().toLowerCase(Locale.ROOT);
  }
}
