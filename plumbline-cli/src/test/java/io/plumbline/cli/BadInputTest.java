package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Op;
import io.plumbline.graph.Slice;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import io.plumbline.readers.onnx.write.OnnxWriter;
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

/** Every way of getting {@code run} wrong: one line, exit code 2, and nothing left behind. */
class BadInputTest {
  @TempDir private static Path directory;

  @BeforeAll
  static void makeFiles() throws IOException {
    SmallMnist.in(directory.resolve("data"));
    Files.createDirectory(directory.resolve("empty"));
    Files.createDirectory(directory.resolve("others"));
    Files.writeString(directory.resolve("others/thesis.tex"), "mine");
    Files.writeString(directory.resolve("file"), "a file");
    Path seed = directory.resolve("seed.onnx");
    Files.copy(Fixtures.path("models/seed.onnx"), seed);
    byte[] model = Files.readAllBytes(seed);
    Files.write(directory.resolve("cut.onnx"), Arrays.copyOf(model, model.length - 1000));
    Files.write(directory.resolve("none.onnx"), new byte[0]);
    Files.writeString(directory.resolve("text.onnx"), "this is not a model\n".repeat(100));
    writeModel("ten.onnx", Tensor.shapeOf(1, 10));
    writeModel("few.onnx", Tensor.shapeOf(1, 784), 1);
    data("cut-data", bytes -> Arrays.copyOf(bytes, bytes.length / 2));
    data("wrong-magic", bytes -> with(bytes, 2, 7));
    data("wrong-count", bytes -> with(bytes, 7, 99));
  }

  private static void writeModel(String name, Shape input, int... keep) {
    Graph.Builder builder = Graph.builder(name);
    Value x = builder.input("x", input);
    Op op =
        keep.length == 0
            ? new Softmax(1)
            : new Slice(new int[] {0, 0}, new int[] {1, 1}, Tensor.shapeOf(1, keep[0]));
    OnnxWriter.write(builder.build(builder.add("out", "Out", op, x)), directory.resolve(name));
  }

  private interface Damage {
    byte[] to(byte[] bytes);
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    bytes[at] = (byte) value;
    return bytes;
  }

  private static void data(String name, Damage damage) throws IOException {
    Path images = SmallMnist.in(directory.resolve(name)).resolve("t10k-images-idx3-ubyte");
    Files.write(images, damage.to(Files.readAllBytes(images)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--image 100 | image (100) must be between 0 and 99",
        "--image -1 | image (-1) must be at least 0",
        "--image two | --image (two) must be a whole number; see plumbline run --help",
        "--image 99999999999 | --image (99999999999) must be a whole number from -2147483648 to 2147483647;"
            + " see plumbline run --help",
        "--h 0 | h (0.0) must be positive and finite",
        "--h -1e-3 | h (-0.001) must be positive and finite",
        "--h NaN | h (NaN) must be positive and finite",
        "--h Infinity | h (Infinity) must be positive and finite",
        "--h 1e-12 | h (1.0E-12) must be large enough that x + h differs from x in float32:"
            + " at coordinate 128, x is 0.14901961386203766",
        "--h small | --h (small) must be a number; see plumbline run --help",
        "--tile 0 | tile (0) must be at least 1",
        "--tile 29 | tile (29) must be at most the image's side, 28",
        "--epochs 0 | epochs (0) must be at least 1",
        "--epochs -3 | epochs (-3) must be at least 1",
        "--epsilon -0.1 | epsilon (-0.1) must be at least 0 and finite",
        "--epsilon NaN | epsilon (NaN) must be at least 0 and finite",
        "--seed x | --seed (x) must be a whole number; see plumbline run --help",
        "--model @/missing.onnx | model (@/missing.onnx) must be a file",
        "--model @/empty | model (@/empty) must be a file",
        "--model @/none.onnx | none.onnx: must not be empty",
        "--model @/cut.onnx | cut.onnx: ...",
        "--model @/text.onnx | text.onnx: ...",
        "--model @/ten.onnx | ten.onnx: input (1, 10) must have as many values as an image,"
            + " 28 x 28 = 784",
        "--model @/few.onnx | label (1) must be at least 0 and below 1",
        "--data @/nowhere | directory (@/nowhere) must be an existing directory",
        "--data @/empty | directory (@/empty) must hold t10k-images-idx3-ubyte or"
            + " t10k-images.idx3-ubyte, with or without .gz",
        "--data @/cut-data | ...t10k-images-idx3-ubyte...",
        "--data @/wrong-magic | ...t10k-images-idx3-ubyte...",
        "--data @/wrong-count | ...t10k-...",
        "--out @/file | output directory (@/file) must be writable: not a directory",
        "--out @/file/below | output directory (@/file/below) must be writable: not a directory",
        "--out @/others | output directory (@/others) must be new, empty or of an earlier run",
        "--out /proc/nowhere | output directory (/proc/nowhere) must be writable: ...",
        "--imgae 2 | unknown option '--imgae'; did you mean --image? See plumbline run --help",
        "2 | unknown argument '2'; see plumbline run --help",
      })
  void isOneLine(String options, String expected) throws IOException {
    Path out = directory.resolve("out");
    String given = options.replace("@", directory.toString());
    String defaults = " --data " + directory + "/data --out " + out;
    for (String option : given.split(" ")) {
      defaults = defaults.replaceAll(" " + option + " \\S+", "");
    }
    long before = entries();

    Printed printed = Printed.by(("run " + given + defaults).split(" "));

    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err()).hasLineCount(1).startsWith("plumbline: ");
    String line = printed.err().substring("plumbline: ".length()).strip();
    String[] parts = expected.replace("@", directory.toString()).split("\\.\\.\\.", -1);
    assertThat(line).startsWith(parts[0]).endsWith(parts[parts.length - 1]).contains(parts);
    if (parts.length == 1) {
      assertThat(line).isEqualTo(parts[0]);
    }
    assertThat(printed.out()).isEmpty();
    assertThat(out).doesNotExist();
    assertThat(entries()).isEqualTo(before);
  }

  private static long entries() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.count();
    }
  }
}
