package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.testing.Fixtures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuestionsTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream asked = new ByteArrayOutputStream();

  @BeforeEach
  void makeFiles() throws IOException {
    Files.copy(Fixtures.path("models/mlp.onnx"), folder.resolve("mlp.onnx"));
    Files.writeString(folder.resolve("page.onnx"), "<!DOCTYPE html>");
    for (String name : new String[] {"a-grad.npy", "x.npy", "y.npy", "photo.png", "notes.txt"}) {
      Files.createFile(folder.resolve(name));
    }
  }

  private Optional<String> answers(String typed) {
    PrintStream err = new PrintStream(asked, true, StandardCharsets.UTF_8);
    ByteArrayInputStream in = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
    return new Questions(Terminal.attended(in, err, err, 80), folder)
        .check()
        .map(words -> String.join(" ", words));
  }

  @Test
  void enterTakesTheFirstFileOfEachKind() {
    assertThat(answers("\n\n\n\n"))
        .hasValue("check mlp.onnx --input photo.png --label y.npy --gradient a-grad.npy");
    assertThat(asked.toString(StandardCharsets.UTF_8))
        .contains("1  mlp.onnx")
        .doesNotContain("page.onnx", "notes.txt")
        .contains(
            "Runs: ./plumbline check mlp.onnx --input photo.png --label y.npy --gradient"
                + " a-grad.npy");
  }

  @Test
  void aNumberChoosesAFileAndIsALabelAllTheSame() {
    assertThat(answers("1\n2\n1\n-\n")).hasValue("check mlp.onnx --input x.npy --label 1");
  }

  @Test
  void whateverElseIsTypedIsTaken() {
    assertThat(answers("other.keras\n9\n y.npy \ng.npz:g\n"))
        .hasValue("check other.keras --input 9 --label y.npy --gradient g.npz:g");
  }

  @Test
  void nothingIsRunWhereNobodyAnswersTheLast() {
    assertThat(answers("\n\n3\n")).isEmpty();
    assertThat(asked.toString(StandardCharsets.UTF_8)).doesNotContain("Runs:");
  }

  /** A pipe would wait for ever. */
  @Test
  void nobodyIsAskedWithoutATerminal() {
    Printed printed = Printed.by("check");
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err())
        .isEqualTo(
            "plumbline: missing required parameter: 'MODEL'; see plumbline check --help"
                + System.lineSeparator());
    assertThat(Printed.typing("", "check").err()).contains("Which model", "'MODEL'");
  }
}
