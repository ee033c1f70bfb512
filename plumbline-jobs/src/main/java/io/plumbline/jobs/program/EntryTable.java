package io.plumbline.jobs.program;

import io.plumbline.core.check.Entry;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Reason;
import io.plumbline.jobs.check.WorstTable;
import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import java.util.List;
import java.util.Locale;

/** Entries of a derivative as a table. */
final class EntryTable {
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
        Numbers.format(entry.estimate())
            + " ± "
            + String.format(Locale.ROOT, "%.0e", entry.bound()),
        Numbers.format(entry.difference()),
        Numbers.format(entry.allowed()),
        entry.agreement() == Agreement.UNDECIDED
            ? WorstTable.word(Agreement.UNDECIDED)
                + ": "
                + entry.reason().map(Reason::name).orElse(entry.obtained())
            : WorstTable.word(entry.agreement()));
  }
}
