package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.testing.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is printed fits the terminal, and is all there. */
class ScreenTest {
  private static final List<Integer> WIDTHS = List.of(60, 80, 120);
  private static final String COLOURS = "\u001b\\[[0-9;]*m";

  static Stream<String> commands() {
    return Stream.of(
        "show MODELS/seed.keras",
        "MODELS/torchres.onnx",
        "check MODELS/mlp.onnx --image 2",
        "check MODELS/seed.keras --input CASES/seed-keras/inputs.npy --label"
            + " CASES/seed-keras/labels.npy --gradient CASES/seed-keras/gradients.npy --sample 8",
        "explain MODELS/seed.keras --image 2 --analytic EXPLAIN/analytic.npy --numeric"
            + " EXPLAIN/numeric.npy --h 0.001");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noLineIsLongerAndNothingIsLost(String command) {
    String[] args =
        command
            .replace("MODELS", Fixtures.path("models").toString())
            .replace("CASES", Fixtures.path("cases").toString())
            .replace("EXPLAIN", Fixtures.path("explain/seed-2-h1e-3").toString())
            .split(" ");
    List<String> piped = words(Printed.by(args).out());
    // What takes seconds is tried at the least only.
    boolean slow = command.contains("seed.keras ");
    for (int columns : slow ? WIDTHS.subList(0, 1) : WIDTHS) {
      String seen = Printed.at(columns, args).out().replaceAll(COLOURS, "");
      // A path or a word that is longer than a line cannot be parted.
      assertThat(seen.lines())
          .filteredOn(line -> line.length() > columns)
          .allMatch(line -> line.replaceFirst(" \\\\$|^Written:", "").strip().indexOf(' ') < 0);
      List<String> lost = new ArrayList<>(piped);
      lost.removeAll(words(seen));
      // A column without entries is no loss.
      lost.removeAll(List.of("Units", "kink"));
      assertThat(lost).as("at %d columns", columns).isEmpty();
    }
  }

  @Test
  void theHelpFitsToo() {
    for (int columns : WIDTHS) {
      assertThat(Printed.at(columns, "check", "--help").out().replaceAll(COLOURS, "").lines())
          .allMatch(line -> line.length() <= columns);
    }
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>(List.of(text.split("[\\s─\\\\]+")));
    words.removeIf(word -> word.isEmpty() || word.endsWith("…"));
    return words;
  }
}
