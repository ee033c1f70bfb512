package io.plumbline.cli;

import io.plumbline.report.Table;
import java.util.ArrayList;
import java.util.List;

/** Columns that line up: words to the left, numbers to the right. */
final class TextTable {
  private static final int WIDEST_CELL = 60;
  private static final String GAP = "  ";

  private final List<Boolean> numeric;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(List<String> header, List<Boolean> numeric) {
    this.numeric = List.copyOf(numeric);
    row(header.toArray(String[]::new));
  }

  /** A table of the report, without its caption. */
  static TextTable of(Table table) {
    TextTable text =
        new TextTable(
            table.columns().stream().map(Table.Column::name).toList(),
            table.columns().stream().map(Table.Column::numeric).toList());
    table.rows().forEach(row -> text.row(row.toArray(String[]::new)));
    return text;
  }

  void row(String... cells) {
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      String text = Terminal.printable(cell);
      row.add(text.length() > WIDEST_CELL ? text.substring(0, WIDEST_CELL - 1) + "…" : text);
    }
    rows.add(row);
  }

  /** The header, a rule and the rows. */
  List<String> lines() {
    int[] widths = new int[numeric.size()];
    for (List<String> row : rows) {
      for (int k = 0; k < widths.length; k++) {
        widths[k] = Integer.max(widths[k], row.get(k).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      lines.add(line(row, widths));
    }
    int width = (widths.length - 1) * GAP.length();
    for (int each : widths) {
      width += each;
    }
    lines.add(1, "─".repeat(width));
    return lines;
  }

  /** A paragraph after a dash, in lines of at most so many columns. */
  static List<String> wrapped(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder("-");
    for (String word : text.split(" ")) {
      if (line.length() + 1 + word.length() > columns) {
        lines.add(line.toString());
        line = new StringBuilder(" ");
      }
      line.append(' ').append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int k = 0; k < widths.length; k++) {
      String space = " ".repeat(widths[k] - row.get(k).length());
      line.append(k == 0 ? "" : GAP);
      line.append(numeric.get(k) ? space + row.get(k) : row.get(k) + space);
    }
    return line.toString().stripTrailing();
  }
}
