package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private static List<String> lines(TextTable table, int columns) {
    return table.lines(OptionalInt.of(columns), Colour.none());
  }

  private static TextTable table() {
    TextTable table =
        new TextTable(
            List.of("Index", "Analytic", "Numeric ± bound", "Says", "Units"),
            List.of(false, true, true, false, false));
    table.row("[0,13,14,0]", "0.004712", "0.009424 ± 2e-09", "disagrees", "max_pooling2d[3,4,7]");
    table.row("[1,2]", "1", "2 ± 3e-09", "agrees", "");
    return table;
  }

  @Test
  void columnsLineUp() {
    TextTable table = new TextTable(List.of("Name", "N"), List.of(false, true));
    table.row("a", "1,000");
    table.row("a long name", "2");
    assertThat(table.lines(OptionalInt.empty(), Colour.none()))
        .containsExactly(
            "Name             N", "──────────────────", "a            1,000", "a long name      2");
  }

  @Test
  void whatFitsStaysAsItIs() {
    assertThat(lines(table(), 72))
        .isEqualTo(table().lines(OptionalInt.empty(), Colour.none()))
        .hasSize(4);
  }

  @Test
  void theLongestWordsGoOnBelowThemselves() {
    TextTable table = new TextTable(List.of("Share", "What it is"), List.of(true, false));
    table.row("97.7 %", "600 on exact ties (constant background)");
    table.row("2.3 %", "rounding");
    assertThat(lines(table, 40))
        .containsExactly(
            " Share  What it is",
            "────────────────────────────────────────",
            "97.7 %  600 on exact ties (constant",
            "        background)",
            " 2.3 %  rounding");
  }

  @Test
  void columnsThatDoNotFitStandBelowWithWhatNamesTheRows() {
    assertThat(lines(table(), 42))
        .containsExactly(
            "Index        Analytic   Numeric ± bound",
            "───────────────────────────────────────",
            "[0,13,14,0]  0.004712  0.009424 ± 2e-09",
            "[1,2]               1         2 ± 3e-09",
            "",
            "Index        Says",
            "──────────────────────",
            "[0,13,14,0]  disagrees",
            "[1,2]        agrees",
            "",
            "Index        Units",
            "─────────────────────────────────",
            "[0,13,14,0]  max_pooling2d[3,4,7]",
            "[1,2]");
  }

  @Test
  void aNameWithoutSpacesIsPartedToo() {
    TextTable table = new TextTable(List.of("Layer", "N"), List.of(false, true));
    table.row("a".repeat(90), "7");
    assertThat(lines(table, 40))
        .containsExactly(
            "Layer                                  N",
            "────────────────────────────────────────",
            "a".repeat(37) + "  7",
            "a".repeat(37),
            "a".repeat(16));
    assertThat(table.lines(OptionalInt.empty(), Colour.none())).contains("a".repeat(59) + "…  7");
  }

  @Test
  void longNamesLeaveRoomForWhatTheyName() {
    TextTable table =
        new TextTable(
            List.of("Tensor", "Verdict", "Agree", "Wrong"), List.of(false, false, true, true));
    table.row("smooth_mlp/dense_4_1/BiasAdd/ReadVariableOp:0", "PASS", "32", "0");
    assertThat(lines(table, 40))
        .containsExactly(
            "Tensor                Verdict  Agree",
            "────────────────────────────────────",
            "smooth_mlp/           PASS        32",
            "dense_4_1/BiasAdd/",
            "ReadVariableOp:0",
            "",
            "Tensor                Wrong",
            "───────────────────────────",
            "smooth_mlp/               0",
            "dense_4_1/BiasAdd/",
            "ReadVariableOp:0");
  }

  @Test
  void verdictsAndSharesAreColouredAndStillLineUp() {
    TextTable table = new TextTable(List.of("Verdict", "Share", "N"), List.of(false, true, true));
    table.row("PASS", "2 %", "1");
    table.row("INCONCLUSIVE", "", "2");
    Colour colour = Colour.none();
    colour.choose(Colour.When.ALWAYS);
    assertThat(table.lines(OptionalInt.of(80), colour))
        .containsExactly(
            "Verdict       \u001b[1mShare\u001b[0m  N",
            "──────────────────────",
            "\u001b[1;32mPASS\u001b[0m            \u001b[1m2 %\u001b[0m  1",
            "\u001b[1;33mINCONCLUSIVE\u001b[0m         2");
  }
}
