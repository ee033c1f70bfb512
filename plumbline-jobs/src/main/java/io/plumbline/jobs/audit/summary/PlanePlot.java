package io.plumbline.jobs.audit.summary;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.report.CellPlot;
import io.plumbline.report.CellPlot.Layout;
import io.plumbline.report.CellPlot.Line;
import io.plumbline.report.CellPlot.Panel;
import io.plumbline.report.CellPlot.Tick;
import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import io.plumbline.report.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The error against the loss, and what float32 can carry: the decades that samples lie in. */
final class PlanePlot {
  private static final int A_DECADE = LossPlane.LOSS.bins() / LossPlane.LOSS.decades();
  private static final int MOST_LISTED = 40;
  private static final int MOST_TICKS = 5;

  private final AuditSummary of;
  private final LossPlane plane;
  private final List<Verdict> verdicts;
  private final Range losses;
  private final Range errors;

  /** Bins from a whole decade to another. */
  private record Range(LossPlane.Axis axis, int from, int to) {
    static Range of(LossPlane.Axis axis, IntStream used) {
      var bins = used.summaryStatistics();
      return new Range(
          axis, bins.getMin() / A_DECADE * A_DECADE, (bins.getMax() / A_DECADE + 1) * A_DECADE);
    }

    int bins() {
      return to - from;
    }

    /** Every so many decades, the places counted from the first bin. */
    List<Tick> ticks(boolean down) {
      int decades = bins() / A_DECADE;
      int step = (decades + MOST_TICKS - 1) / MOST_TICKS;
      return IntStream.rangeClosed(0, decades)
          .filter(k -> k % step == 0)
          .mapToObj(
              k ->
                  new Tick(
                      down ? bins() - k * A_DECADE : k * A_DECADE,
                      "1e" + (axis.from() + from / A_DECADE + k)))
          .toList();
    }
  }

  private record Cell(Verdict verdict, int loss, int error, long count) {}

  private PlanePlot(AuditSummary summary, List<Cell> cells) {
    this.of = summary;
    this.plane = summary.plane();
    this.verdicts = Arrays.stream(Verdict.values()).filter(v -> has(cells, v)).toList();
    this.losses = Range.of(LossPlane.LOSS, cells.stream().mapToInt(Cell::loss));
    this.errors = Range.of(LossPlane.ERROR, cells.stream().mapToInt(Cell::error));
  }

  private static boolean has(List<Cell> cells, Verdict verdict) {
    return cells.stream().anyMatch(cell -> cell.verdict == verdict);
  }

  static Optional<CellPlot> of(AuditSummary summary) {
    List<Cell> cells = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      for (int loss = 0; loss < LossPlane.LOSS.bins(); loss++) {
        for (int error = 0; error < LossPlane.ERROR.bins(); error++) {
          long count = summary.plane().count(verdict, loss, error);
          if (count > 0) {
            cells.add(new Cell(verdict, loss, error, count));
          }
        }
      }
    }
    return cells.isEmpty()
        ? Optional.empty()
        : Optional.of(new PlanePlot(summary, cells).plot(cells));
  }

  private CellPlot plot(List<Cell> cells) {
    return new CellPlot(
        "Error against loss",
        "The norm of all that is off, relative to the derivative's, against the loss: how many"
            + " samples of each verdict lie where."
            + (plane.isOfProbability()
                ? " The surer the network is, the fewer digits float32 leaves of p - 1, and of the"
                    + " gradient: what lies along the dashed line is rounding."
                : "")
            + (plane.outside() > 0
                ? " Without "
                    + Numbers.count(plane.outside())
                    + " that have no finite error or loss."
                : ""),
        verdicts.stream().map(verdict -> panel(verdict, cells)).toList(),
        new Table(
            "",
            "The cells with the most samples.",
            List.of(
                Column.text("Verdict"),
                Column.number("Loss from"),
                Column.number("to"),
                Column.number("Error from"),
                Column.number("to"),
                Column.number("Samples")),
            cells.stream()
                .sorted(Comparator.comparingLong(Cell::count).reversed())
                .limit(MOST_LISTED)
                .map(PlanePlot::row)
                .toList()));
  }

  private static List<String> row(Cell cell) {
    return List.of(
        AuditPlots.title(cell.verdict),
        Numbers.format(LossPlane.LOSS.at(cell.loss)),
        Numbers.format(LossPlane.LOSS.at(cell.loss + 1)),
        Numbers.format(LossPlane.ERROR.at(cell.error)),
        Numbers.format(LossPlane.ERROR.at(cell.error + 1)),
        Numbers.count(cell.count));
  }

  private Panel panel(Verdict verdict, List<Cell> cells) {
    Cell fullest =
        cells.stream()
            .filter(cell -> cell.verdict == verdict)
            .max(Comparator.comparingLong(Cell::count))
            .orElseThrow();
    int columns = losses.bins();
    int rows = errors.bins();
    double[] counts = new double[rows * columns];
    Arrays.setAll(
        counts, k -> plane.count(verdict, losses.from + k % columns, errors.to - 1 - k / columns));
    return new Panel(
        AuditPlots.title(verdict),
        Numbers.count(of.verdicts().count(verdict))
            + " samples, most of them about a loss of "
            + Numbers.format(LossPlane.LOSS.at(fullest.loss + 0.5))
            + " and an error of "
            + Numbers.format(LossPlane.ERROR.at(fullest.error + 0.5))
            + ".",
        rows,
        columns,
        Values.of(counts),
        AuditPlots.scale(counts),
        Layout.PLOT,
        new CellPlot.Axis("→ loss", losses.ticks(false)),
        new CellPlot.Axis("↑ error in norm, relative", errors.ticks(true)),
        plane.isOfProbability() ? List.of(float32()) : List.of());
  }

  private Line float32() {
    double[] x = IntStream.rangeClosed(0, losses.bins()).asDoubleStream().toArray();
    double[] y =
        Arrays.stream(x)
            .map(
                k ->
                    errors.to
                        - LossPlane.ERROR.place(
                            LossPlane.float32(LossPlane.LOSS.at(losses.from + k))))
            .toArray();
    return AuditPlots.line("what rounding p in float32 brings", x, y);
  }
}
