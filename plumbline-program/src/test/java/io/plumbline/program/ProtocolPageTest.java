package io.plumbline.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonParser;
import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.function.Shape;
import io.plumbline.core.verdict.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/program-protocol.md}: its vectors and loops are held against each other and us. */
@Tag("slow")
class ProtocolPageTest {
  private static final Path DOCS = Path.of("../docs").toAbsolutePath().normalize();
  private static final int MOST_LINES = 30;

  @TempDir private static Path directory;

  /** A question and its answer. */
  private record Vector(Framed question, Framed answer) {}

  /** A line and the numbers behind it. */
  private record Framed(String line, byte[] numbers) {
    byte[] bytes() throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      out.write(numbers);
      return out.toByteArray();
    }
  }

  private static List<Vector> vectors() throws IOException {
    List<Vector> vectors = new ArrayList<>();
    List<String> lines =
        Files.readAllLines(DOCS.resolve("program-protocol.md")).stream()
            .filter(line -> line.startsWith("> ") || line.startsWith("< "))
            .toList();
    int at = 0;
    while (at < lines.size()) {
      List<String> block = new ArrayList<>();
      do {
        block.add(lines.get(at++));
      } while (at < lines.size() && !lines.get(at).startsWith("> {"));
      vectors.add(new Vector(framed(block, "> "), framed(block, "< ")));
    }
    return vectors;
  }

  private static Framed framed(List<String> block, String mark) {
    List<String> own =
        block.stream()
            .filter(line -> line.startsWith(mark))
            .map(line -> line.substring(2))
            .toList();
    String digits = String.join("", own.subList(1, own.size())).replace(" ", "");
    return new Framed(own.get(0), HexFormat.of().parseHex(digits));
  }

  private static NamedArray tensor(String name, Datatype datatype, Shape shape, double... values) {
    return new NamedArray(name, datatype, shape, values);
  }

  @Test
  void questionsAreWrittenByteForByte() throws IOException {
    List<Vector> vectors = vectors();
    List<byte[]> written =
        List.of(
            Frame.describe(0),
            Frame.of(1, ProgramOp.VALUE, 1, List.of(x(Shape.of(1, 2), 1, -2)), List.of()),
            Frame.of(
                2, ProgramOp.VALUE, 2, List.of(x(Shape.of(2, 2), 1, 1, Double.NaN, 2)), List.of()),
            Frame.of(3, ProgramOp.GRADIENT, 1, List.of(x(Shape.of(1, 2, 1), 1, -2)), List.of()),
            Frame.of(
                4,
                ProgramOp.VJP,
                1,
                List.of(tensor("x", Datatype.FP32, Shape.of(1, 2), 1, -2)),
                List.of(tensor("y", Datatype.FP32, Shape.of(1), 0.5))),
            Frame.of(
                5,
                ProgramOp.VALUE,
                1,
                List.of(tensor("x", Datatype.FP16, Shape.of(1, 2), 1, -2)),
                List.of()),
            Frame.of(
                6, ProgramOp.VALUE_WITH_GRADIENT, 1, List.of(x(Shape.of(1, 1), 3)), List.of()));
    assertThat(vectors).hasSameSizeAs(written);
    for (int k = 0; k < written.size(); k++) {
      assertThat(written.get(k)).as("question %d", k).isEqualTo(vectors.get(k).question.bytes());
    }
  }

  private static NamedArray x(Shape shape, double... values) {
    return tensor("x", Datatype.FP64, shape, values);
  }

  @Test
  void answersAreRead() throws IOException {
    List<Vector> vectors = vectors();
    assertThat(answers(vectors.get(0)).declared(0).serves())
        .containsExactlyInAnyOrder(ProgramOp.VALUE, ProgramOp.GRADIENT);
    assertThat(answers(vectors.get(1)).tensors(1, 1).get(0).values()).containsExactly(5);
    assertThat(answers(vectors.get(2)).tensors(2, 2).get(0).values())
        .containsExactly(2, Double.NaN);
    NamedArray gradient = answers(vectors.get(3)).tensors(3, 1).get(0);
    assertThat(gradient.name()).isEqualTo("x");
    assertThat(gradient.shape()).isEqualTo(Shape.of(1, 2, 1));
    assertThat(gradient.values()).containsExactly(2, -4);
    assertThatThrownBy(() -> answers(vectors.get(4)).tensors(4, 1))
        .isInstanceOf(Refusal.class)
        .hasMessage("the radius is negative");
    NamedArray half = answers(vectors.get(5)).tensors(5, 1).get(0);
    assertThat(half.datatype()).isEqualTo(Datatype.BF16);
    assertThat(half.values()).containsExactly(1.5);
    assertThat(answers(vectors.get(6)).tensors(6, 1))
        .extracting(each -> each.values()[0])
        .containsExactly(9.0, 6.0);
  }

  private static Answers answers(Vector vector) throws IOException {
    return new Answers(new ByteArrayInputStream(vector.answer.bytes()));
  }

  /** The languages that there is a loop in, and how it is made a command. */
  enum Language {
    PYTHON("loop.py", "python3"),
    CPP("loop.cpp", "g++", "-O2", "-std=c++17", "-o"),
    RUST("loop.rs", "rustc", "-O", "--edition", "2021", "-o"),
    JULIA("loop.jl", "julia"),
    R("loop.R", "Rscript"),
    FORTRAN("loop.f90", "gfortran", "-O2", "-std=f2008", "-o");

    private final String file;
    private final String tool;
    private final List<String> options;

    Language(String file, String tool, String... options) {
      this.file = file;
      this.tool = tool;
      this.options = List.of(options);
    }

    Path source() {
      return DOCS.resolve("program").resolve(file);
    }

    /** The words that start the loop. */
    List<String> command() throws Exception {
      assumeTrue(
          Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))),
          tool + " is not installed");
      if (options.isEmpty()) {
        return List.of(tool, source().toString());
      }
      Path program = directory.resolve(name());
      if (!Files.exists(program)) {
        List<String> words = new ArrayList<>(List.of(tool));
        words.addAll(options);
        words.addAll(List.of(program.toString(), source().toString()));
        Process compiler = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(compiler.waitFor()).as(said).isZero();
      }
      return List.of(program.toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void loopsAnswerByteForByte(Language language) throws Exception {
    assertThat(Files.readAllLines(language.source())).hasSizeLessThanOrEqualTo(MOST_LINES);
    Process loop = new ProcessBuilder(language.command()).start();
    OutputStream out = loop.getOutputStream();
    try (InputStream in = loop.getInputStream()) {
      for (Vector vector : vectors().subList(0, 4)) {
        out.write(vector.question.bytes());
        out.flush();
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n' && next >= 0; next = in.read()) {
          line.append((char) next);
        }
        assertThat(JsonParser.parseString(line.toString()))
            .as(language + " to " + vector.question.line)
            .isEqualTo(JsonParser.parseString(vector.answer.line));
        assertThat(in.readNBytes(vector.answer.numbers.length)).isEqualTo(vector.answer.numbers);
      }
      out.close();
      assertThat(in.read()).isEqualTo(-1);
      assertThat(loop.waitFor()).isZero();
    } finally {
      loop.destroyForcibly();
    }
  }

  @ParameterizedTest
  @EnumSource
  void loopsAreChecked(Language language) throws Exception {
    String command = "'" + String.join("' '", language.command()) + "'";
    Inputs at = Inputs.of("w", Shape.of(2, 2), 1, -2, 0.5, 3);
    try (ProgramFunction function =
        ProgramFunction.start(command, at, ProgramFunction.SILENCE, new CancellationToken())) {
      GradientCheck check = GradientCheck.of(function.scalar()).at(at);
      assertThat(check.gradient(function::gradient).check().verdict()).isEqualTo(Verdict.PASS);
      assertThat(check.gradient(2, -4, 1.001, 6).check().verdict()).isEqualTo(Verdict.FAIL);
    }
  }
}
