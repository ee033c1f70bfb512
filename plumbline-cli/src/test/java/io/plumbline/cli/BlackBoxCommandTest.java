package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code check --black-box}, as it is typed. */
class BlackBoxCommandTest {
  @TempDir private Path directory;

  private static String resource(String name) {
    return Fixtures.path("blackbox/" + name).toString();
  }

  private static Printed check(String model, String label, String gradient, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("check", resource(model), "--input", resource("lstm-x.npy"), "--label", label));
    args.addAll(List.of("--gradient", gradient));
    args.addAll(List.of(more));
    return Printed.by(args.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm.onnx", "lstm.pt"})
  void aRightGradientPassesAndEveryPlantedMistakeIsSeen(String model) throws IOException {
    Path json = directory.resolve("check.json");
    Printed printed =
        check(
            model,
            "1",
            resource("lstm-g.npy"),
            "--black-box",
            "--self-test",
            "--json",
            json.toString());

    assertThat(printed.complaints()).isEmpty();
    assertThat(printed.code()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out().lines())
        .first()
        .isEqualTo("PASS: the gradient is right at all 30 coordinates.");
    assertThat(printed.out())
        .contains("Difference quotients of the model as a black box: step ")
        .contains("Self-test: ")
        .contains(" planted mistakes caught.");
    assertThat(Files.readString(json))
        .contains("\"blackBox\":true", "\"noise\":", "\"step\":", "\"verdict\":\"PASS\"")
        .doesNotContain("\"tieRule\"", "MISSED");
  }

  @Test
  void aWrongGradientFails() {
    Printed printed = check("lstm.onnx", "2", resource("lstm-g.npy"), "--black-box", "--quiet");

    assertThat(printed.code()).isEqualTo(ExitCode.of(io.plumbline.core.verdict.Verdict.FAIL));
    assertThat(printed.out()).startsWith("FAIL: the gradient is wrong at ");
  }

  @Test
  void anOperatorThatIsNotReadLeadsThere() {
    Printed printed = check("chance.onnx", "1", resource("lstm-g.npy"));

    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err().lines()).hasSize(1);
    assertThat(printed.err())
        .endsWith(
            "operator RandomNormalLike is not supported: it draws anew each time; export the model as it is"
                + " used, or --hold what it gives; with --black-box the model is evaluated without being"
                + " read\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lstm.onnx | 3 | --label (3) must be at least 0 and below 3; classes are counted from 0",
        "lstm.onnx | -1 | --label (-1) must be at least 0 and below 3",
      })
  void aLabelOutOfRangeGetsOneLine(String model, String label, String line) {
    Printed printed = check(model, label, resource("lstm-g.npy"), "--black-box");

    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err()).isEqualTo("plumbline: " + line + "\n");
  }

  @Test
  void aGradientOfAnotherShapeGetsOneLine() {
    Path gradient = directory.resolve("g.npy");
    Npy.write(gradient, NpyArray.of(new float[30], 30));
    Printed printed = check("lstm.onnx", "1", gradient.toString(), "--black-box");

    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err())
        .isEqualTo(
            "plumbline: g.npy: gradient shape (30,) must be that of the input, (1, 6, 5);"
                + " g.reshape(1, 6, 5) has that shape\n");
  }

  @Test
  void aTieRuleAndAMissingGradientGetOneLine() {
    Printed rule =
        check("lstm.onnx", "1", resource("lstm-g.npy"), "--black-box", "--tie-rule", "first");
    Printed missing =
        Printed.by(
            "check",
            resource("lstm.onnx"),
            "--black-box",
            "--input",
            resource("lstm-x.npy"),
            "--label",
            "1");

    assertThat(rule.err())
        .isEqualTo(
            "plumbline: --tie-rule (given) must not be with --black-box, which cannot see ties\n");
    assertThat(missing.err())
        .isEqualTo(
            "plumbline: --gradient (missing) must be given with --black-box: a model that is not"
                + " read has no gradient of its own to check\n");
    assertThat(List.of(rule.code(), missing.code())).containsOnly(ExitCode.BAD_INPUT);
  }

  /** The value of its loss would spell the file's bytes. */
  @Test
  void aModelThatReachesForAnotherFileIsRefused() throws IOException {
    Path folder = Fixtures.path("hostile/blackbox-external-data");
    Printed printed =
        Printed.by(
            "check",
            folder.resolve("model/leak.onnx").toString(),
            "--black-box",
            "--input",
            folder.resolve("x.npy").toString(),
            "--label",
            "0",
            "--gradient",
            folder.resolve("g.npy").toString());
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.out()).isEmpty();
    assertThat(printed.err())
        .matches(
            "plumbline: leak\\.onnx: tensor \\S+: external location \\(\\S+\\) must be inside the"
                + " model's folder\n");
  }

  @ParameterizedTest
  @CsvSource({
    "abort, x",
    "c2180, x2180",
    "c2323, x2323",
    "c2709, x2709",
    "c3933, x3933",
    "c4157, x4157",
    "c4417, x4417",
    "no-outputs-NoSuchElement, x"
  })
  void aModelThatCrashesTheEngineIsOneLine(String model, String input) {
    Path folder = Fixtures.path("hostile/blackbox-native-abort");
    String array = folder.resolve(input + ".npy").toString();
    Printed printed =
        Printed.by(
            "check",
            folder.resolve(model + ".onnx").toString(),
            "--black-box",
            "--input",
            array,
            "--label",
            "0",
            "--gradient",
            array);
    assertThat(printed.out()).isEmpty();
    assertThat(printed.err()).startsWith("plumbline: " + model + ".onnx: ").hasLineCount(1);
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
  }
}
