package io.plumbline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.gson.JsonParser;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where results may go: for every command, nowhere that something would be lost. */
@Tag("slow")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "links, FIFOs and devices are Unix's")
class OutputsTest {
  @TempDir private Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    SmallMnist.in(directory.resolve("data"));
    Files.copy(Fixtures.path("models/seed.onnx"), file("seed.onnx"));
    Files.createSymbolicLink(file("seed-link"), Path.of("seed.onnx"));
    Files.createLink(file("seed-hard"), file("seed.onnx"));
    Files.createDirectories(file("earlier"));
    Files.copy(file("seed.onnx"), file("earlier/model.onnx"));
    Files.writeString(file("earlier/result.json"), "{}");
    Files.createDirectories(file("model"));
    Files.write(file("model/m.onnx"), linear().toByteArray());
    Files.write(
        file("model/weights.bin"),
        ByteBuffer.allocate(32)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putFloat(1)
            .putFloat(4, -2)
            .putFloat(12, 3)
            .array());
    Npy.write(file("x.npy"), NpyArray.of(new float[] {1, 2, 3, 4}, 1, 4));
    Npy.write(file("y.npy"), NpyArray.of(new long[] {1}, 1));
    Npy.write(file("g.npy"), NpyArray.of(new float[4], 1, 4));
    Npy.write(file("d.npy"), NpyArray.of(new float[4], 1, 4));
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  /** y = x W, with W in a file beside the model's. */
  private static ModelProto linear() {
    TensorProto weights =
        TensorProto.newBuilder()
            .setName("W")
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addDims(4)
            .addDims(2)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("location").setValue("weights.bin"))
            .build();
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
        .setGraph(
            GraphProto.newBuilder()
                .setName("g")
                .addNode(
                    NodeProto.newBuilder()
                        .setOpType("MatMul")
                        .addInput("x")
                        .addInput("W")
                        .addOutput("y"))
                .addInitializer(weights)
                .addInput(value("x", 4))
                .addOutput(value("y", 2)))
        .build();
  }

  private static ValueInfoProto value(String name, int extent) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(extent));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape)))
        .build();
  }

  private static final String CHECK = "check @/model/m.onnx --input @/x.npy --label 1";
  private static final String LABELS = "check @/model/m.onnx --input @/x.npy --label @/y.npy";
  private static final String EXPLAIN =
      "explain @/model/m.onnx --input @/x.npy --label 1 --analytic @/g.npy --numeric @/d.npy";

  private Printed command(String line) {
    return Printed.by(
        line.replace("LABELS", LABELS)
            .replace("CHECK", CHECK)
            .replace("EXPLAIN", EXPLAIN)
            .replace("@", directory.toString())
            .split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "check @/seed.onnx --image 2 --json @/seed.onnx | --json @/seed.onnx",
        "check @/seed.onnx --image 2 --junit @/seed-link | --junit @/seed-link",
        "check @/seed.onnx --image 2 --report @/seed-hard | --report @/seed-hard",
        "check @/seed-link --image 2 --json @/seed.onnx | --json @/seed.onnx",
        "check @/seed.onnx --image 2 --data @/data --json @/data/t10k-images-idx3-ubyte |"
            + " --json @/data/t10k-images-idx3-ubyte",
        "CHECK --gradient @/g.npy --json @/g.npy | --json @/g.npy",
        "CHECK --gradient @/g.npy --report @/x.npy | --report @/x.npy",
        "CHECK --gradient @/g.npy --junit @/model/weights.bin | --junit @/model/weights.bin",
        "CHECK --hold a=@/d.npy --gradient @/g.npy --json @/d.npy | --json @/d.npy",
        "LABELS --gradient @/g.npy --json @/y.npy | --json @/y.npy",
        "CHECK --gradient @/g.npy --black-box --json @/model/m.onnx | --json @/model/m.onnx",
        "EXPLAIN --json @/g.npy | --json @/g.npy",
        "EXPLAIN --report @/d.npy | --report @/d.npy",
        "EXPLAIN --report @/model/weights.bin | --report @/model/weights.bin",
        "attack @/seed.onnx --count 1 --json @/seed.onnx | --json @/seed.onnx",
        "attack @/seed.onnx --data @/data --report @/data/t10k-labels-idx1-ubyte |"
            + " --report @/data/t10k-labels-idx1-ubyte",
        "estimate @/seed.onnx --report @/seed-link | --report @/seed-link",
        "estimate @/seed.onnx --data @/data --json @/data/t10k-images-idx3-ubyte |"
            + " --json @/data/t10k-images-idx3-ubyte",
        "train --data @/data --out @/data/train-images-idx3-ubyte |"
            + " --out @/data/train-images-idx3-ubyte",
        "train --data @/data --out @/new.onnx --checkpoint @/data/t10k-labels-idx1-ubyte |"
            + " --checkpoint @/data/t10k-labels-idx1-ubyte",
      })
  void nothingThatIsReadIsWrittenTo(String line, String refused) throws IOException {
    String[] parts = refused.split(" ");
    assertRefused(
        line, parts[0] + " (" + parts[1] + ") must not be a file that is read: it would be lost");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run --model @/earlier/model.onnx --out @/earlier | output directory (@/earlier) must not"
            + " hold a file that is read: model.onnx would be lost",
        "CHECK --gradient @/g.npy --json @/o --junit @/o |"
            + " --junit (@/o) must be a file that nothing else is written to",
        "CHECK --gradient @/g.npy --json @/data/../o --report @/o |"
            + " --report (@/o) must be a file that nothing else is written to",
        "CHECK --gradient @/g.npy --json - --report /dev/stdout |"
            + " --report (/dev/stdout) must be a file that nothing else is written to",
        "attack @/seed.onnx --json @/o --report @/o |"
            + " --report (@/o) must be a file that nothing else is written to",
        "train --data @/data --out @/o --checkpoint @/o |"
            + " --checkpoint (@/o) must be a file that nothing else is written to",
        "train --data @/data --out - | --checkpoint (missing) must be given where --out (-) is no"
            + " file",
        "train --data @/data --out /dev/null | --checkpoint (missing) must be given where --out"
            + " (/dev/null) is no file",
      })
  void whatCannotBeIsOneLine(String line, String refused) throws IOException {
    assertRefused(line, refused);
  }

  private void assertRefused(String line, String refused) throws IOException {
    Map<String, String> before = contents();
    Printed printed = command(line);
    assertThat(printed.err().replace(directory.toString(), "@"))
        .isEqualTo("plumbline: " + refused + System.lineSeparator());
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.out()).isEmpty();
    assertThat(contents()).isEqualTo(before);
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        contents.put(path.toString(), java.util.Arrays.hashCode(Files.readAllBytes(path)) + "");
      }
    }
    return contents;
  }

  /** What a process did, with its standard output as it came. */
  private record Ended(int code, String out, String err) {}

  private Ended process(String redirection, String line) throws Exception {
    List<String> words = new ArrayList<>();
    for (String word : line.replace("CHECK", CHECK).split(" ")) {
      words.add("'" + word.replace("@", directory.toString()) + "'");
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path err = Files.createTempFile(directory, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "'%s' -cp \"$CP\" io.plumbline.cli.Main %s %s 2>'%s'"
                    .formatted(java, String.join(" ", words), redirection, err))
            .redirectErrorStream(true);
    builder.environment().put("CP", System.getProperty("java.class.path"));
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), out, Files.readString(err));
  }

  @Test
  void standardOutputIsTheResultAndNothingElse() throws Exception {
    for (String name : new String[] {"-", "/dev/stdout"}) {
      Ended ended = process("", "CHECK --gradient @/g.npy --json " + name);
      assertThat(Printed.complaints(ended.err())).isEmpty();
      assertThat(ended.code()).isEqualTo(ExitCode.GRADIENT_WRONG);
      assertThat(JsonParser.parseString(ended.out()).isJsonObject()).isTrue();
      assertThat(ended.out()).startsWith("{").endsWith("}\n");
    }
    assertThat(Files.exists(Path.of("-"))).isFalse();
  }

  @Test
  void whatIsWrittenThroughALinkOrIntoADeviceLeavesThemAsTheyAre() throws Exception {
    Path report = Files.writeString(file("report.html"), "old");
    Files.createSymbolicLink(file("link.html"), Path.of("report.html"));
    Printed printed = command("CHECK --gradient @/g.npy --json /dev/null --report @/link.html");
    assertThat(printed.code()).as(printed.err()).isEqualTo(ExitCode.GRADIENT_WRONG);
    assertThat(Files.isSymbolicLink(file("link.html"))).isTrue();
    assertThat(Files.readString(report)).endsWith("</html>\n");
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  @Test
  void aFullDiskIsOneLine() {
    assumeTrue(Files.exists(Path.of("/dev/full")));
    Printed printed = command("CHECK --gradient @/g.npy --json /dev/full");
    assertThat(printed.err())
        .isEqualTo(
            "plumbline: output file (/dev/full) must be writable: No space left on device"
                + System.lineSeparator());
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.out()).isEmpty();
  }

  @Test
  void whatIsPrintedAndLostIsNoSuccess() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")));
    for (String line :
        new String[] {"show @/seed.onnx", "--help", "CHECK --gradient @/g.npy --json -"}) {
      Ended ended = process(">/dev/full", line);
      assertThat(Printed.complaints(ended.err()))
          .isEqualTo(
              "plumbline: standard output (No space left on device) must take what is printed"
                  + System.lineSeparator());
      assertThat(ended.code()).isEqualTo(ExitCode.INTERNAL_ERROR);
    }
  }

  @Test
  void aReaderThatGoesEndsNothing() throws Exception {
    Ended ended = process("| true", "show @/seed.onnx");
    assertThat(Printed.complaints(ended.err())).isEmpty();
    assertThat(ended.code()).isEqualTo(ExitCode.FINE);
  }
}
