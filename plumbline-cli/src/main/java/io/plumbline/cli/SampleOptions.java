package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.slip.Spelling;
import io.plumbline.jobs.input.ModelAndSamples;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what gradients are of: model, samples and loss. */
final class SampleOptions {
  @Mixin private ModelOptions choices;

  @Option(
      names = "--input",
      paramLabel = "X.npy",
      description =
          "One sample in the model's input shape, or a batch; or a PNG or JPEG picture, or a folder"
              + " of pictures.")
  private @Nullable Path input;

  @Mixin private InputOptions preprocessing;

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

  @Mixin private LossOptions loss;

  /** Where to differentiate. */
  Optional<Path> input() {
    return Optional.ofNullable(input);
  }

  /** All of them, of a model. */
  ModelAndSamples read(Path model) {
    return new ModelAndSamples(
        model,
        choices.read(),
        input(),
        preprocessing.read(),
        Optional.ofNullable(label),
        image == null ? OptionalInt.empty() : OptionalInt.of(image),
        Optional.ofNullable(data),
        loss.read());
  }

  /** The constant that a word stands for. */
  static <E extends Enum<E>> E choice(String option, String given, List<E> all) {
    return choice(option, given, all, SampleOptions::word);
  }

  /** What a word stands for, each of which has one. */
  static <E> E choice(String option, String given, List<E> all, Function<E, String> word) {
    List<String> words = all.stream().map(word).toList();
    return Spelling.find(given, all, word)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    option
                        + " ("
                        + given
                        + ") must be one of "
                        + String.join(", ", words)
                        + Spelling.question(given, words)));
  }

  /** How a constant is asked for. */
  static String word(Enum<?> value) {
    return value.toString().toLowerCase(Locale.ROOT);
  }
}
