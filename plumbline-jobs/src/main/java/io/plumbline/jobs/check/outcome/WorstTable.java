package io.plumbline.jobs.check.outcome;

import io.plumbline.core.function.Shape;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.diagnose.check.WorstCoordinate;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.evaluate.result.Differences.Standing;
import io.plumbline.jobs.WorstEntries;
import io.plumbline.report.EntryTable;
import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The worst coordinates as a table. */
public final class WorstTable {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("Index"),
          Column.number("Analytic"),
          Column.number("Numeric ± bound"),
          Column.number("Difference"),
          Column.number("Allowed"),
          Column.text("Says"),
          Column.text("Units at a kink"));

  private final Variable variable;

  private WorstTable(Variable variable) {
    this.variable = variable;
  }

  public static Optional<Table> of(Variable variable, List<WorstCoordinate> worst) {
    if (worst.isEmpty()) {
      return Optional.empty();
    }
    WorstTable table = new WorstTable(variable);
    return Optional.of(
        new Table("Worst coordinates", "", COLUMNS, worst.stream().map(table::row).toList()));
  }

  /** The worst by their ratio to what is allowed, and the worst by their size. */
  public static Table of(Variable variable, Judged judged) {
    Judgement judgement = judged.judgement();
    WorstTable table = new WorstTable(variable);
    List<List<String>> rows = new ArrayList<>();
    List<Integer> entries = entries(judgement);
    for (int k : entries) {
      List<String> row = new ArrayList<>(table.row(entry(judged, k)));
      row.add(COLUMNS.size() - 2, Numbers.format(ratio(judgement, k)));
      rows.add(row);
    }
    List<Column> columns = new ArrayList<>(COLUMNS);
    columns.add(COLUMNS.size() - 2, Column.number("Times allowed"));
    return new Table(
        "Worst coordinates",
        "Those furthest beyond what rounding allows, and those with the largest difference.",
        columns,
        rows,
        entries);
  }

  /** Which ones, the worst by their ratio to what is allowed first. */
  public static List<Integer> entries(Judgement judgement) {
    double[] differences = judgement.differences();
    return WorstEntries.of(
        differences.length, i -> ratio(judgement, i), i -> Math.abs(differences[i]));
  }

  private static double ratio(Judgement judgement, int k) {
    double difference = Math.abs(judgement.differences()[k]);
    return difference == 0 ? 0 : difference / judgement.allowed()[k];
  }

  /** As the check found it where it is among the worst, else without the names of units. */
  private static WorstCoordinate entry(Judged judged, int k) {
    return judged.worst().stream()
        .filter(each -> each.index() == k)
        .findFirst()
        .orElseGet(() -> unnamed(judged, k));
  }

  private static WorstCoordinate unnamed(Judged judged, int k) {
    Differences derivative = judged.derivative();
    Judgement judgement = judged.judgement();
    Agreement agreement = judgement.agreements()[k];
    return new WorstCoordinate(
        k,
        judged.gradient()[k],
        derivative.values()[k],
        derivative.bounds()[k],
        judgement.differences()[k],
        judgement.allowed()[k],
        agreement,
        derivative.standings()[k] == Standing.TIED ? List.of("an exact tie or kink") : List.of());
  }

  private List<String> row(WorstCoordinate each) {
    return List.of(
        variable.place(each.index()),
        Numbers.format(each.analytic()),
        EntryTable.bounded(each.numeric(), each.bound()),
        Numbers.format(each.difference()),
        Numbers.format(each.allowed()),
        EntryTable.word(each.agreement()),
        kinks(each.kinks()));
  }

  /** An index as NumPy takes it. */
  public static String place(int[] shape, int flat) {
    return Arrays.toString(Shape.of(shape).coordinates(flat)).replace(" ", "");
  }

  /** The first unit, without its rivals, and how many more there are. */
  public static String kinks(List<String> kinks) {
    if (kinks.isEmpty()) {
      return "";
    }
    String unit = kinks.get(0).replaceFirst(":.*", "");
    return kinks.size() == 1 ? unit : unit + " and " + (kinks.size() - 1) + " more";
  }
}
