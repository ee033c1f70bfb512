package io.plumbline.report;

import io.plumbline.report.CellPlot.Layout;
import io.plumbline.report.CellPlot.Line;
import io.plumbline.report.CellPlot.Panel;
import io.plumbline.report.CellPlot.Tick;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A grid as SVG: a path for each colour, which the theme gives; labels are text of the page. */
final class CellDrawing {
  private final Panel panel;

  private CellDrawing(Panel panel) {
    this.panel = panel;
  }

  static Map<String, Object> view(Panel panel) {
    return new CellDrawing(panel).view();
  }

  private Map<String, Object> view() {
    Map<String, Object> view = new HashMap<>();
    view.put("title", panel.title());
    view.put("name", Prose.plain(panel.title() + ". " + panel.alternative()));
    view.put("layout", panel.shape().name().toLowerCase(Locale.ROOT));
    view.put("columns", panel.columns());
    view.put("rows", panel.rows());
    view.put("ratio", panel.shape() == Layout.PIXELS ? panel.columns() + " / " + panel.rows() : "");
    view.put("paths", paths());
    view.put("lines", panel.lines().stream().map(this::line).toList());
    view.put("x", ticks(panel.x().ticks(), panel.columns()));
    view.put("y", ticks(panel.y().ticks(), panel.rows()));
    view.put("margin", margin(panel.y().ticks()));
    view.put(
        "names",
        Stream.of(panel.x().name(), panel.y().name()).filter(name -> !name.isEmpty()).toList());
    view.put("levels", levels());
    view.put("low", number(panel.scale().low()));
    view.put("high", number(panel.scale().high()));
    return view;
  }

  /** Counts have all their digits. */
  private static String number(double value) {
    return value == Math.rint(value) && value < 1e15
        ? Numbers.count((long) value)
        : Numbers.format(value);
  }

  private static List<Integer> levels() {
    List<Integer> levels = new ArrayList<>();
    for (int level = 0; level < Palette.LEVELS; level++) {
      levels.add(level);
    }
    return levels;
  }

  private List<Map<String, Object>> paths() {
    List<StringBuilder> paths = new ArrayList<>();
    levels().forEach(level -> paths.add(new StringBuilder()));
    for (int row = 0; row < panel.rows(); row++) {
      for (int from = 0; from < panel.columns(); ) {
        int level = level(row, from);
        int to = from + 1;
        while (to < panel.columns() && level(row, to) == level) {
          to++;
        }
        if (level >= 0) {
          int width = to - from;
          paths.get(level).append(String.format("M%d %dh%dv1h-%dz", from, row, width, width));
        }
        from = to;
      }
    }
    List<Map<String, Object>> views = new ArrayList<>();
    for (int level = 0; level < paths.size(); level++) {
      if (!paths.get(level).isEmpty()) {
        views.add(Map.of("level", level, "path", paths.get(level).toString()));
      }
    }
    return views;
  }

  /** Below zero where a cell stays empty. */
  private int level(int row, int column) {
    double value = panel.values().get(row * panel.columns() + column);
    return value > 0 ? Palette.level(panel.scale(), value) : -1;
  }

  private Map<String, Object> line(Line line) {
    StringBuilder path = new StringBuilder();
    for (int k = 0; k < line.x().size(); k++) {
      path.append(k == 0 ? 'M' : 'L')
          .append(String.format(Locale.ROOT, "%.3f %.3f", line.x().get(k), line.y().get(k)));
    }
    return Map.of("path", path.toString(), "name", line.name());
  }

  /** How many characters wide labels on the left are. */
  static int margin(List<Tick> ticks) {
    return 1 + ticks.stream().mapToInt(t -> t.label().length()).max().orElse(-1);
  }

  static List<Map<String, Object>> ticks(List<Tick> ticks, int cells) {
    return ticks.stream()
        .map(
            tick ->
                Map.<String, Object>of(
                    "label",
                    tick.label(),
                    "percent",
                    String.format(Locale.ROOT, "%.2f", 100 * tick.at() / cells)))
        .toList();
  }
}
