package io.plumbline.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonSerializer;
import io.plumbline.report.ColourScale.Category;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the page's script draws: maps, and the arrays that they refer to. */
final class ChartData {
  /** Fields by their names' order: the same report is the same page, in every process. */
  private static final Gson JSON =
      new GsonBuilder()
          .disableJdkUnsafe()
          .registerTypeHierarchyAdapter(
              Map.class,
              (JsonSerializer<Map<?, ?>>)
                  (map, type, context) -> {
                    JsonObject fields = new JsonObject();
                    new TreeMap<>(map)
                        .forEach((key, value) -> fields.add(key + "", context.serialize(value)));
                    return fields;
                  })
          .create();

  private final PackedArrays arrays = new PackedArrays();
  private final List<Map<String, Object>> charts = new ArrayList<>();
  private final Set<Values> mapped;

  /** Of a page with these sections. */
  ChartData(List<Section> sections) {
    this.mapped =
        maps(sections)
            .flatMap(set -> set.maps().stream())
            .map(Heatmap::values)
            .collect(Collectors.toSet());
  }

  private static Stream<HeatmapSet> maps(List<Section> sections) {
    return sections.stream()
        .flatMap(
            section ->
                section instanceof Folded folded
                    ? maps(folded.sections())
                    : section instanceof HeatmapSet set ? Stream.of(set) : Stream.empty());
  }

  /** Adds maps and returns the id of the element they are drawn into. */
  String add(HeatmapSet set) {
    Map<String, Object> chart = new LinkedHashMap<>();
    describe(set, chart);
    return add(chart);
  }

  /**
   * Adds close-ups and returns the id of the element that one of them is shown in.
   *
   * @param html the content of the element for each of them
   */
  String add(CloseUps closeUps, List<String> html) {
    List<Map<String, Object>> entries = new ArrayList<>();
    for (CloseUps.CloseUp each : closeUps.all()) {
      entries.add(
          Map.of(
              "entry", each.entry(),
              "name", each.name() + ", " + each.note(),
              "html", html.get(entries.size())));
    }
    return add(new LinkedHashMap<>(Map.of("entries", entries)));
  }

  /**
   * Adds a picture in colour whose channels maps of the page show too: it is drawn of their
   * numbers, which the page has then once.
   *
   * @return the id of the canvas; empty for any other picture
   */
  Optional<String> add(Gallery.Picture picture) {
    if (picture.channels() == 1) {
      return Optional.empty();
    }
    List<Values> channels =
        IntStream.range(0, picture.channels())
            .mapToObj(channel -> picture.pixels().everyNth(picture.channels(), channel))
            .toList();
    if (!mapped.containsAll(channels)) {
      return Optional.empty();
    }
    List<Integer> places =
        channels.stream().map(each -> arrays.place(each, HeatmapSet.Readout.DIGITS)).toList();
    return Optional.of(
        add(new LinkedHashMap<>(Map.of("channels", places, "scale", scale(picture.scale())))));
  }

  private String add(Map<String, Object> chart) {
    String id = "chart-" + charts.size();
    chart.put("id", id);
    charts.add(chart);
    return id;
  }

  /** The data of the page; empty where nothing is drawn by the script. */
  String packed() {
    if (charts.isEmpty()) {
      return "";
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("palettes", Map.of("light", ramps(Palette.LIGHT), "dark", ramps(Palette.DARK)));
    all.put("charts", charts);
    return arrays.packed(
        descriptions -> {
          all.put("arrays", descriptions);
          return JSON.toJson(all);
        });
  }

  private void describe(HeatmapSet set, Map<String, Object> chart) {
    chart.put("rows", set.rows());
    chart.put("columns", set.columns());
    chart.put("form", set.form().name());
    chart.put(
        "readouts",
        set.readouts().stream()
            .map(
                readout ->
                    Map.of(
                        "name", readout.name(),
                        "digits", readout.digits(),
                        "values", arrays.place(readout.values(), readout.digits())))
            .toList());
    chart.put("maps", set.maps().stream().map(this::map).toList());
    set.tiles()
        .ifPresent(
            tiles ->
                chart.put(
                    "tiles",
                    Map.of(
                        "rows", tiles.rows(),
                        "columns", tiles.columns(),
                        "inputs", tiles.inputs())));
    if (!set.closeUps().isEmpty()) {
      chart.put("closeUps", set.closeUps());
    }
    if (!set.labels().equals(HeatmapSet.Labels.NONE)) {
      chart.put("labels", List.of(set.labels().rows(), set.labels().columns()));
    }
    set.overlay().ifPresent(overlay -> chart.put("overlay", overlay(overlay)));
  }

  private Map<String, Object> map(Heatmap map) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("title", map.title());
    out.put("values", arrays.place(map.values(), HeatmapSet.Readout.DIGITS));
    out.put("scale", scale(map.scale()));
    return out;
  }

  private static Map<String, Object> scale(ColourScale scale) {
    if (scale instanceof ColourScale.Diverging signed) {
      return Map.of("type", "diverging", "low", -signed.limit(), "high", signed.limit());
    }
    if (scale instanceof ColourScale.LogSequential log) {
      return Map.of("type", "log", "low", log.low(), "high", log.high());
    }
    if (scale instanceof ColourScale.Gray gray) {
      return Map.of("type", "gray", "low", gray.low(), "high", gray.high());
    }
    List<Category> states = ((ColourScale.Categories) scale).categories();
    return Map.of(
        "type", "categories", "categories", states.stream().map(ChartData::state).toList());
  }

  private static Map<String, Object> state(Category category) {
    return Map.of(
        "name", category.name(),
        "role", category.role().name(),
        "colour", Palette.hex(Palette.roleColour(category.role())));
  }

  private Map<String, Object> overlay(HeatmapSet.Overlay overlay) {
    Map<String, Integer> known = new LinkedHashMap<>(Map.of("", 0));
    int[] reasons =
        overlay.reasons().stream()
            .mapToInt(reason -> known.computeIfAbsent(reason, text -> known.size()))
            .toArray();
    return Map.of(
        "name", overlay.name(),
        "texts", List.copyOf(known.keySet()),
        "reasons", arrays.place(reasons));
  }

  private static Map<String, Object> ramps(Palette palette) {
    return Map.of("diverging", palette.divergingHex(), "sequential", palette.sequentialHex());
  }
}
