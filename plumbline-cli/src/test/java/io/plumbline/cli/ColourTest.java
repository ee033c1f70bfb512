package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.testing.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColourTest {
  private static final String ESCAPE = "\u001b";

  @TempDir private Path directory;

  /** The option before NO_COLOR before CLICOLOR_FORCE before the terminal. */
  @ParameterizedTest
  @CsvSource({
    "auto, true, '', true",
    "auto, false, '', false",
    "auto, true, NO_COLOR=1, false",
    "auto, true, NO_COLOR=, true",
    "auto, false, CLICOLOR_FORCE=1, true",
    "auto, false, CLICOLOR_FORCE=0, false",
    "auto, true, CLICOLOR_FORCE=0, true",
    "auto, false, CLICOLOR_FORCE=, false",
    "auto, true, NO_COLOR=1 CLICOLOR_FORCE=1, false",
    "always, false, '', true",
    "always, true, NO_COLOR=1, true",
    "never, true, '', false",
    "never, true, CLICOLOR_FORCE=1, false",
  })
  void isDecidedInOnePlace(String when, boolean terminal, String environment, boolean on) {
    Map<String, String> variables =
        Stream.of(environment.split(" "))
            .filter(each -> each.contains("="))
            .collect(
                Collectors.toMap(
                    each -> each.substring(0, each.indexOf('=')),
                    each -> each.substring(each.indexOf('=') + 1)));
    Colour colour = Colour.of(terminal, variables);
    colour.choose(new Colour.Reader().convert(when));
    assertThat(colour.isOn()).isEqualTo(on);
  }

  private Printed check(int columns, String... more) {
    String[] args =
        Stream.concat(
                Stream.of("check", Fixtures.path("models/mlp.onnx").toString(), "--image", "2"),
                Stream.of(more))
            .toArray(String[]::new);
    return columns == 0 ? Printed.by(args) : Printed.at(columns, args);
  }

  @Test
  void theVerdictIsColouredAtATerminalAndNowhereElse() {
    Path json = directory.resolve("o.json");
    Printed piped = check(0);
    assertThat(piped.out()).startsWith("PASS: the").doesNotContain(ESCAPE);
    assertThat(check(80, "--color=never").out()).doesNotContain(ESCAPE);
    Printed seen = check(80, "--json", json.toString());
    assertThat(seen.out()).startsWith(ESCAPE + "[1;32mPASS" + ESCAPE + "[0m: the");
    assertThat(json).content().doesNotContain(ESCAPE);
    String forced = check(0, "--color", "Always").out();
    assertThat(forced).startsWith(ESCAPE + "[1;32mPASS");
    assertThat(forced.replaceAll(ESCAPE + "\\[[0-9;]*m", "")).isEqualTo(piped.out());
  }

  @Test
  void theHelpIsColouredLikewise() {
    assertThat(Printed.by("show", "--help").out()).doesNotContain(ESCAPE);
    assertThat(Printed.at(80, "show", "--help").out()).contains(ESCAPE);
    assertThat(Printed.by("show", "--help", "--color=always").out()).contains(ESCAPE);
    assertThat(Printed.at(80, "--color=never", "show", "--help").out()).doesNotContain(ESCAPE);
  }

  @Test
  void anotherWordIsRefused() {
    assertThat(Printed.by("show", "--color", "red", "m.onnx").err())
        .isEqualToIgnoringNewLines(
            "plumbline: --color (red) must be auto, always or never; see plumbline show --help");
  }

  @Test
  void filesAreWrittenWithoutColour() throws Exception {
    Path lines = directory.resolve("o.jsonl");
    check(80, "--jsonl", lines.toString(), "--color=always");
    assertThat(Files.readString(lines)).startsWith("{").doesNotContain(ESCAPE);
  }
}
