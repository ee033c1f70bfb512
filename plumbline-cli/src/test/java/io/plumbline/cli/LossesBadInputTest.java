package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import io.plumbline.testing.Fixtures;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way of getting a loss wrong: one line that says what would be right, and exit code 2. */
class LossesBadInputTest {
  private static final Path FOLDER = Fixtures.path("losses/losses.csv").getParent();

  @TempDir private static Path directory;

  @BeforeAll
  static void makeFiles() {
    Npy.write(directory.resolve("nan.npy"), NpyArray.of(new double[] {0, 1, Double.NaN, 0, 1}, 5));
    Npy.write(directory.resolve("without.npy"), NpyArray.of(new double[0], 0));
    Npy.write(directory.resolve("beyond.npy"), NpyArray.of(NpyType.UINT64, new long[] {-1, 1}, 2));
    Npy.write(directory.resolve("none.npy"), NpyArray.of(new double[5], 5));
    Npy.write(directory.resolve("less.npy"), NpyArray.of(new double[] {1, -1, 1, 1, 1}, 5));
    Npy.write(directory.resolve("five.npy"), NpyArray.of(new double[30], 5, 6));
    Npy.write(directory.resolve("even.npy"), NpyArray.of(new double[96], 2, 3, 4, 4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scores | --loss bce-logits | --label (missing) must be given with --input: a class or a .npy"
            + " file",
        "scores | --loss bce-logits --label 3 | --label (3) must be a .npy file for --loss bce-logits,"
            + " of the output's shape (5,)",
        "one | --loss bce-logits --label two | --label (two) must be a number or a .npy file",
        "one | --loss bce-logits --label 2 | --label (2.0) must be from 0 to 1, a target of --loss"
            + " bce-logits",
        "scores | --loss bce-logits --label t-real.npy | t-real.npy: value 0 (@) must be from 0 to 1,"
            + " a target of --loss bce-logits",
        "scores | --loss hinge --label t-hard.npy | t-hard.npy: value 0 (0.0) must be -1 or 1, a"
            + " target of --loss hinge",
        "scores | --loss kl --label less.npy | less.npy: value 1 (-1.0) must be at least 0, a target of"
            + " --loss kl",
        "scores | --loss mae --label nan.npy | nan.npy: value 2 (NaN) must be finite",
        "scores | --loss mae --label t-maps.npy | t-maps.npy: shape (2, 3, 4, 4) must be the output's,"
            + " (5,), or that of a batch of 2",
        "scores | --loss cosine --label none.npy | target (0 along its axis) must have a direction",
        "scores | --loss bce --label t-parts.npy | --loss (bce) must be of probabilities, and an output"
            + " is @: --loss bce-logits is of scores",
        "sigmoid | --loss bce-logits --label t-parts.npy | --loss (bce-logits) must be of scores, and"
            + " sigmoid.onnx ends in a sigmoid: --loss bce is of probabilities",
        "one | --loss kl --label 1 | --loss (kl) must be of at least 2 outputs, and of one it is"
            + " constant",
        "scores | --loss dot | --weights (missing) must be given with --loss dot: a weight for each"
            + " output, as .npy",
        "scores | --weights w-three.npy | w-three.npy: shape (3,) must be the output's, (5,), or that"
            + " of a batch of 2",
        "scores | --weights w-five.npy --label 3 | --label (3) must not be given with --loss dot, which"
            + " takes --weights",
        "scores | --weights w-five.npy --label 3 --loss logit | --weights (@/w-five.npy) must be with"
            + " --loss dot, not logit",
        "scores | --loss triplet --positive x-positive.npy | --positive and --negative (one of them"
            + " missing) must both be given with --loss triplet: an input like each sample, and one"
            + " unlike it",
        "scores | --loss contrastive | --positive or --negative (missing) must be given with --loss"
            + " contrastive: an input like each sample, or one unlike it",
        "scores | --loss contrastive --positive x-positive.npy --negative x-negative.npy | --positive or"
            + " --negative (both given) must be given with --loss contrastive: an input like each"
            + " sample, or one unlike it",
        "scores | --loss contrastive --positive x-positive.npy --margin 2 | --margin (2.0) must be with"
            + " --negative: samples alike have none",
        "scores | --loss contrastive --negative x-negative.npy --margin 0 | --margin (0.0) must be"
            + " positive and finite",
        "scores | --loss triplet --positive x-positive.npy --negative x-negative.npy --label 3 | --label"
            + " (3) must not be given with --loss triplet, which takes --positive and --negative",
        "scores | --loss triplet --positive x-positive.npy --negative x-image.npy | x-image.npy: shape"
            + " (2, 2, 4, 4) must be the model's input shape (6,), or that of a batch, with the number"
            + " of samples before it",
        "scores | --loss contrastive --positive five.npy | --positive (five.npy, 5 samples) must hold"
            + " one for each of the 2 of --input, or one for all",
        "scores | --positive x-positive.npy --label 3 | --positive (@/x-positive.npy) must be with --loss"
            + " triplet, contrastive, not cross-entropy",
        "scores | --label 3 --reduction none | --reduction (none) must be mean or sum: a gradient is of"
            + " one number, and --loss dot says which of several",
        "scores | --loss dice --label t-hard.npy --reduction sum | --reduction (sum) must be with"
            + " --loss cross-entropy, nll, mse, mae, huber, hinge, bce, bce-logits, focal, kl, not dice",
        "scores | --loss mse --label t-real.npy --label-smoothing 0.1 | --label-smoothing (0.1) must be"
            + " with --loss cross-entropy, nll, not mse",
        "scores | --label 3 --label-smoothing 1.5 | --label-smoothing (1.5) must be at least 0 and at"
            + " most 1",
        "scores | --label 3 --class-weights without.npy | --class-weights (0 numbers) must be as many as"
            + " classes",
        "scores | --label beyond.npy | beyond.npy: value 0 (18446744073709551615) must be at most"
            + " 9223372036854775807",
        "scores | --label 3 --class-weights w-three.npy | --class-weights (3 numbers) must be as many"
            + " as classes, 5",
        "scores | --label 3 --class-weights less.npy | --class-weights (one is -1.0) must be at least 0"
            + " and finite",
        "scores | --label 3 --class-weights none.npy | labels (of class weight 0) must have one whose"
            + " class weighs more",
        "pixels | --loss kl --label t-maps.npy | --class-axis (missing) must say which axis of the"
            + " output (1, 3, 4, 4) has the classes, the batch's counted: 1, or -1 for the last",
        "pixels | --loss kl --label t-maps.npy --class-axis 4 | --class-axis (4) must be from 1 to 3,"
            + " an axis of the output behind the batch's, or from -1 to -3",
        "pixels | --label even.npy | even.npy: labels must sum to 1 along one axis of the output (3, 4,"
            + " 4), that of the classes, or --class-axis must say which it is",
        "scores | --loss model --label t-real.npy | --loss-model (missing) must be given with --loss"
            + " model: an .onnx file",
        "scores | --loss-model log-cosh.onnx | --label (missing) must be given with --input:"
            + " log-cosh.onnx takes it as target",
        "scores | --loss-model energy.onnx --label 3 | --label (3) must not be given with --loss-model"
            + " energy.onnx, which has one input",
        "scores | --loss-model three.onnx --label t-real.npy | three.onnx: inputs (output, target,"
            + " more) must be output and target",
        "scores | --loss-model each.onnx --label t-real.npy | each.onnx: output (1, 5) must be one"
            + " number for a sample: the loss, not one for each output",
        "scores | --loss-model log-cosh.onnx --label nan.npy | nan.npy: value 2 (NaN) must be finite",
        "scores | --loss-model log-cosh.onnx --label t-maps.npy | log-cosh.onnx: behind the output (5,) and"
            + " the target (3, 4, 4): input target: shape (3, 4, 4) must be that of the file, (N, 5)",
        "pixels | --loss-model energy.onnx | energy.onnx: input output (1, 5) must have the shape of the"
            + " output of pixels.onnx, (1, 3, 4, 4)",
        "scores | --loss-model t-real.npy --label t-real.npy | t-real.npy: must be an ONNX model, and"
            + " is damaged or of another kind",
        "scores | --loss-model log-cosh.onnx --loss mse --label t-real.npy | --loss-model (@) must be"
            + " with --loss model, not mse",
        "scores | --loss bce-logits --label t-parts.npy --black-box --gradient sse.npy | --loss"
            + " (bce-logits) must not be with --black-box: it is a graph on top of a model that is read",
      })
  void oneLine(String model, String options, String line) {
    String input = model.equals("pixels") ? "x-image.npy" : "x-vector.npy";
    String words = "check " + FOLDER.resolve(model + ".onnx") + " --input " + input + " " + options;
    Printed printed =
        Printed.by(
            Arrays.stream(words.split(" "))
                .map(
                    word ->
                        word.matches(".*\\.(npy|onnx)") && !word.startsWith("/")
                            ? file(word)
                            : word)
                .toArray(String[]::new));
    String[] around = ("plumbline: " + line + System.lineSeparator()).split("@", 2);
    assertThat(printed.err()).startsWith(around[0]).endsWith(around[around.length - 1]);
    assertThat(printed.err()).hasLineCount(1);
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
  }

  private static String file(String name) {
    Path made = directory.resolve(name);
    return (made.toFile().exists() ? made : FOLDER.resolve(name)).toString();
  }
}
