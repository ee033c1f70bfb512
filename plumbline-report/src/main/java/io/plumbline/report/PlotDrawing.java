package io.plumbline.report;

import static io.plumbline.report.PlotAxis.LENGTH;
import static io.plumbline.report.PlotAxis.number;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Curves and histograms as SVG: as wide as the page, in its colours; labels are text of the page.
 * What a point or a bar says is its title.
 */
final class PlotDrawing {
  private static final int STYLES = 4;

  private PlotDrawing() {}

  static Map<String, Object> view(CurvePlot plot) {
    PlotAxis x =
        PlotAxis.between(
            plot.x().logarithmic(),
            plot.curves().stream().flatMapToDouble(c -> Arrays.stream(c.x().toArray())));
    PlotAxis y =
        PlotAxis.around(
            plot.y().logarithmic(),
            plot.curves().stream().flatMapToDouble(c -> Arrays.stream(c.y().toArray())));
    Map<String, Object> view = frame(x, y, plot.x().name(), plot.y().name());
    List<Map<String, Object>> curves = new ArrayList<>();
    for (CurvePlot.Curve curve : plot.curves()) {
      curves.add(curve(plot, curve, curves.size() % STYLES, x, y));
    }
    view.put("curves", curves);
    view.put("legend", curves.size() > 1 ? Map.of("all", curves) : null);
    view.put("bars", List.of());
    List<Map<String, Object>> markers = new ArrayList<>();
    for (CurvePlot.Marker marker : plot.markers()) {
      if (x.has(marker.x())) {
        double at = x.at(marker.x());
        markers.add(
            Map.of(
                "at", number(at),
                "percent", number(100 * at / LENGTH),
                "line", markers.size(),
                "label", marker.label()));
      }
    }
    view.put("markers", markers);
    view.put("lines", markers.size());
    return view;
  }

  private static Map<String, Object> curve(
      CurvePlot plot, CurvePlot.Curve curve, int style, PlotAxis x, PlotAxis y) {
    StringBuilder path = new StringBuilder();
    List<Map<String, Object>> points = new ArrayList<>();
    for (int k = 0; k < curve.x().size(); k++) {
      double across = curve.x().get(k);
      double up = curve.y().get(k);
      if (x.has(across) && y.has(up)) {
        String place = number(x.at(across)) + " " + number(LENGTH - y.at(up));
        path.append(path.isEmpty() ? 'M' : 'L').append(place);
        points.add(
            Map.of(
                "x", number(x.at(across)),
                "place", place,
                "title",
                    Prose.plain(
                        curve.name()
                            + ": "
                            + plot.x().name()
                            + " "
                            + Numbers.format(across)
                            + ", "
                            + plot.y().name()
                            + " "
                            + Numbers.format(up))));
      }
    }
    return Map.of("style", style, "name", curve.name(), "path", path.toString(), "points", points);
  }

  static Map<String, Object> view(Histogram histogram) {
    double[] edges = histogram.edges().toArray();
    PlotAxis x = PlotAxis.between(true, Arrays.stream(edges));
    PlotAxis y =
        PlotAxis.around(
            false,
            DoubleStream.concat(DoubleStream.of(0), Arrays.stream(histogram.counts().toArray())));
    Map<String, Object> view = frame(x, y, histogram.quantity(), "pixels");
    List<Map<String, Object>> bars = new ArrayList<>();
    for (int bin = 0; bin < histogram.counts().size(); bin++) {
      double count = histogram.counts().get(bin);
      double from = x.at(edges[bin]);
      double width = x.at(edges[bin + 1]) - from;
      bars.add(
          Map.of(
              "x", number(from + width / 2),
              "from", number(from + width / 20),
              "width", number(0.9 * width),
              "y", number(LENGTH - y.at(count)),
              "height", number(y.at(count)),
              "title",
                  Numbers.format(edges[bin])
                      + " to "
                      + Numbers.format(edges[bin + 1])
                      + ": "
                      + Numbers.count((long) count)
                      + (count == 1 ? " pixel" : " pixels")));
    }
    view.put("bars", bars);
    view.put("curves", List.of());
    view.put("legend", null);
    view.put("markers", List.of());
    view.put("lines", 0);
    return view;
  }

  private static Map<String, Object> frame(PlotAxis x, PlotAxis y, String across, String up) {
    List<CellPlot.Tick> upwards =
        y.ticks().stream().map(t -> new CellPlot.Tick(LENGTH - t.at(), t.label())).toList();
    Map<String, Object> view = new HashMap<>();
    view.put("size", LENGTH);
    view.put("x", CellDrawing.ticks(x.ticks(), LENGTH));
    view.put("y", CellDrawing.ticks(upwards, LENGTH));
    view.put("grid", upwards.stream().map(t -> number(t.at())).toList());
    view.put("margin", CellDrawing.margin(upwards));
    view.put("across", across);
    view.put("up", up);
    return view;
  }
}
