package io.plumbline.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Histograms and curves as images, drawn by XChart. */
final class PlotImage {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 480;
  private static final Color GRID = new Color(0xeceef0);
  private static final List<Color> COLOURS =
      List.of(new Color(0xc2410c), new Color(0x2351c9), new Color(0x16713c), new Color(0x8a5a00));
  private static final List<Marker> SHAPES =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.SQUARE);
  private static final List<float[]> DASHES =
      List.of(
          new float[] {1, 0}, new float[] {8, 5}, new float[] {2, 4}, new float[] {10, 4, 2, 4});

  private PlotImage() {}

  static BufferedImage draw(Histogram histogram) {
    XYChart chart = frame(histogram.title(), histogram.quantity(), "pixels");
    chart.getStyler().setXAxisLogarithmic(true).setLegendVisible(false);
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int bin = 0; bin < histogram.counts().size(); bin++) {
      x.add(histogram.edges().get(bin));
      y.add(histogram.counts().get(bin));
      x.add(histogram.edges().get(bin + 1));
      y.add(histogram.counts().get(bin));
    }
    XYSeries bars = chart.addSeries("count", x, y);
    bars.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Area);
    bars.setMarker(SeriesMarkers.NONE);
    bars.setLineStyle(SeriesLines.NONE);
    bars.setFillColor(COLOURS.get(1));
    return BitmapEncoder.getBufferedImage(chart);
  }

  static BufferedImage draw(CurvePlot plot) {
    XYChart chart = frame(plot.title(), plot.x().name(), plot.y().name());
    chart.getStyler().setXAxisLogarithmic(plot.x().logarithmic());
    chart.getStyler().setYAxisLogarithmic(plot.y().logarithmic());
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    int drawn = 0;
    for (CurvePlot.Curve curve : plot.curves()) {
      addCurve(chart, plot, curve, drawn++ % COLOURS.size());
    }
    for (CurvePlot.Marker marker : plot.markers()) {
      if (visible(marker.x(), plot.x())) {
        chart.addAnnotation(new AnnotationLine(marker.x(), true, false));
        chart.addAnnotation(new AnnotationText(marker.label(), marker.x(), highest(plot), false));
      }
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  private static double highest(CurvePlot plot) {
    return plot.curves().stream()
        .flatMapToDouble(curve -> Arrays.stream(curve.y().toArray()))
        .filter(value -> visible(value, plot.y()))
        .max()
        .orElse(1);
  }

  private static void addCurve(XYChart chart, CurvePlot plot, CurvePlot.Curve curve, int look) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int i = 0; i < curve.x().size(); i++) {
      if (visible(curve.x().get(i), plot.x()) && visible(curve.y().get(i), plot.y())) {
        x.add(curve.x().get(i));
        y.add(curve.y().get(i));
      }
    }
    if (x.isEmpty()) {
      return;
    }
    XYSeries series = chart.addSeries(curve.name(), x, y);
    series.setLineColor(COLOURS.get(look));
    series.setMarkerColor(COLOURS.get(look));
    series.setMarker(SHAPES.get(look));
    series.setLineStyle(
        new BasicStroke(
            2.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, DASHES.get(look), 0));
  }

  private static boolean visible(double value, CurvePlot.Axis axis) {
    return Double.isFinite(value) && (!axis.logarithmic() || value > 0);
  }

  private static XYChart frame(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .theme(Styler.ChartTheme.XChart)
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setPlotGridLinesColor(GRID);
    chart.getStyler().setPlotGridLinesStroke(new BasicStroke(0.5f));
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    chart.getStyler().setChartTitleFont(PlotFonts.TITLE);
    chart.getStyler().setChartTitleBoxVisible(false);
    chart.getStyler().setAxisTitleFont(PlotFonts.TEXT);
    chart.getStyler().setAxisTickLabelsFont(PlotFonts.TEXT);
    chart.getStyler().setLegendFont(PlotFonts.TEXT);
    chart.getStyler().setLegendBorderColor(Color.WHITE);
    chart.getStyler().setAnnotationLineColor(Color.GRAY);
    chart
        .getStyler()
        .setAnnotationLineStroke(
            new BasicStroke(
                1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {4, 4}, 0));
    chart.getStyler().setAnnotationTextFont(PlotFonts.TEXT);
    chart.getStyler().setAntiAlias(true);
    return chart;
  }
}
