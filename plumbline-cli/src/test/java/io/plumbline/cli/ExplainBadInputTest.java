package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way of getting {@code explain} wrong: one line, exit code 2, and nothing written. */
class ExplainBadInputTest {
  @TempDir private static Path directory;

  @BeforeAll
  static void makeFiles() throws IOException {
    Files.copy(Fixtures.path("models/mlp.onnx"), directory.resolve("mlp.onnx"));
    write("x", NpyArray.of(new float[784], 28, 28, 1));
    write("xs", NpyArray.of(new float[3 * 784], 3, 28, 28, 1));
    write("g", NpyArray.of(new float[784], 28, 28, 1));
    float[] targets = new float[10];
    targets[0] = Float.NaN;
    write("t-nan", NpyArray.of(targets, 10));
    write("g-flat", NpyArray.of(new float[784], 784));
    write("g-small", NpyArray.of(new float[27 * 28], 27, 28));
    write("g-int", NpyArray.of(new long[784], 28, 28, 1));
    Files.writeString(directory.resolve("text.npy"), "not an array");
    Files.createDirectory(directory.resolve("folder"));
  }

  private static void write(String name, NpyArray array) {
    Npy.write(directory.resolve(name + ".npy"), array);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--h 0 | --h (0.0) must be positive and finite",
        "--h -1e-3 | --h (-0.001) must be positive and finite",
        "--h NaN | --h (NaN) must be positive and finite",
        "--h Infinity | --h (Infinity) must be positive and finite",
        "--h small | --h (small) must be a number; see plumbline explain --help",
        "--tile 0 | --tile (0) must be at least 1",
        "--tile -2 | --tile (-2) must be at least 1",
        "--tile 29 | tile (29) must be at most the image's side, 28",
        "--tile two | --tile (two) must be a whole number; see plumbline explain --help",
        "--index 1 | --index (1) must be at least 0 and below 1",
        "--black-box --loss sse | --loss (sse) must not be with --black-box: it is a graph on"
            + " top of a model that is read",
        "--black-box --by conv | --by and --inner (given) must not be with --black-box, which sees"
            + " the input alone",
        "--json folder | --json (@/folder) must not be a directory",
        "--json o --report o | --report (@/o) must be a file that nothing else is written to",
        "--report g.npy/o.html | output directory (@/g.npy) must be writable: not a directory",
      })
  void options(String more, String line) throws IOException {
    expect("--input x.npy --label 3 --analytic g.npy --numeric g.npy " + more, line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--input x.npy --label 3 --numeric g.npy | missing required option: '--analytic=G.npy'; see"
            + " plumbline explain --help",
        "--input x.npy --label 3 --analytic g.npy | missing required option: '--numeric=D.npy'; see"
            + " plumbline explain --help",
        "--analytic g.npy --numeric g.npy | --input and --label (missing) must be given, or --image"
            + " in their place",
        "--image 2 --index 0 --analytic g.npy --numeric g.npy | --index (0) must be given with"
            + " --input, not with --image",
        "--input xs.npy --label 3 --analytic g.npy --numeric g.npy | --index (missing) must say"
            + " which of the 3 samples is meant",
        "--input x.npy --label 3 --analytic missing.npy --numeric g.npy | file (@/missing.npy) must"
            + " exist",
        "--input x.npy --label 3 --analytic g-flat.npy --numeric g.npy | g-flat.npy: shape (784,)"
            + " must be that of a sample, (28, 28, 1), or differ from it by axes of size one only",
        "--input x.npy --label 3 --analytic g.npy --numeric g-small.npy | g-small.npy: shape (27,"
            + " 28) must be that of a sample, (28, 28, 1), or differ from it by axes of size one"
            + " only",
        "--input x.npy --label 3 --analytic g.npy --numeric g-int.npy | g-int.npy: type (int64) must"
            + " be float16, float32 or float64",
        "--input x.npy --loss mse --analytic g.npy --numeric g.npy | --label (missing) must be given"
            + " with --input: a class or a .npy file",
        "--input x.npy --loss bce --label 3 --analytic g.npy --numeric g.npy | --label (3) must be a"
            + " .npy file for --loss bce, of the output's shape (10,)",
        "--input x.npy --loss dot --analytic g.npy --numeric g.npy | --weights (missing) must be"
            + " given with --loss dot: a weight for each output, as .npy",
        "--input x.npy --loss mse --label t-nan.npy --analytic g.npy --numeric g.npy | t-nan.npy:"
            + " value 0 (NaN) must be finite",
        "--input x.npy --label 12 --analytic g.npy --numeric g.npy | --label (12) must be at least 0"
            + " and below 10",
      })
  void arraysAndSamples(String args, String line) throws IOException {
    expect(args, line);
  }

  private static void expect(String args, String line) throws IOException {
    Path json = directory.resolve("result.json");
    String words =
        "explain @/mlp.onnx " + args + (args.contains("--json") ? "" : " --json result.json");
    Printed printed =
        Printed.by(
            Arrays.stream(words.split(" +"))
                .map(word -> word.matches("[^-].*(npy|json|html).*|folder|o") ? "@/" + word : word)
                .map(word -> word.replace("@", directory.toString()))
                .toArray(String[]::new));
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
}
