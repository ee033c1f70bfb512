package io.plumbline.jobs.estimate;

import io.plumbline.attack.TileStudy;
import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import java.util.ArrayList;
import java.util.List;

/** Estimates by tile size, one line for each, and what FGSM does with them. */
public final class EstimateTable {
  private EstimateTable() {}

  /**
   * The table.
   *
   * @param outcome what was found
   * @return a section
   */
  public static Table section(EstimateJob.Outcome outcome) {
    List<Table.Column> columns =
        new ArrayList<>(
            List.of(
                Table.Column.text("Gradient"),
                Table.Column.number("Queries"),
                Table.Column.number("Cosine"),
                Table.Column.number("Same sign")));
    for (double epsilon : outcome.settings().epsilons()) {
      columns.add(Table.Column.text("FGSM " + Numbers.setting(epsilon)));
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("reverse mode", "1 gradient", "1", Numbers.percent(1), outcome.study().unaided()));
    for (TileStudy.Estimate each : outcome.study().estimates()) {
      rows.add(
          row(
              "tiles " + each.tile() + " x " + each.tile(),
              Numbers.count(each.queries()),
              Numbers.format(each.cosine()),
              Numbers.percent(each.signAgreement()),
              each.outcomes()));
    }
    return new Table(
        "How good is a tile?",
        "Central differences of whole tiles against the gradient of every pixel, and what the model"
            + " says of the image that FGSM makes of each; the label is "
            + outcome.label()
            + ".",
        columns,
        rows);
  }

  private static List<String> row(
      String name, String queries, String cosine, String signs, List<TileStudy.Outcome> outcomes) {
    List<String> cells = new ArrayList<>(List.of(name, queries, cosine, signs));
    for (TileStudy.Outcome each : outcomes) {
      cells.add(
          (each.success() ? "fooled: " : "still ")
              + each.prediction()
              + ", loss "
              + Numbers.format(each.loss()));
    }
    return cells;
  }
}
