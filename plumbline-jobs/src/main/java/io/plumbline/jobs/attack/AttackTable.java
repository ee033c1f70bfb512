package io.plumbline.jobs.attack;

import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

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
    boolean targeted = rows.stream().anyMatch(AttackRow::targeted);
    List<Table.Column> columns =
        new ArrayList<>(
            List.of(
                Table.Column.text("Attack"),
                Table.Column.text("Norm"),
                Table.Column.number("Epsilon"),
                Table.Column.number("Images"),
                Table.Column.number("Clean"),
                Table.Column.number("Attacked")));
    if (targeted) {
      columns.add(Table.Column.number("On target"));
    }
    columns.add(Table.Column.number("Median distance"));
    columns.add(Table.Column.number("Queries/image"));
    columns.add(Table.Column.number("Seconds"));
    return new Table(
        "Accuracy under attack",
        "A model is no more robust than under the strongest attack tried.",
        columns,
        rows.stream().map(row -> cells(row, targeted)).toList());
  }

  private static List<String> cells(AttackRow row, boolean targeted) {
    List<String> cells =
        new ArrayList<>(
            List.of(
                row.method(),
                row.norm(),
                Numbers.setting(row.epsilon()),
                Numbers.count(row.count()),
                Numbers.percent(row.cleanAccuracy()),
                Numbers.percent(row.adversarialAccuracy())));
    if (targeted) {
      cells.add(Numbers.percent(row.successRate()));
    }
    OptionalDouble median = row.medianDistance();
    cells.add(median.isPresent() ? Numbers.format(median.getAsDouble()) : "-");
    cells.add(Numbers.format(row.queriesPerImage()));
    cells.add(Numbers.format(row.elapsedMs() / MILLISECONDS));
    return cells;
  }
}
