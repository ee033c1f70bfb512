package io.plumbline.run.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.network.eval.TieRule;
import io.plumbline.network.loss.OutputKind;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to check, and how.
 *
 * @param model an .onnx or .keras file
 * @param input samples as .npy; with a label
 * @param label a class, or labels as .npy
 * @param image a test image in place of input and label
 * @param data where the image is from; MNIST where absent
 * @param gradient to be checked, as .npy; the engine's where absent
 * @param loss which scalar it is of
 * @param clipProbabilities as Keras does
 * @param kind what the model's output is; its last layer says so where absent
 * @param precision of the gradient's arithmetic; its array says so where absent
 * @param relativeTolerance allowed beside rounding
 * @param tieRule the only one accepted; any consistent one where absent
 * @param selfTest whether to plant mistakes
 * @param files where to write the result
 */
public record CheckSettings(
    Path model,
    Optional<Path> input,
    Optional<String> label,
    OptionalInt image,
    Optional<Path> data,
    Optional<Path> gradient,
    LossChoice loss,
    boolean clipProbabilities,
    Optional<OutputKind> kind,
    Optional<Precision> precision,
    double relativeTolerance,
    Optional<TieRule.Among> tieRule,
    boolean selfTest,
    Files files) {

  /**
   * Where to write the result.
   *
   * @param json a JSON object
   * @param junit JUnit XML
   * @param report an HTML page
   */
  public record Files(Optional<Path> json, Optional<Path> junit, Optional<Path> report) {}

  /**
   * Checks that the options go together.
   *
   * @throws InvalidInputException if they contradict each other
   */
  public CheckSettings {
    if (image.isPresent()) {
      String alone = "--image (" + image.getAsInt() + ") must be alone: it brings its own ";
      require(input.isEmpty(), alone + "input, so --input cannot be given too");
      require(label.isEmpty(), alone + "label, so --label cannot be given too");
    } else {
      require(data.isEmpty(), "--data (" + data.orElse(null) + ") must be given with --image");
      require(
          input.isPresent() || label.isPresent(),
          "--input and --label (missing) must be given, or --image in their place");
      require(
          label.isPresent(),
          "--label (missing) must be given with --input: a class or a .npy file");
      require(
          input.isPresent(),
          "--input (missing) must be given with --label: samples as a .npy file");
    }
    require(
        !clipProbabilities || loss == LossChoice.CROSS_ENTROPY,
        "--clip-probabilities (given) must be with --loss cross-entropy, not " + loss);
    require(
        relativeTolerance >= 0 && relativeTolerance < 1,
        "--rtol (" + relativeTolerance + ") must be at least 0 and below 1");
  }

  private static void require(boolean holds, String line) {
    if (!holds) {
      throw new InvalidInputException(line);
    }
  }
}
