package io.plumbline.report;

/** A part of a report. Commands compose sections; the template draws any list of them. */
public sealed interface Section
    permits BarPlot,
        CellPlot,
        CloseUps,
        CurvePlot,
        Folded,
        Gallery,
        HeatmapSet,
        Histogram,
        KeyFigures,
        Lead,
        Samples,
        Table,
        TextSection,
        WeightedText {

  /**
   * The heading.
   *
   * @return a short plain text, empty for none
   */
  String title();
}
