package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.testing.PlayedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code explain --program}: the reference loop with functions of its own. */
@Tag("slow")
class ExplainProgramTest {
  private static final String VALUE =
      "math.sqrt(x[0]) * math.sin(x[1]) + max(x[2], 0) if x[0] >= 0 else math.nan";
  private static final String GRADIENT =
      "[math.sin(x[1]) / (2 * math.sqrt(x[0])), math.sqrt(x[0]) * math.cos(x[1]), float(x[2] > 0)]";

  @TempDir private Path directory;

  @BeforeEach
  void makeFiles() {
    write("x", 0.5, 1.2, 0.3);
    write("x-kink", 0.5, 1.2, 0);
    write("x-edge", 1e-4, 1.2, 0.3);
    write("x-outside", -1, 1.2, 0.3);
    write("g-wrong", 0.6590, 0.2562, 2);
    write("d-twice", 1.3181, 0.5125, 2);
    write("g-long", 1, 2, 3, 4);
  }

  private void write(String name, double... values) {
    Npy.write(directory.resolve(name + ".npy"), NpyArray.of(values, values.length));
  }

  private Printed explain(String program, String words) {
    return Printed.ofProgram("explain", program, words, directory);
  }

  private String loop() throws IOException {
    return LoopProgram.write(directory.resolve("f.py"), VALUE, GRADIENT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --input @/x.npy | 0 | PASS: the analytic gradient is right; the numeric array is not the derivative: 100 % of the difference is truncation.
          --input @/x.npy --h 1e-12 | 0 | PASS: the analytic gradient is right; the numeric array is not the derivative: 100 % of the difference is rounding.
          --input @/x-kink.npy --h 1e-6 | 4 | 1 of 3 entries sit on kinks, if the analytic gradient is right
          --input @/x-edge.npy --h 1e-2 | 0 | 1 of the 3 values of the numeric array are NaN or infinite
          --input @/x.npy --analytic @/g-wrong.npy | 3 | FAIL: the analytic gradient is wrong
          """)
  void whatTheDifferenceIsMadeOfIsSaid(String words, int code, String said) throws IOException {
    Printed printed = explain(loop(), words);
    assertThat(printed.complaints()).isEmpty();
    assertThat(printed.code()).as(printed.out()).isEqualTo(code);
    assertThat(printed.out().replaceAll("\\s+", " "))
        .contains(said)
        .doesNotContain("pixel", "the loss");
  }

  @Test
  void filesSayWhatIsPrinted() throws IOException {
    String program = loop();
    Printed printed = explain(program, "--input @/x.npy --json @/e.json --report @/e.html");
    assertThat(printed.out()).contains("./plumbline check --program 'python3 '");
    JsonObject json =
        JsonParser.parseString(Files.readString(directory.resolve("e.json"))).getAsJsonObject();
    assertThat(json.get("program").getAsString()).isEqualTo(program);
    assertThat(json.getAsJsonObject("made").get("step").getAsDouble()).isEqualTo(1e-3);
    assertThat(json.getAsJsonObject("advice").get("noise").getAsDouble()).isBetween(1e-18, 1e-14);
    assertThat(directory.resolve("e.html"))
        .content()
        .contains("Entries one by one", "x[1]", "The program&#39;s gradient against");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          squares | --h 1e-3 | --input (none) must be given with --program: where to check
          squares | --input @/x.npy --tile 2 | --tile (given) must not be with --program: it is of models
          squares | m.onnx --input @/x.npy | MODEL (m.onnx) must not be with --program
          squares | --input @/x.npy --h 0 | --h (0.0) must be positive and finite
          squares | --input @/x.npy --numeric @/g-long.npy | g-long.npy: gradient shape (4,) must be that of the input, (3,)
          squares | --input @/x.npy --json @/x.npy | must not be a file that is read
          nan | --input @/x.npy --analytic @/x.npy | value (none) must be finite at x, else nothing has a gradient
          vector | --input @/x.npy | outputs (2) must be one number
          single | --input @/x.npy | --analytic (none) must be given: the program serves no gradient
          crash-later | --input @/x.npy --json @/r.json | it ended by itself, with exit code 7
          """)
  void badInputIsOneLineAndNothingIsWritten(String part, String words, String line) {
    Printed printed = explain(PlayedProgram.command(part), words);
    assertThat(printed.code()).as(printed.out() + printed.err()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err()).startsWith("plumbline: ").hasLineCount(1).contains(line);
    assertThat(printed.out()).isEmpty();
    assertThat(directory.resolve("r.json")).doesNotExist();
  }
}
