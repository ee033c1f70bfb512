package io.plumbline.run.attack;

import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import java.util.List;

/** Attacks and what they leave, one line for each. */
public final class AttackTable {
  private static final double MILLISECONDS = 1000;

  private AttackTable() {}

  /**
   * The table.
   *
   * @param rows its lines
   * @return a section
   */
  public static Table section(List<AttackRow> rows) {
    return new Table(
        "Accuracy under attack",
        "A model is no more robust than under the strongest attack tried.",
        List.of(
            Table.Column.text("Attack"),
            Table.Column.text("Norm"),
            Table.Column.number("Epsilon"),
            Table.Column.number("Images"),
            Table.Column.number("Clean"),
            Table.Column.number("Attacked"),
            Table.Column.number("Median distance"),
            Table.Column.number("Queries/image"),
            Table.Column.number("Seconds")),
        rows.stream().map(AttackTable::cells).toList());
  }

  private static List<String> cells(AttackRow row) {
    return List.of(
        row.method(),
        row.norm(),
        Numbers.setting(row.epsilon()),
        Numbers.count(row.count()),
        Numbers.percent(row.cleanAccuracy()),
        Numbers.percent(row.adversarialAccuracy()),
        row.medianDistance().map(Numbers::format).orElse("-"),
        Numbers.format(row.queriesPerImage()),
        Numbers.format(row.elapsedMs() / MILLISECONDS));
  }
}
