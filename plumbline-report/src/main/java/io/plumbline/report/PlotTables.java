package io.plumbline.report;

import java.util.ArrayList;
import java.util.List;

/** The numbers of a plot as a table, for those who cannot see it or want to copy them. */
final class PlotTables {
  private PlotTables() {}

  static Table of(Histogram histogram) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < histogram.counts().size(); i++) {
      rows.add(
          List.of(
              Numbers.format(histogram.edges().get(i)),
              Numbers.format(histogram.edges().get(i + 1)),
              Numbers.count((long) histogram.counts().get(i))));
    }
    return new Table(
        "",
        "",
        List.of(
            Table.Column.number("From"),
            Table.Column.number("to below"),
            Table.Column.number("Count")),
        rows);
  }

  /** What lies outside the bins, in words; empty where nothing does. */
  static String outside(Histogram histogram) {
    List<String> parts = new ArrayList<>();
    int last = histogram.edges().size() - 1;
    if (histogram.below() > 0) {
      parts.add(
          Numbers.count(histogram.below())
              + " below "
              + Numbers.setting(histogram.edges().get(0))
              + " or exactly zero");
    }
    if (histogram.above() > 0) {
      parts.add(
          Numbers.count(histogram.above())
              + " above "
              + Numbers.setting(histogram.edges().get(last)));
    }
    if (histogram.notFinite() > 0) {
      parts.add(Numbers.count(histogram.notFinite()) + " not finite");
    }
    return parts.isEmpty() ? "" : "Not drawn: " + String.join(", ", parts) + ".";
  }

  static Table of(CurvePlot plot) {
    List<List<String>> rows = new ArrayList<>();
    for (CurvePlot.Curve curve : plot.curves()) {
      for (int i = 0; i < curve.x().size(); i++) {
        rows.add(
            List.of(
                curve.name(), Numbers.format(curve.x().get(i)), Numbers.format(curve.y().get(i))));
      }
    }
    return new Table(
        "",
        "",
        List.of(
            Table.Column.text("Curve"),
            Table.Column.number(plot.x().name()),
            Table.Column.number(plot.y().name())),
        rows);
  }
}
