package io.plumbline.report;

import java.util.List;

/**
 * A table of ready texts; {@link Numbers} makes them from numbers.
 *
 * @param title the heading, empty for none
 * @param caption one or two sentences on how to read it; may be empty
 * @param columns the columns
 * @param rows the cells, each row as long as the columns
 * @param entries where rows are of entries of an array: the place of each; else empty
 */
public record Table(
    String title,
    String caption,
    List<Column> columns,
    List<List<String>> rows,
    List<Integer> entries)
    implements Section {
  /** Copies the rows and checks their length. */
  public Table {
    columns = List.copyOf(columns);
    entries = List.copyOf(entries);
    if (!entries.isEmpty()) {
      Arguments.sameSize("entries", entries.size(), rows.size());
    }
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      Arguments.sameSize("row " + row, row.size(), columns.size());
    }
  }

  /**
   * A table whose rows are of no array.
   *
   * @param title the heading, empty for none
   * @param caption one or two sentences on how to read it; may be empty
   * @param columns the columns
   * @param rows the cells, each row as long as the columns
   */
  public Table(String title, String caption, List<Column> columns, List<List<String>> rows) {
    this(title, caption, columns, rows, List.of());
  }

  /**
   * Its beginning.
   *
   * @param most how many rows
   * @return the same with no more rows
   */
  Table first(int most) {
    int count = Math.min(most, rows.size());
    return new Table(
        title,
        caption,
        columns,
        rows.subList(0, count),
        entries.isEmpty() ? entries : entries.subList(0, count));
  }

  /**
   * A column.
   *
   * @param name its heading
   * @param numeric whether its cells are numbers, which line up on the right
   */
  public record Column(String name, boolean numeric) {
    /**
     * A column of words.
     *
     * @param name its heading
     * @return the column
     */
    public static Column text(String name) {
      return new Column(name, false);
    }

    /**
     * A column of numbers.
     *
     * @param name its heading
     * @return the column
     */
    public static Column number(String name) {
      return new Column(name, true);
    }
  }
}
