package io.plumbline.cli;

import io.plumbline.graph.Summary;
import io.plumbline.report.Numbers;
import java.util.List;

/** A model's layers in the manner of Keras. */
final class SummaryTable {
  private SummaryTable() {}

  static void print(Summary summary, Terminal terminal) {
    TextTable table =
        new TextTable(
            List.of("Layer", "Type", "Output shape", "Parameters"),
            List.of(false, false, false, true));
    table.row(summary.input(), "Input", summary.inputShape(), "0");
    for (Summary.Row row : summary.rows()) {
      table.row(row.name(), row.type(), row.shape(), Numbers.count(row.parameters()));
    }
    Screen screen = new Screen(terminal);
    screen.heading("Model: " + Terminal.printable(summary.source()));
    screen.table(table);
    screen.line(
        "Parameters: "
            + Numbers.count(summary.parameters())
            + " ("
            + Numbers.count(summary.trainable())
            + " trainable, "
            + Numbers.count(summary.fixed())
            + " fixed)");
  }
}
