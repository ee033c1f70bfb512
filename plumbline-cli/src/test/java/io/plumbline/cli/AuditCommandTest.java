package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
  private static final Path CASES = Fixtures.path("cases/mlp-onnx");

  @TempDir Path temp;

  /** An audit of the fixture, with some of its words replaced, and others added. */
  private Printed audit(Map<String, String> replaced, String... more) {
    List<String> words = new ArrayList<>(List.of("audit", Fixtures.path("models/mlp.onnx") + ""));
    Map<String, String> usual =
        Map.of(
            "--data", CASES.resolve("inputs.npy").toString(),
            "--label", CASES.resolve("labels.npy").toString(),
            "--gradient", CASES.resolve("gradients.npy").toString(),
            "--out", temp.resolve("out").toString());
    usual.forEach(
        (option, value) -> words.addAll(List.of(option, replaced.getOrDefault(option, value))));
    words.addAll(List.of(more));
    return Printed.by(words.toArray(String[]::new));
  }

  @Test
  void verboseSaysWhatWasDecidedAndWhereTheTimeWent() {
    assertThat(audit(Map.of(), "--verbose").out())
        .containsPattern("\nLoss +cross-entropy +it fits the model's outputs\n")
        .containsPattern("\nArithmetic +float32 +the gradient's array, or the model's weights,")
        .containsPattern("\nMust see +1.00 % +of the norm: a PASS may overlook no larger mistake\n")
        .containsPattern("\nTime: reading \\S+ s; checking \\S+ s; summary and files \\S+ s\\.\n$");
  }

  private void assertRefused(Printed printed, String line) throws IOException {
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.out()).isEmpty();
    assertThat(printed.err()).isEqualTo("plumbline: " + line + System.lineSeparator());
    assertThat(temp.resolve("out")).doesNotExist();
  }

  @Test
  void whatCannotBeBegunIsOneLineAndNothingIsWritten() throws IOException {
    Path short3 = temp.resolve("three.npy");
    Npy.write(short3, NpyArray.of(new long[] {1, 2, 3}, 3));
    assertRefused(
        audit(Map.of("--label", short3.toString())),
        "--label ("
            + short3
            + ", 3) must have one for each of the 10 samples of "
            + CASES.resolve("inputs.npy"));
    Path other = temp.resolve("other.npy");
    Npy.write(other, NpyArray.of(new float[10 * 9], 10, 3, 3));
    assertRefused(
        audit(Map.of("--gradient", other.toString())),
        "gradient 0: shape (3, 3) must be that of a sample, (28, 28, 1), or differ from it by axes"
            + " of size one only");
    assertRefused(
        audit(Map.of(), "--shard", "9/8"),
        "--shard (9/8) must be a part and how many" + " there are, as 3/8");
    assertRefused(audit(Map.of(), "--chunk", "0"), "--chunk (0) must be at least 1");
    assertRefused(audit(Map.of(), "--threads", "0"), "--threads (0) must be from 1 to 1024");
    assertRefused(
        audit(Map.of(), "--resume"),
        "--resume (given) must be with the folder of an audit, and "
            + temp.resolve("out")
            + " holds none");
    assertRefused(
        audit(Map.of("--data", temp.resolve("none.npy").toString())),
        "data (" + temp.resolve("none.npy") + ") must exist");
    assertRefused(
        Printed.by("audit", "--data", "x.npy", "--out", temp.resolve("out").toString()),
        "MODEL (missing) must be given");
  }

  /** A check of the fixture's gradients, and what it writes into a file. */
  private String written(String option, String... more) throws IOException {
    Path file = temp.resolve("written" + option);
    List<String> words = new ArrayList<>(List.of("check", Fixtures.path("models/mlp.onnx") + ""));
    words.addAll(List.of("--input", CASES.resolve("inputs.npy").toString()));
    words.addAll(List.of("--label", CASES.resolve("labels.npy").toString()));
    words.addAll(List.of("--gradient", CASES.resolve("gradients.npy").toString()));
    words.addAll(List.of(option, file.toString()));
    words.addAll(List.of(more));
    Printed.by(words.toArray(String[]::new));
    return Files.readString(file);
  }

  @Test
  void theSampleOfARowIsCheckedAlone() throws IOException {
    String place = "\"index\":7,";
    String one = written("--json", "--sample", "7");
    String line =
        Arrays.stream(written("--jsonl").split("\n"))
            .filter(each -> each.contains(place))
            .findFirst()
            .orElseThrow();
    assertThat(one).contains(place);
    for (String field : List.of("\"verdict\":", "\"maxError\":", "\"normError\":")) {
      assertThat(number(one.substring(one.indexOf(place)), field)).isEqualTo(number(line, field));
    }
  }

  @Test
  void whatWasFoundIsSaidAndShown() throws IOException {
    Path lines = temp.resolve("rows.jsonl");
    Printed printed = audit(Map.of(), "--report", "--chunk", "3", "--jsonl", lines.toString());
    assertThat(printed.code()).isEqualTo(ExitCode.GRADIENT_WRONG);
    assertThat(printed.out()).startsWith("FAIL: ").contains("10 gradients");
    assertThat(Files.readAllLines(lines)).hasSize(10);
    for (String file : List.of("audit.json", "summary.json", "report.html", "rows.csv")) {
      assertThat(temp.resolve("out").resolve(file)).isNotEmptyFile();
    }
    Files.delete(temp.resolve("out/report.html"));
    Printed again = Printed.by("audit", "--out", temp.resolve("out").toString(), "--report");
    assertThat(again.code()).isEqualTo(ExitCode.GRADIENT_WRONG);
    assertThat(again.out()).isEqualTo(printed.out());
    assertThat(temp.resolve("out/report.html")).isNotEmptyFile();
  }

  @Test
  void whatIsAllowedDecidesTheExitCode() throws IOException {
    assertThat(audit(Map.of(), "--chunk", "4").code()).isEqualTo(ExitCode.GRADIENT_WRONG);
    String out = temp.resolve("out").toString();
    Path junit = temp.resolve("audit.xml");
    Printed allowed =
        Printed.by(
            "audit", "--out", out, "--report", "--allow", "wrong=10", "--junit", junit.toString());
    assertThat(allowed.code()).isEqualTo(ExitCode.FINE);
    assertThat(Files.readString(junit)).contains("<testsuite ", "wrong");
    Printed exceeded = Printed.by("audit", "--out", out, "--report", "--allow", "wrong=2,bad=0");
    assertThat(exceeded.code()).isEqualTo(ExitCode.GRADIENT_WRONG);
    Printed unknown = Printed.by("audit", "--out", out, "--report", "--allow", "right=2");
    assertThat(unknown.code()).isEqualTo(ExitCode.BAD_INPUT);
    Printed same = Printed.by("audit", "--compare", out, out, "--json", temp + "/changes.json");
    assertThat(same.code()).isEqualTo(ExitCode.FINE);
    assertThat(Files.readString(temp.resolve("changes.json"))).contains("\"changed\":0");
  }

  private static String number(String json, String field) {
    int at = json.indexOf(field) + field.length();
    return json.substring(at, json.indexOf(',', at));
  }

  @Test
  void aSampleThatIsNotThereIsOneLine() throws IOException {
    Printed printed =
        Printed.by(
            "check",
            Fixtures.path("models/mlp.onnx").toString(),
            "--input",
            CASES.resolve("inputs.npy").toString(),
            "--label",
            "3",
            "--sample",
            "10");
    assertRefused(printed, "--sample (10) must be below 10, the number of samples");
  }

  @Test
  void aFullFolderStaysAsItWas() throws IOException {
    Path out = temp.resolve("out");
    Files.createDirectories(out);
    Files.writeString(out.resolve("audit.json"), "{}");
    Printed printed = audit(Map.of());
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err())
        .isEqualTo(
            "plumbline: "
                + out.resolve("audit.json")
                + ": must be the plan of an audit, as this version writes it"
                + System.lineSeparator());
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files).hasSize(1);
    }
  }
}
