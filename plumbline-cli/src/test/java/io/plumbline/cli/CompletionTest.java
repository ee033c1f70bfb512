package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What shells and man are given comes from the commands' own model: nothing is missing there. */
class CompletionTest {
  @TempDir private Path directory;

  private static CommandLine plumbline() {
    return PlumblineCommand.withSubcommands(Terminal.unattended(System.out, System.err));
  }

  @Test
  void fishKnowsEveryOptionOfEveryCommand() {
    String script = Printed.by("completion", "fish").out();
    plumbline()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              boolean hidden = command.getCommandSpec().usageMessage().hidden();
              assertThat(script.contains("-f -a " + name + " -d ")).isEqualTo(!hidden);
              for (var option : command.getCommandSpec().options()) {
                String line = "from " + name + "' .*-l " + option.longestName().substring(2) + " ";
                assertThat(script).as(option.longestName()).matches(hidden ? "(?s).*" : any(line));
              }
            });
    assertThat(script)
        .contains(
            "-l color -x -a 'auto always never' ",
            "-l precision -x -a 'float64 float32 float16 bfloat16 tf32 autocast' ",
            "-l tie-rule -x -a 'any first last split' ",
            "an earlier run\\'s is replaced");
  }

  private static String any(String line) {
    return "(?s).*" + line.replace(".*", "[^\\n]*") + ".*";
  }

  /** In the shell itself: what follows {@code plumbline ch}. */
  @ParameterizedTest
  @CsvSource({
    "ch, check",
    "check --verb, --verbose",
    "check --color n, never",
    "check --loss hi, hinge",
    "attack --method mi, mi-fgsm"
  })
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no bash")
  void bashCompletes(String typed, String completed) throws Exception {
    Path script = directory.resolve("completion");
    Files.writeString(
        script,
        Printed.by("completion", "BASH").out()
            + "COMP_WORDS=(plumbline "
            + typed
            + ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_complete_plumbline\n"
            + "printf '%s\\n' \"${COMPREPLY[@]}\"\n");
    Path out = directory.resolve("out");
    Process bash =
        new ProcessBuilder("bash", script.toString())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(out).hasContent(completed);
  }

  @Test
  void anotherShellIsRefused() {
    Printed printed = Printed.by("completion", "tcsh");
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err())
        .isEqualToIgnoringNewLines("plumbline: SHELL (tcsh) must be bash, zsh or fish");
  }

  @Test
  void everyCommandHasAManualPage() {
    plumbline()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              String page = ManPage.of(command);
              assertThat(page)
                  .startsWith(".TH PLUMBLINE\\-" + name.toUpperCase(Locale.ROOT) + " 1 ");
              for (var option : command.getCommandSpec().options()) {
                String term = "\n.TP\n";
                assertThat(page.split(term))
                    .anyMatch(
                        entry ->
                            entry
                                .lines()
                                .findFirst()
                                .orElseThrow()
                                .contains("\\fB" + option.longestName().replace("-", "\\-")));
              }
              // Nothing but these is a request: no text begins with a point.
              assertThat(page.lines().filter(line -> line.matches("[.'].*")))
                  .allMatch(line -> line.matches("\\.(TH|SH|TP|B)( .*)?"));
            });
  }

  @Test
  void thePageOfAllListsTheCommandsAndExitCodes() {
    assertThat(Printed.by("man", "Show").out()).startsWith(".TH PLUMBLINE\\-SHOW 1 ");
    assertThat(Printed.by("man").out())
        .contains(".SH COMMANDS\n.TP\n\\fBrun\\fR\n", ".TP\n\\fB3\\fR\ngradient wrong\n")
        .doesNotContain("\\fBabout");
    assertThat(Printed.by("man", "chekc").err())
        .isEqualToIgnoringNewLines(
            "plumbline: COMMAND (chekc) must be a command; did you mean check?");
  }
}
