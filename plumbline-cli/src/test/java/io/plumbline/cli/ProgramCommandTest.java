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

/** {@code check --program}: verdicts, files, and every way of getting it wrong in one line. */
@Tag("slow")
class ProgramCommandTest {
  @TempDir private Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    write("x", NpyArray.of(new double[] {1, -2, 0.5}, 3));
    write("x-column", NpyArray.of(new double[] {1, -2, 0.5}, 3, 1));
    write("x-whole", NpyArray.of(new long[] {1, 2, 3}, 3));
    write("x-nan", NpyArray.of(new double[] {1, Double.NaN, 3}, 3));
    write("x-none", NpyArray.of(new double[0], 0));
    write("g", NpyArray.of(new double[] {2, -4, 1}, 3));
    write("g-float", NpyArray.of(new float[] {2, -4, 1}, 3));
    write("g-wrong", NpyArray.of(new double[] {2, -4, 1.001}, 3));
    Path several = Files.createDirectory(directory.resolve("several"));
    Npy.write(several.resolve("w.npy"), NpyArray.of(new double[] {3, 4}, 2, 1));
    Npy.write(several.resolve("b.npy"), NpyArray.of(new double[] {5}, 1));
  }

  private void write(String name, NpyArray array) {
    Npy.write(directory.resolve(name + ".npy"), array);
  }

  private Printed check(String part, String words) {
    return Printed.ofProgram("check", PlayedProgram.command(part), words, directory);
  }

  @Test
  void theProgramsOwnGradientIsChecked() throws IOException {
    Printed printed =
        check("squares", "--input @/x.npy --json @/r.json --junit @/r.xml --report @/r.html");
    assertThat(printed.code()).as(printed.out() + printed.err()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out())
        .startsWith("PASS: the derivative is right at all 3 entries.\n")
        .contains("Checked: the program's gradient, at x (3,), where the value is 5.250");
    JsonObject json =
        JsonParser.parseString(Files.readString(directory.resolve("r.json"))).getAsJsonObject();
    assertThat(json.get("verdict").getAsString()).isEqualTo("PASS");
    assertThat(json.get("checked").getAsString()).isEqualTo("the program's gradient");
    assertThat(json.get("entries").getAsJsonArray()).hasSize(3);
    assertThat(directory.resolve("r.xml")).content().contains("tests=\"1\"");
    assertThat(directory.resolve("r.html")).content().contains("x[2]", "PASS");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          squares | --input @/x.npy --gradient @/g.npy | 0 | PASS: the derivative is right
          squares | --input @/x.npy --gradient @/g-float.npy | 0 | PASS
          squares | --input @/several | 0 | at b (1,), w (2, 1)
          wrong | --input @/x.npy | 3 | FAIL: the derivative is wrong
          squares | --input @/x.npy --gradient @/g-wrong.npy | 3 | FAIL: the derivative is wrong at 1 of 3 entries
          squares | --input @/x.npy --gradient @/g-wrong.npy --rtol 0.002 | 0 | PASS
          squares | --input @/x.npy --precision float32 | 0 | float32, against differences
          nan | --input @/x.npy | 4 | INCONCLUSIVE: the function has no finite value at this point
          refuses-later | --input @/x.npy | 4 | INCONCLUSIVE
          endless-later | --input @/x.npy --time 4s | 4 | INCONCLUSIVE: the check was ended before
          products | --input @/x.npy | 0 | the program's products u'J and J v with the Jacobian
          wrong-products | --input @/x.npy | 3 | <u, J v>
          squares | --input @/x.npy --survey | 0 | PASS: the derivative is right at all 3 entries together.
          squares | --input @/x.npy --gradient @/g-wrong.npy --survey --rtol 1e-5 | 3 | --rtol 1.0E-5 --survey --seed 1
          """)
  void verdictsAreThoseOfModels(String part, String words, int code, String said) {
    Printed printed = check(part, words);
    assertThat(printed.code()).as(printed.out() + printed.err()).isEqualTo(code);
    assertThat(printed.out()).contains(said);
  }

  @Test
  void aWrongGradientIsShownAndCanBeCheckedAgain() {
    Printed printed = check("squares", "--input @/x.npy --gradient @/g-wrong.npy --seed 7");
    assertThat(printed.out())
        .contains("Cause coordinate: ")
        .containsPattern("x\\[2]  +1\\.001  +1\\.000 ± ")
        .contains("--gradient " + directory + "/g-wrong.npy --seed 7 --report report.html");
    assertThat(check("squares", "--input @/x.npy --gradient @/g-wrong.npy --quiet").out())
        .hasLineCount(1);
  }

  @Test
  void whatIsTooCoarseEntryByEntryIsSurveyedNext() {
    String words = "--input @/x.npy --gradient @/g.npy --precision float32";
    Printed printed = check("coarse", words);
    assertThat(printed.code()).as(printed.out() + printed.err()).isEqualTo(4);
    assertThat(printed.out()).contains("g.npy --precision float32 --survey --seed 1");
    assertThat(check("coarse", words + " --report @/r.html").out()).doesNotContain("--survey");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          squares | --seed 1 | --input (none) must be given with --program: where to check
          squares | --input @/x.npy --label 3 | --label (given) must not be with --program: it is of models
          squares | --input @/x.npy --tie-rule any | --tie-rule (given) must not be with --program
          squares | --input @/x.npy --black-box | --black-box (given) must not be with --program
          squares | m.onnx --input @/x.npy | MODEL (m.onnx) must not be with --program
          squares | --input @/no.npy | no.npy
          squares | --input @/x-whole.npy | x-whole.npy: type (int64) must be float16, float32 or float64
          squares | --input @/x-nan.npy | x-nan.npy: value 1 (NaN) must be finite
          squares | --input @/x-none.npy | shape (0,) must have positive extents only
          squares | --input @/x-column.npy --gradient @/g.npy | g.npy: gradient shape (3,) must be that of the input, (3, 1)
          squares | --input @/several --gradient @/g.npy | g.npy: arrays ([x]) must be those of [b, w]
          squares | --input @/x.npy --precision autocast | --precision (autocast) must be one of float64, float32
          squares | --input @/x.npy --json @/x.npy | must not be a file that is read
          products | --input @/x.npy --survey | --survey (given) must be with a gradient of one output
          single | --input @/x.npy | of 1 outputs) must serve what is to be checked: gradient, value_with_gradient, vjp or jvp; or --gradient
          vector | --input @/x.npy --gradient @/g.npy | outputs (2) must be one number
          vector | --input @/x.npy | of 2 outputs) must serve what is to be checked: vjp or jvp
          crash | --input @/x.npy --json @/r.json | its last words: at step 3 / division by zero
          crash-later | --input @/x.npy --json @/r.json | (question 5): it ended by itself, with exit code 7
          endless | --input @/x.npy --time 2s | time (over) must be longer: the program has given no value yet
          """)
  void badInputIsOneLineAndNothingIsWritten(String part, String words, String line) {
    Printed printed = check(part, words);
    assertThat(printed.code()).as(printed.out() + printed.err()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err()).startsWith("plumbline: ").hasLineCount(1).contains(line);
    assertThat(printed.out()).isEmpty();
    assertThat(directory.resolve("r.json")).doesNotExist();
  }

  @Test
  void aModelOrAProgramIsNeeded() {
    assertThat(Printed.by("check").err())
        .isEqualTo("plumbline: missing required parameter: 'MODEL'; see plumbline check --help\n");
  }
}
