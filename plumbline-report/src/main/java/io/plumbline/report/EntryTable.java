package io.plumbline.report;

import io.plumbline.core.check.Entry;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Reason;
import io.plumbline.report.Table.Column;
import java.util.List;
import java.util.Locale;

/** Entries of a derivative as a table. */
public final class EntryTable {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("Entry"),
          Column.number("Given"),
          Column.number("Derivative ± bound"),
          Column.number("Difference"),
          Column.number("Allowed"),
          Column.text("Says"));

  private EntryTable() {}

  static Table of(String title, String caption, List<Entry> entries) {
    return new Table(title, caption, COLUMNS, entries.stream().map(EntryTable::row).toList());
  }

  private static List<String> row(Entry entry) {
    return List.of(
        entry.place(),
        Numbers.format(entry.given()),
        bounded(entry.estimate(), entry.bound()),
        Numbers.format(entry.difference()),
        Numbers.format(entry.allowed()),
        entry.agreement() == Agreement.UNDECIDED
            ? word(Agreement.UNDECIDED)
                + ": "
                + entry.reason().map(Reason::name).orElse(entry.obtained())
            : word(entry.agreement()));
  }

  /**
   * A number and how far off it may be.
   *
   * @param value the number
   * @param bound in its unit
   * @return both, the bound with one digit
   */
  public static String bounded(double value, double bound) {
    return Numbers.format(value) + " ± " + String.format(Locale.ROOT, "%.0e", bound);
  }

  /**
   * What is said of an entry.
   *
   * @param agreement with the derivative
   * @return a word or two
   */
  public static String word(Agreement agreement) {
    return switch (agreement) {
      case AGREES -> "agrees";
      case DISAGREES -> "wrong";
      case DOUBTFUL -> "in doubt";
      case UNDECIDED -> "undecided";
    };
  }
}
