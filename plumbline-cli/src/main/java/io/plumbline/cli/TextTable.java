package io.plumbline.cli;

import io.plumbline.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Columns that line up: words to the left, numbers to the right. Where a table is wider than the
 * terminal its longest words go on below themselves, and where that does not suffice its columns
 * stand in several tables, one below the other, each with what names the rows. Nothing is left out.
 */
final class TextTable {
  private static final int WIDEST_CELL = 60;

  /** Words in less than this are a column of syllables. */
  private static final int LEAST_WORDS = 20;

  private static final String GAP = "  ";

  private final List<String> names;
  private final List<Boolean> numeric;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(List<String> names, List<Boolean> numeric) {
    this.names = List.copyOf(names);
    this.numeric = List.copyOf(numeric);
    row(names.toArray(String[]::new));
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
    rows.add(List.of(cells).stream().map(Terminal::printable).toList());
  }

  /**
   * The header, a rule and the rows.
   *
   * @param columns how wide they may be; where that is open, cells are cut that are very long
   * @param colour of the cells
   */
  List<String> lines(OptionalInt columns, Colour colour) {
    List<Integer> all = new ArrayList<>();
    int[] widths = new int[names.size()];
    for (int k = 0; k < widths.length; k++) {
      all.add(k);
      for (List<String> row : rows) {
        widths[k] = Integer.max(widths[k], row.get(k).length());
      }
    }
    if (columns.isEmpty()) {
      for (int k = 0; k < widths.length; k++) {
        widths[k] = Integer.min(widths[k], WIDEST_CELL);
      }
      return lines(all, widths, false, colour);
    }
    int most = columns.getAsInt();
    if (width(all, widths) > most) {
      all.removeIf(this::isEmpty);
    }
    narrow(all, widths, most, LEAST_WORDS);
    if (width(all, widths) <= most) {
      return lines(all, widths, true, colour);
    }
    // Long names leave room for what they name.
    widths[0] = Integer.min(widths[0], most / 2);
    List<String> lines = new ArrayList<>();
    for (List<Integer> panel : panels(all, widths, most)) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      narrow(panel, widths, most, 1);
      lines.addAll(lines(panel, widths, true, colour));
    }
    return lines;
  }

  /** Takes what is too much from the widest column of words, if so many columns are left to it. */
  private void narrow(List<Integer> panel, int[] widths, int most, int least) {
    int over = width(panel, widths) - most;
    int widest = -1;
    for (int k : panel) {
      boolean words = least < LEAST_WORDS || !numeric.get(k);
      if (words && (widest < 0 || widths[k] > widths[widest])) {
        widest = k;
      }
    }
    if (over > 0 && widest >= 0 && widths[widest] - over >= least) {
      widths[widest] -= over;
    }
  }

  /** Whether a column has a name and nothing else. */
  private boolean isEmpty(int column) {
    return rows.stream().skip(1).allMatch(row -> row.get(column).isEmpty());
  }

  /** The columns that fit beside each other, always with those that name the rows. */
  private List<List<Integer>> panels(List<Integer> all, int[] widths, int most) {
    List<Integer> key = key(all, widths, most);
    List<List<Integer>> panels = new ArrayList<>();
    List<Integer> panel = new ArrayList<>(key);
    for (int k : all.subList(key.size(), all.size())) {
      List<Integer> wider = new ArrayList<>(panel);
      wider.add(k);
      if (width(wider, widths) > most && panel.size() > key.size()) {
        panels.add(panel);
        panel = new ArrayList<>(key);
        panel.add(k);
      } else {
        panel = wider;
      }
    }
    panels.add(panel);
    return panels;
  }

  /** The first column; with the words that follow words, up to half of the width. */
  private List<Integer> key(List<Integer> all, int[] widths, int most) {
    int size = 1;
    while (size < all.size() - 1
        && !numeric.get(all.get(0))
        && !numeric.get(all.get(size))
        && 2 * width(all.subList(0, size + 1), widths) <= most) {
      size++;
    }
    return all.subList(0, size);
  }

  private static int width(List<Integer> panel, int[] widths) {
    int width = (panel.size() - 1) * GAP.length();
    for (int k : panel) {
      width += widths[k];
    }
    return width;
  }

  private List<String> lines(List<Integer> panel, int[] widths, boolean whole, Colour colour) {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      List<List<String>> cells = new ArrayList<>();
      int height = 1;
      for (int k : panel) {
        List<String> cell = whole ? folded(row.get(k), widths[k]) : List.of(cut(row.get(k)));
        height = Integer.max(height, cell.size());
        cells.add(cell);
      }
      for (int line = 0; line < height; line++) {
        lines.add(line(panel, widths, cells, line, colour));
      }
      if (lines.size() == height) {
        lines.add("─".repeat(width(panel, widths)));
      }
    }
    return lines;
  }

  private String line(
      List<Integer> panel, int[] widths, List<List<String>> cells, int at, Colour colour) {
    StringBuilder line = new StringBuilder();
    for (int p = 0; p < cells.size(); p++) {
      int k = panel.get(p);
      String text = at < cells.get(p).size() ? cells.get(p).get(at) : "";
      String space = " ".repeat(widths[k] - text.length());
      String painted = colour.cell(names.get(k), text);
      line.append(p == 0 ? "" : GAP);
      line.append(numeric.get(k) ? space + painted : painted + space);
    }
    return line.toString().stripTrailing();
  }

  private static String cut(String cell) {
    return cell.length() > WIDEST_CELL ? cell.substring(0, WIDEST_CELL - 1) + "…" : cell;
  }

  /** A cell in lines of a width, parted between words or steps of a path where there are any. */
  private static List<String> folded(String cell, int width) {
    List<String> lines = new ArrayList<>();
    String rest = cell;
    while (rest.length() > width) {
      int space = rest.lastIndexOf(' ', width);
      int slash = rest.lastIndexOf('/', width - 1);
      int end = space > 0 ? space : slash > 0 ? slash + 1 : width;
      lines.add(rest.substring(0, end));
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }
}
