package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way of getting {@code check} wrong: one line, exit code 2, and nothing written. */
class CheckBadInputTest {
  private static final int[] SAMPLE = {28, 28, 1};

  @TempDir private static Path directory;

  @BeforeAll
  static void makeFiles() throws IOException {
    model("mlp.onnx");
    model("torchres.onnx");
    write("x", NpyArray.of(new float[784], SAMPLE));
    write("xs", NpyArray.of(new float[3 * 784], 3, 28, 28, 1));
    write("x-flat", NpyArray.of(new float[784], 784));
    write("x-squeezed", NpyArray.of(new float[784], 28, 28));
    write("x-none", NpyArray.of(new float[0], 0, 28, 28, 1));
    write("x-empty", NpyArray.of(new float[0], 28, 0, 1));
    write("x-bytes", NpyArray.of(NpyType.UINT8, new long[784], SAMPLE));
    write("x-nan", NpyArray.of(with(5, Float.NaN), SAMPLE));
    write("x-infinite", NpyArray.of(with(783, Float.NEGATIVE_INFINITY), SAMPLE));
    write("g", NpyArray.of(new float[784], SAMPLE));
    write("g-half", NpyArray.of(NpyType.FLOAT16, new double[784], SAMPLE));
    write("g-int", NpyArray.of(new long[784], SAMPLE));
    write("g-bool", NpyArray.of(NpyType.BOOL, new long[784], SAMPLE));
    write("g-squeezed", NpyArray.of(new float[784], 28, 28));
    write("g-batched", NpyArray.of(new float[784], 1, 28, 28, 1));
    write("y-two", NpyArray.of(new long[] {1, 2}, 2));
    write("y-bad", NpyArray.of(new long[] {1, 10, 2}, 3));
    write("y-soft", NpyArray.of(new float[30], 10, 3));
    write("y-nan", NpyArray.of(new double[] {0, 0, 0, 0, Double.NaN, 0, 0, 0, 0, 1}, 10));
    write("y-floats", NpyArray.of(new float[3], 3));
    byte[] array = Files.readAllBytes(directory.resolve("g.npy"));
    Files.write(directory.resolve("g-cut.npy"), Arrays.copyOf(array, array.length - 8));
    Files.write(directory.resolve("g-empty.npy"), new byte[0]);
    Files.write(directory.resolve("g-complex.npy"), complex());
    Files.writeString(directory.resolve("text.npy"), "not an array");
    Files.createDirectory(directory.resolve("folder"));
  }

  private static void model(String name) throws IOException {
    Files.copy(Fixtures.path("models/" + name), directory.resolve(name));
  }

  private static void write(String name, NpyArray array) {
    Npy.write(directory.resolve(name + ".npy"), array);
  }

  private static float[] with(int index, float value) {
    float[] values = new float[784];
    values[index] = value;
    return values;
  }

  private static byte[] complex() {
    String header = "{'descr': '<c8', 'fortran_order': False, 'shape': (28, 28, 1), }";
    String text =
        "\u0093NUMPY\u0001\u0000\u0076\u0000" + header + " ".repeat(117 - header.length());
    byte[] start = (text + "\n").getBytes(StandardCharsets.ISO_8859_1);
    return Arrays.copyOf(start, start.length + 784 * 8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        " | --input and --label (missing) must be given, or --image in their place",
        "--input x.npy | --label (missing) must be given with --input: a class or a .npy file",
        "--label 3 | --input (missing) must be given with --label: samples as a .npy file, or a picture",
        "--image 2 --label 3 | --image (2) must be alone: it brings its own label, so --label cannot"
            + " be given too",
        "--image 2 --input x.npy | --image (2) must be alone: it brings its own input, so --input"
            + " cannot be given too",
        "--image 10000 | image (10000) must be between 0 and 9999",
        "--image -1 | image (-1) must be between 0 and 9999",
        "--image two | --image (two) must be a whole number; see plumbline check --help",
        "--input x.npy --label 3 --data folder | --data (@/folder) must be given with --image",
        "--image 2 --data folder | directory (@/folder) must hold t10k-images-idx3-ubyte or"
            + " t10k-images.idx3-ubyte, with or without .gz",
        "--input x.npy --label 3 --loss l2 | --loss (l2) must be one of cross-entropy, nll, mse,"
            + " sse, half-mse, half-sse, mae, huber, hinge, bce, bce-logits, focal, kl, cosine,"
            + " dice, triplet, contrastive, dot, logit, probability, value, output, model",
        "--input x.npy --label 3 --precision half | --precision (half) must be one of float64,"
            + " float32, float16, bfloat16, tf32, autocast; did you mean float16?",
        "--input x.npy --label 3 --coordinates some | --coordinates (some) must be auto, all, a"
            + " number of them, or their numbers with commas between",
        "--input x.npy --label 3 --tie-rule odd | --tie-rule (odd) must be one of any, first, last,"
            + " split",
        "--input x.npy --label 3 --batch-axis last | --batch-axis (last) must be none or an axis"
            + " from 0",
        "--input x.npy --label 3 --output y --black-box | --input-name, --output, --hold and"
            + " --batch-axis (given) must not be with --black-box, which takes the model as it is",
        "--image 2 --hold mask=none.npy | file (none.npy) must exist",
        "--image 2 --output y | mlp.onnx: --output (y) must be one of Identity:0",
        "--input x.npy --label 3 --time 0 | --time (0) must be a positive whole number with s, m or"
            + " h, such as 90s",
        "--input x.npy --label 3 --time soon | --time (soon) must be a positive whole number with"
            + " s, m or h, such as 90s",
        "--input x.npy --label 3 --rtol -1 | --rtol (-1.0) must be at least 0 and below 1",
        "--input x.npy --label 3 --rtol 1 | --rtol (1.0) must be at least 0 and below 1",
        "--input x.npy --label 3 --rtol NaN | --rtol (NaN) must be at least 0 and below 1",
        "--input x.npy --label 3 --gradient g.npy --names text.npy | --names (text.npy, 1 line) must"
            + " have 784 lines, one for each entry of the input (28, 28, 1), or as many as an axis has"
            + " places: 28",
        "--input x.npy --label 3 --by parameters --names text.npy | --names (text.npy) must be of a"
            + " gradient by the input, not with --by, --inner, --training or another derivative",
        "--input x.npy --label 3 --rtol much | --rtol (much) must be a number; see plumbline check"
            + " --help",
        "--input x.npy --label 3 --logits --probabilities | --logits and --probabilities (both"
            + " given) must be given one at a time",
        "--input x.npy --label 3 --clip-probabilities --loss mse | --clip-probabilities (given) must"
            + " be with --loss cross-entropy, bce, not mse",
        "--input missing.npy --label 3 | file (@/missing.npy) must exist",
        "--input x-flat.npy --label 3 | x-flat.npy: shape (784,) must be the model's input shape"
            + " (28, 28, 1), or that of a batch, with the number of samples before it; x.reshape(28, 28, 1)"
            + " has that shape",
        "--input x-squeezed.npy --label 3 | x-squeezed.npy: shape (28, 28) must be the model's input"
            + " shape (28, 28, 1), or that of a batch, with the number of samples before it; x[..., None]"
            + " has that shape",
        "--input x-none.npy --label 3 | x-none.npy: samples (0) must be at least 1",
        "--input x-empty.npy --label 3 | x-empty.npy: shape (28, 0, 1) must be the model's input shape"
            + " (28, 28, 1), or that of a batch, with the number of samples before it",
        "--input x-bytes.npy --label 3 | x-bytes.npy: type (uint8) must be float16, float32 or"
            + " float64, or come with --scale: 1/255 for a model of [0, 1], 1 for one of [0, 255]",
        "--input x-nan.npy --label 3 | x-nan.npy: value 5 (NaN) must be finite",
        "--input x-infinite.npy --label 3 | x-infinite.npy: value 783 (-Infinity) must be finite",
        "--input x.npy --label 10 | --label (10) must be at least 0 and below 10;"
            + " classes are counted from 0",
        "--input x.npy --label -1 | --label (-1) must be at least 0 and below 10",
        "--input x.npy --label three | --label (three) must be a class, a whole number, or a .npy"
            + " file",
        "--input xs.npy --label y-two.npy | y-two.npy: labels (2) must be 1 or as many as samples, 3",
        "--input xs.npy --label y-bad.npy | y-bad.npy: label (10) must be at least 0 and below 10;"
            + " classes are counted from 0",
        "--input xs.npy --label y-soft.npy | y-soft.npy: labels (float32 (10, 3)) must be whole"
            + " numbers of shape (3,), or floating-point weights of shape (3, 10)",
        "--input xs.npy --label y-floats.npy | y-floats.npy: labels (float32 (3,)) must be whole"
            + " numbers of shape (3,), or floating-point weights of shape (3, 10); y.astype(int) makes classes"
            + " of them",
        "--input x.npy --label y-nan.npy | y-nan.npy: sample 0: label weight (NaN) must be finite",
        "--input x.npy --label 3 --gradient g-squeezed.npy | g-squeezed.npy: gradient shape (28, 28)"
            + " must be that of the input, (28, 28, 1); g[..., None] has that shape",
        "--input x.npy --label 3 --gradient g-batched.npy | g-batched.npy: gradient shape"
            + " (1, 28, 28, 1) must be that of the input, (28, 28, 1); g[0] has that shape",
        "--input x.npy --label 3 --gradient g-int.npy | g-int.npy: type (int64) must be float16,"
            + " float32 or float64",
        "--input x.npy --label 3 --gradient g-bool.npy | g-bool.npy: type (bool) must be float16,"
            + " float32 or float64",
        "--input x.npy --label 3 --gradient g-half.npy --precision float32 | --precision (float32)"
            + " must be no finer than float16, which g-half.npy is stored in",
        "--input x.npy --label 3 --precision bfloat16 | --precision (bfloat16) must be float32 or"
            + " float64 where the engine computes the gradient",
        "--input x.npy --label 3 --gradient g.npy --json folder | --json (@/folder) must not be a"
            + " directory",
        "--input x.npy --label 3 --gradient g.npy --json o --junit o | --junit (@/o) must be a file"
            + " that nothing else is written to",
        "--input x.npy --label 3 --gradient g.npy --json g.npy/o.json | output directory (@/g.npy)"
            + " must be writable: not a directory",
      })
  void oneLineAndNothingWritten(String args, String line) throws IOException {
    expect("mlp.onnx", args == null ? "" : args, line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "g-cut.npy | g-cut.npy: ",
        "g-empty.npy | g-empty.npy: size (0 bytes) must be",
        "g-complex.npy | g-complex.npy: ",
        "missing.npy | ",
        "text.npy | text.npy: magic (",
      })
  void anUnsoundGradientIsOneLine(String file, String start) {
    Printed printed = check("mlp.onnx", "--input x.npy --label 3 --gradient " + file);
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err()).contains(start == null ? "missing.npy" : start).hasLineCount(1);
    assertThat(printed.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "torchres.onnx | --image 2 --probabilities | --probabilities (given) must be for a model that"
            + " ends in a softmax, and torchres.onnx ends in Gemm; without it the output is taken for scores",
        "nothing.onnx | --image 2 | model (@/nothing.onnx) must be a file",
      })
  void modelsThatDoNotFit(String model, String args, String line) throws IOException {
    expect(model, args, line);
  }

  private static void expect(String model, String args, String line) throws IOException {
    Path json = directory.resolve("result.json");
    String more = args.contains("--json") ? "" : " --json result.json";
    Printed printed = check(model, args + more);
    assertThat(printed.err())
        .isEqualTo(
            "plumbline: " + line.replace("@", directory.toString()) + System.lineSeparator());
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.out()).isEmpty();
    assertThat(json).doesNotExist();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(n -> n.endsWith(".tmp"));
    }
  }

  private static Printed check(String model, String args) {
    String words = "check " + directory.resolve(model) + " " + args;
    String[] given =
        Arrays.stream(words.split(" +"))
            .map(word -> word.matches(".*\\.npy.*|.*\\.json|folder|o") ? inDirectory(word) : word)
            .toArray(String[]::new);
    return Printed.by(given);
  }

  private static String inDirectory(String word) {
    return directory.resolve(word).toString();
  }
}
