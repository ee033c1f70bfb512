package io.plumbline.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the page's script draws, as one JSON object: arrays once, then the charts that refer to
 * them. Numbers carry seven digits, not-finite ones are strings.
 */
final class ChartData {
  /** Escapes &lt;, &gt;, &amp;, = and ', so that no text can end the script element. */
  private static final Gson JSON = new GsonBuilder().disableJdkUnsafe().create();

  private final Map<Values, Integer> places = new LinkedHashMap<>();
  private final List<Map<String, Object>> charts = new ArrayList<>();

  /** Adds a chart and returns the id of the element it is drawn into. */
  String add(Section section) {
    Map<String, Object> chart = new LinkedHashMap<>();
    String id = "chart-" + charts.size();
    chart.put("id", id);
    charts.add(chart);
    if (section instanceof HeatmapSet maps) {
      describe(maps, chart);
    } else if (section instanceof Histogram histogram) {
      describe(histogram, chart);
    } else if (section instanceof CurvePlot plot) {
      describe(plot, chart);
    } else {
      throw new IllegalArgumentException("not a chart: " + section);
    }
    return id;
  }

  /** Whether nothing is drawn by the script. */
  boolean isEmpty() {
    return charts.isEmpty();
  }

  String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("palettes", Map.of("light", ramps(Palette.LIGHT), "dark", ramps(Palette.DARK)));
    all.put("charts", charts);
    all.put("arrays", places.keySet().stream().map(ChartData::digits).toList());
    return JSON.toJson(all);
  }

  private void describe(HeatmapSet set, Map<String, Object> chart) {
    chart.put("type", "heatmaps");
    chart.put("rows", set.rows());
    chart.put("columns", set.columns());
    chart.put("maps", set.maps().stream().map(this::map).toList());
    chart.put(
        "readouts",
        set.readouts().stream()
            .map(readout -> Map.of("name", readout.name(), "values", place(readout.values())))
            .toList());
    set.tiles()
        .ifPresent(
            tiles ->
                chart.put(
                    "tiles",
                    Map.of(
                        "rows", tiles.rows(),
                        "columns", tiles.columns(),
                        "inputs", tiles.inputs())));
    set.overlay().ifPresent(overlay -> chart.put("overlay", overlay(overlay)));
  }

  private Map<String, Object> map(Heatmap map) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("title", map.title());
    out.put("values", place(map.values()));
    ColourScale scale = map.scale();
    if (scale instanceof ColourScale.Diverging signed) {
      out.put("scale", Map.of("type", "diverging", "low", -signed.limit(), "high", signed.limit()));
    } else if (scale instanceof ColourScale.LogSequential log) {
      out.put("scale", Map.of("type", "log", "low", log.low(), "high", log.high()));
    } else if (scale instanceof ColourScale.Gray gray) {
      out.put("scale", Map.of("type", "gray", "low", gray.low(), "high", gray.high()));
    } else if (scale instanceof ColourScale.Categories states) {
      out.put(
          "scale",
          Map.of(
              "type",
              "categories",
              "categories",
              states.categories().stream().map(ChartData::state).toList()));
    }
    return out;
  }

  private static Map<String, Object> state(ColourScale.Category category) {
    return Map.of(
        "name", category.name(),
        "role", category.role().name(),
        "colour", Palette.hex(Palette.roleColour(category.role())));
  }

  private static Map<String, Object> overlay(HeatmapSet.Overlay overlay) {
    List<String> texts = new ArrayList<>(List.of(""));
    List<Integer> indices = new ArrayList<>();
    Map<String, Integer> known = new LinkedHashMap<>(Map.of("", 0));
    for (String reason : overlay.reasons()) {
      indices.add(
          known.computeIfAbsent(
              reason,
              text -> {
                texts.add(text);
                return texts.size() - 1;
              }));
    }
    return Map.of("name", overlay.name(), "texts", texts, "reasons", indices);
  }

  private void describe(Histogram histogram, Map<String, Object> chart) {
    chart.put("type", "histogram");
    chart.put("quantity", histogram.quantity());
    chart.put("edges", place(histogram.edges()));
    chart.put("counts", place(histogram.counts()));
  }

  private void describe(CurvePlot plot, Map<String, Object> chart) {
    chart.put("type", "curves");
    chart.put("x", plot.x());
    chart.put("y", plot.y());
    chart.put(
        "curves",
        plot.curves().stream()
            .map(c -> Map.of("name", c.name(), "x", place(c.x()), "y", place(c.y())))
            .toList());
    chart.put("markers", plot.markers());
  }

  private int place(Values values) {
    return places.computeIfAbsent(values, key -> places.size());
  }

  private static Map<String, Object> ramps(Palette palette) {
    return Map.of("diverging", palette.divergingHex(), "sequential", palette.sequentialHex());
  }

  private static List<Object> digits(Values values) {
    List<Object> out = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      double value = values.get(i);
      out.add(
          Double.isFinite(value)
              ? Double.valueOf(String.format(Locale.ROOT, "%.6e", value))
              : Double.toString(value));
    }
    return out;
  }
}
