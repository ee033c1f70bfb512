package io.plumbline.cli;

import io.plumbline.jobs.input.ArrayLayout;
import io.plumbline.jobs.input.Preprocessing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what becomes of an input before the model sees it. */
final class InputOptions {
  @Option(
      names = "--scale",
      paramLabel = "S",
      description = "What the input is multiplied by first, such as 1/255.")
  private @Nullable Double scale;

  @Option(
      names = "--mean",
      paramLabel = "M",
      split = ",",
      description = "What is subtracted then: one number, or one for each channel, by commas.")
  private List<Double> mean = List.of();

  @Option(
      names = "--std",
      paramLabel = "S",
      split = ",",
      description = "What it is divided by then: one number, or one for each channel.")
  private List<Double> std = List.of();

  @Option(
      names = "--layout",
      paramLabel = "L",
      description =
          "Where the array has its channels, if not where the model has them: hwc, chw, nhwc, nchw.")
  private @Nullable String layout;

  Preprocessing read() {
    return new Preprocessing(
        scale == null ? OptionalDouble.empty() : OptionalDouble.of(scale),
        mean,
        std,
        Optional.ofNullable(layout)
            .map(given -> SampleOptions.choice("--layout", given, List.of(ArrayLayout.values()))));
  }
}
