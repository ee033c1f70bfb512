package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.djl.EngineCache;
import io.plumbline.testing.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  @Test
  void helpListsCommandsAndExitCodes() {
    Printed printed = Printed.by("--help");
    assertThat(printed.code()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out())
        .contains("show", "0   fine", "1   internal error", "2   wrong usage or bad input")
        .contains("3   gradient wrong", "4   inconclusive");
    assertThat(printed.err()).isEmpty();
  }

  @Test
  void everyCommandHasHelp() {
    assertThat(Printed.by("show", "--help").out()).startsWith("Usage: plumbline show");
  }

  @Test
  void versionIsTheBuilds() {
    assertThat(Printed.by("--version").out().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("plumbline \\d+\\.\\d+\\.\\d+\\S*"),
            line -> assertThat(line).startsWith("Java " + Runtime.version() + ", "),
            line -> assertThat(line).matches("PyTorch \\d\\S+, by DJL \\d\\S+"),
            line ->
                assertThat(line)
                    .startsWith("PyTorch's cache: " + EngineCache.place() + ", ")
                    .matches(".*, (empty until first used|\\d+ MB)"));
  }

  @Test
  void withoutACommandThereIsHelp() {
    Printed printed = Printed.by();
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err()).startsWith("Usage: plumbline").contains("Commands:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shwo m.onnx | unknown command 'shwo'; did you mean show? See plumbline --help",
        "help shwo | unknown command 'shwo'; did you mean show? See plumbline --help",
        "show --debgu m.onnx | unknown option '--debgu'; did you mean --debug?"
            + " See plumbline show --help",
        "show a.onnx b.onnx | unknown argument 'b.onnx'; see plumbline show --help",
        "show | missing required parameter: 'MODEL'; see plumbline show --help",
        "show --mod_el m.onnx | unknown option '--mod-el'; see plumbline show --help",
        "check m.onnx x.npy | unknown argument 'x.npy'; arrays stand behind options, as --input"
            + " x.npy; see plumbline check --help",
        "m.onnx --input x.npy | unknown command 'm.onnx'; it is a file, and a command stands before"
            + " it, as in plumbline check m.onnx; see plumbline --help",
      })
  void wrongUsageIsOneLine(String args, String line) {
    Printed printed = Printed.by(args.split(" "));
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err()).isEqualTo("plumbline: " + line + System.lineSeparator());
    assertThat(printed.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"help show", "show help", "SHOW --HELP", "Show -h"})
  void helpIsHadInEveryWay(String args) {
    Printed printed = Printed.by(args.split(" "));
    assertThat(printed.code()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out()).isEqualTo(Printed.by("show", "--help").out());
  }

  @Test
  void helpAndVersionStandAloneToo() {
    assertThat(Printed.by("help").out()).isEqualTo(Printed.by("--help").out());
    assertThat(Printed.by("Version").out()).isEqualTo(Printed.by("--version").out());
    assertThat(Printed.by("--help").out()).doesNotContain("  about");
  }

  @Test
  void aModelAloneSaysWhatItIsAndWhatCouldFollow() {
    String model = Fixtures.path("models/torchres.onnx").toString();
    Printed printed = Printed.by(model);
    assertThat(printed.code()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out())
        .startsWith("torchres.onnx: a model of ")
        .contains("without a softmax", "./plumbline check " + model + " --image 2");
    Printed missing = Printed.by("missing.onnx");
    assertThat(missing.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(missing.err()).isEqualTo("plumbline: model (missing.onnx) must be a file\n");
  }

  @Test
  void theStackTraceIsShownOnlyOnRequest() {
    Printed quiet = Printed.by("show", "missing.onnx");
    assertThat(quiet.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(quiet.err())
        .isEqualTo("plumbline: model (missing.onnx) must be a file" + System.lineSeparator());
    for (Printed debug :
        new Printed[] {
          Printed.by("--debug", "show", "missing.onnx"),
          Printed.by("show", "--debug", "missing.onnx")
        }) {
      assertThat(debug.code()).isEqualTo(ExitCode.BAD_INPUT);
      assertThat(debug.err())
          .startsWith(quiet.err())
          .contains("InvalidInputException", "at io.plumbline.");
    }
  }

  /** The issue templates ask for it. */
  @Test
  void debugSaysWhatAReportOfAMistakeNeeds() {
    String model = Fixtures.path("models/seed.onnx").toString();
    Printed printed = Printed.by("show", "--debug", model);
    assertThat(printed.code()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out()).isEqualTo(Printed.by("show", model).out());
    assertThat(printed.err().lines())
        .allMatch(line -> line.startsWith("debug: "))
        .anyMatch(line -> line.matches("debug: plumbline \\d.*, DJL \\d.*, PyTorch \\d.*"))
        .anyMatch(line -> line.startsWith("debug: Java " + Runtime.version()))
        .contains("debug: command = plumbline show", "debug: MODEL = " + model)
        .anyMatch(line -> line.matches(".*seed.onnx: [0-9,]+ bytes, SHA-256 [0-9a-f]{64}"))
        .anyMatch(line -> line.matches(".*34,826 parameters, SHA-256 of the summary [0-9a-f]{64}"));
    assertThat(Printed.by("show", "--debug", "a", "b").err())
        .contains("debug: plumbline ", "UnmatchedArgumentException");
  }

  @Test
  void textFromFilesCannotSteerTheTerminal() {
    assertThat(Terminal.printable(" a\u001b[31mb\r\nc\u0085d\u2028e\t")).isEqualTo("a [31mb c d e");
    assertThat(Printed.by("show", "a\u202eb.onnx").err()).doesNotContain("\u202e");
  }

  @Test
  void whatIsGivenIsNotEchoedWithoutEnd() {
    Printed printed = Printed.by("run", "--epochs", "1".repeat(5_000));
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err())
        .startsWith("plumbline: --epochs (111")
        .endsWith(
            "…"
                + "1".repeat(126)
                + ") must be a whole number from -2147483648 to 2147483647; see"
                + " plumbline run --help"
                + System.lineSeparator());
  }
}
