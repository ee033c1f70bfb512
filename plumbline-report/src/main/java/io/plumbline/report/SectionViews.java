package io.plumbline.report;

import com.samskivert.mustache.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Sections as the template sees them: maps of texts, lists and flags. */
final class SectionViews {
  /** Set to null where absent, or the template would find those of the section around. */
  private static final List<String> KINDS =
      List.of(
          "figures",
          "lead",
          "text",
          "gallery",
          "table",
          "folded",
          "heatmaps",
          "plot",
          "cells",
          "closeUps",
          "weighted",
          "bars",
          "samples");

  private static final Template CLOSE_UP = Resources.template("closeup");

  /** Of a map whose pixels can still be pointed at where four stand beside each other. */
  private static final int MOST_COLUMNS_SMALL = 64;

  private static final String NUMERIC = "numeric";
  private static final String CAPTION = "caption";
  private final ChartData charts;

  SectionViews(ChartData charts) {
    this.charts = charts;
  }

  List<Map<String, Object>> of(List<Section> sections) {
    List<Map<String, Object>> views = new ArrayList<>();
    for (Section section : sections) {
      Map<String, Object> view = new HashMap<>();
      KINDS.forEach(kind -> view.put(kind, null));
      put(view, "title", section.title());
      if (section instanceof KeyFigures figures) {
        view.put("figures", Map.of("all", figures.figures()));
      } else if (section instanceof Lead lead) {
        view.put("lead", lead.sentence());
      } else if (section instanceof TextSection text) {
        view.put("text", text(text));
      } else if (section instanceof Gallery gallery) {
        view.put("gallery", gallery(gallery));
      } else if (section instanceof Table table) {
        view.put("table", table(table));
      } else if (section instanceof Folded folded) {
        view.put("folded", folded(folded));
      } else if (section instanceof HeatmapSet maps) {
        view.put("heatmaps", maps(maps));
      } else if (section instanceof Histogram histogram) {
        String note = PlotTables.outside(histogram);
        view.put(
            "plot",
            plot(
                histogram,
                histogram.caption(),
                note,
                PlotDrawing.view(histogram),
                PlotTables.of(histogram)));
      } else if (section instanceof CurvePlot curves) {
        view.put(
            "plot",
            plot(curves, curves.caption(), "", PlotDrawing.view(curves), PlotTables.of(curves)));
      } else if (section instanceof CellPlot cells) {
        view.put("cells", cells(cells));
      } else if (section instanceof CloseUps closeUps) {
        view.put("closeUps", closeUps(closeUps));
      } else if (section instanceof WeightedText weighted) {
        view.put("weighted", weighted(weighted));
      } else if (section instanceof BarPlot bars) {
        view.put("bars", bars(bars));
      } else if (section instanceof Samples samples) {
        view.put("samples", samples(samples));
      }
      views.add(view);
    }
    return views;
  }

  Map<String, Object> verdict(VerdictPanel verdict) {
    Map<String, Object> view = new HashMap<>();
    view.put("outcome", verdict.outcome().name());
    view.put("tone", verdict.outcome().name().toLowerCase(Locale.ROOT));
    view.put(
        "sign",
        switch (verdict.outcome()) {
          case PASS -> "✓";
          case FAIL -> "✕";
          case INCONCLUSIVE -> "?";
        });
    view.put("headline", verdict.headline());
    view.put("explanation", verdict.explanation());
    putList(view, "causes", verdict.causes());
    putList(view, "next", verdict.next());
    view.put("worst", verdict.worst().map(SectionViews::titled).orElse(null));
    return view;
  }

  private Map<String, Object> text(TextSection text) {
    Map<String, Object> view = new HashMap<>();
    view.put("paragraphs", text.paragraphs());
    putList(view, "points", text.points());
    view.put("commands", text.commands());
    return view;
  }

  private Map<String, Object> folded(Folded folded) {
    Map<String, Object> view = new HashMap<>();
    view.put("line", folded.title());
    put(view, "summary", folded.summary());
    view.put("sections", of(folded.sections()));
    return view;
  }

  private Map<String, Object> maps(HeatmapSet set) {
    Map<String, Object> view = new HashMap<>();
    view.put("chart", charts.add(set));
    put(view, CAPTION, set.caption());
    List<Map<String, Object>> maps = new ArrayList<>();
    boolean picture = set.form() == HeatmapSet.Form.PIXELS;
    String size =
        picture
            ? set.rows() + " by " + set.columns() + " pixels. Arrow keys move from pixel to pixel."
            : set.rows()
                + " features by "
                + set.columns()
                + " times. Arrow keys move in time, and from feature to feature.";
    for (Heatmap map : set.maps()) {
      maps.add(
          Map.of(
              "index",
              maps.size(),
              "title",
              map.title(),
              "name",
              Prose.plain(map.title() + ", a map of " + size)));
    }
    view.put("maps", maps);
    view.put("layout", layout(set));
    view.put("each", picture ? "pixels" : "entries");
    view.put("name", Prose.plain(set.title()));
    view.put("overlay", set.overlay().map(HeatmapSet.Overlay::name).orElse(null));
    return view;
  }

  /** How many maps stand beside each other where there is room: as many as leave no row empty. */
  private static String layout(HeatmapSet set) {
    if (set.form() != HeatmapSet.Form.PIXELS) {
      return "twos wide";
    }
    int count = set.maps().size();
    if (count <= 2 || count % 2 == 0 && set.columns() > MOST_COLUMNS_SMALL) {
      return "twos";
    }
    return count % 4 == 0 ? "fours" : "threes";
  }

  private static Map<String, Object> plot(
      Section section, String caption, String note, Map<String, Object> drawn, Table numbers) {
    Map<String, Object> view = new HashMap<>(drawn);
    put(view, CAPTION, caption);
    put(view, "note", note);
    view.put(
        "name",
        Prose.plain(section.title() + ". " + caption + " The numbers are in the table below it."));
    view.put("numbers", table(numbers));
    return view;
  }

  private Map<String, Object> gallery(Gallery gallery) {
    Map<String, Object> view = new HashMap<>();
    put(view, CAPTION, gallery.caption());
    List<Map<String, Object>> groups = new ArrayList<>();
    int together = gallery.together();
    for (int from = 0; from < gallery.pictures().size(); from += together) {
      groups.add(
          Map.of(
              "pictures",
              gallery
                  .pictures()
                  .subList(from, Math.min(from + together, gallery.pictures().size()))
                  .stream()
                  .map(this::drawn)
                  .toList()));
    }
    view.put("together", together);
    view.put("groups", groups);
    return view;
  }

  /** Of the numbers of maps where those are of the same channels, else as an image. */
  private Map<String, Object> drawn(Gallery.Picture picture) {
    Map<String, Object> view = labelled(picture);
    String chart = charts.add(picture).orElse(null);
    view.put("chart", chart);
    view.put("uri", chart == null ? PictureImage.dataUri(picture) : null);
    return view;
  }

  private static Map<String, Object> picture(Gallery.Picture picture) {
    Map<String, Object> view = labelled(picture);
    view.put("uri", PictureImage.dataUri(picture));
    return view;
  }

  private static Map<String, Object> labelled(Gallery.Picture picture) {
    return new HashMap<>(
        Map.of(
            "title", picture.title(),
            "width", picture.columns(),
            "height", picture.rows(),
            "alt", Prose.plain(picture.title() + " image: " + String.join(", ", picture.notes())),
            "notes", picture.notes()));
  }

  private static Map<String, Object> cells(CellPlot plot) {
    Map<String, Object> view = new HashMap<>();
    put(view, CAPTION, plot.caption());
    view.put("panels", plot.panels().stream().map(CellDrawing::view).toList());
    view.put("numbers", table(plot.numbers()));
    return view;
  }

  private Map<String, Object> closeUps(CloseUps closeUps) {
    Map<String, Object> view = new HashMap<>();
    put(view, CAPTION, closeUps.caption());
    view.put("name", Prose.plain(closeUps.title()));
    view.put("chart", charts.add(closeUps, closeUps.all().stream().map(this::closeUp).toList()));
    view.put("numbers", table(closeUps.numbers()));
    return view;
  }

  private static Map<String, Object> weighted(WeightedText text) {
    Map<String, Object> view = new HashMap<>();
    put(view, CAPTION, text.caption());
    view.put(
        "words",
        text.words().stream()
            .map(
                word ->
                    Map.of(
                        "name", word.name(),
                        "depth", depth(word.weight(), text.limit()),
                        "weight", Numbers.format(word.weight()),
                        "mark", word.mark()))
            .toList());
    view.put("numbers", table(text.numbers()));
    return view;
  }

  /** In percent. */
  private static long depth(double weight, double limit) {
    return Double.isFinite(weight) ? Math.round(100 * weight / limit) : 0;
  }

  /** Each is made a piece of the page now and shown by the script: dozens of plots are heavy. */
  private String closeUp(CloseUps.CloseUp each) {
    Map<String, Object> view = new HashMap<>(PlotDrawing.view(each.plot()));
    view.put("numbers", each.numbers());
    putList(view, "units", each.units());
    view.put("name", Prose.plain(each.name() + ". The numbers are in the table below it."));
    return CLOSE_UP.execute(view);
  }

  private static Map<String, Object> bars(BarPlot plot) {
    Map<String, Object> view = new HashMap<>();
    put(view, CAPTION, plot.caption());
    view.put("name", plot.name());
    view.put("first", plot.first());
    view.put("second", plot.second());
    view.put("limit", Numbers.format(plot.limit()));
    view.put(
        "bars",
        plot.bars().stream()
            .map(
                bar ->
                    Map.of(
                        "entry", bar.entry(),
                        "name", bar.name(),
                        "first", Numbers.format(bar.first()),
                        "second", Numbers.format(bar.second()),
                        "left", length(bar.first(), plot.limit()),
                        "right", length(bar.second(), plot.limit()),
                        "note", bar.note()))
            .toList());
    return view;
  }

  private static String length(double value, double limit) {
    return PlotAxis.number(Double.isFinite(value) ? PlotAxis.LENGTH * value / limit : 0);
  }

  private static Map<String, Object> samples(Samples samples) {
    Map<String, Object> view = new HashMap<>();
    put(view, CAPTION, samples.caption());
    view.put("facets", facets(samples));
    List<Map<String, Object>> cards = new ArrayList<>();
    for (Samples.Card card : samples.cards()) {
      Map<String, Object> each = new HashMap<>();
      each.put("title", card.title());
      each.put("picture", card.picture().map(SectionViews::picture).orElse(null));
      each.put("lines", card.lines());
      each.put("command", card.command());
      each.put("tags", tags(card.tags()));
      cards.add(each);
    }
    view.put("cards", cards);
    view.put(
        "more", samples.more().rows().isEmpty() ? null : table(samples.more(), samples.tags()));
    view.put("all", samples.all().orElse(null));
    return view;
  }

  private static List<Map<String, Object>> facets(Samples samples) {
    List<Map<String, Object>> facets = new ArrayList<>();
    for (String name : samples.facets()) {
      int index = facets.size();
      List<String> options =
          Stream.concat(samples.cards().stream().map(Samples.Card::tags), samples.tags().stream())
              .map(tags -> tags.get(index))
              .filter(tag -> !tag.isEmpty())
              .distinct()
              .toList();
      facets.add(Map.of("name", name, "options", options));
    }
    return facets;
  }

  private static List<Map<String, Object>> tags(List<String> tags) {
    List<Map<String, Object>> views = new ArrayList<>();
    for (String tag : tags) {
      views.add(Map.of("index", views.size(), "value", Prose.plain(tag)));
    }
    return views;
  }

  static Map<String, Object> titled(Table table) {
    Map<String, Object> view = table(table);
    put(view, "title", table.title());
    return view;
  }

  private static Map<String, Object> table(Table table) {
    return table(table, List.of());
  }

  private static Map<String, Object> table(Table table, List<List<String>> tags) {
    List<Table.Column> columns = table.columns();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (List<String> row : table.rows()) {
      List<Map<String, Object>> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        cells.add(Map.of("text", row.get(i), NUMERIC, columns.get(i).numeric()));
      }
      Map<String, Object> line = new HashMap<>();
      line.put("tags", tags.isEmpty() ? null : tags(tags.get(rows.size())));
      line.put("entry", table.entries().isEmpty() ? null : table.entries().get(rows.size()));
      line.put("row", cells);
      rows.add(line);
    }
    Map<String, Object> view = new HashMap<>();
    put(view, CAPTION, table.caption());
    view.put("narrow", columns.size() <= 2);
    view.put("columns", columns);
    view.put("rows", rows);
    return view;
  }

  /** Texts that may be absent are null in a view, which the template skips. */
  private static void put(Map<String, Object> view, String key, String text) {
    view.put(key, text.isEmpty() ? null : text);
  }

  private static void putList(Map<String, Object> view, String key, List<?> entries) {
    view.put(key, entries.isEmpty() ? null : Map.of("all", entries));
  }
}
