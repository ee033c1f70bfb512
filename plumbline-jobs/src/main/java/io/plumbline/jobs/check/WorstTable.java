package io.plumbline.jobs.check;

import io.plumbline.core.function.Shape;
import io.plumbline.diagnose.check.WorstCoordinate;
import io.plumbline.report.EntryTable;
import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The worst coordinates as a table. */
final class WorstTable {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("Index"),
          Column.number("Analytic"),
          Column.number("Numeric ± bound"),
          Column.number("Difference"),
          Column.number("Allowed"),
          Column.text("Says"),
          Column.text("Units at a kink"));

  private WorstTable() {}

  static Optional<Table> of(int[] shape, List<WorstCoordinate> worst) {
    if (worst.isEmpty()) {
      return Optional.empty();
    }
    List<List<String>> rows = new ArrayList<>();
    for (WorstCoordinate each : worst) {
      rows.add(
          List.of(
              place(shape, each.index()),
              Numbers.format(each.analytic()),
              Numbers.format(each.numeric())
                  + " ± "
                  + String.format(Locale.ROOT, "%.0e", each.bound()),
              Numbers.format(each.difference()),
              Numbers.format(each.allowed()),
              EntryTable.word(each.agreement()),
              kinks(each.kinks())));
    }
    return Optional.of(new Table("Worst coordinates", "", COLUMNS, rows));
  }

  /** An index as NumPy takes it. */
  static String place(int[] shape, int flat) {
    return Arrays.toString(Shape.of(shape).coordinates(flat)).replace(" ", "");
  }

  /** The first unit, without its rivals, and how many more there are. */
  private static String kinks(List<String> kinks) {
    if (kinks.isEmpty()) {
      return "";
    }
    String unit = kinks.get(0).replaceFirst(":.*", "");
    return kinks.size() == 1 ? unit : unit + " and " + (kinks.size() - 1) + " more";
  }
}
