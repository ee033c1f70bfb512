package io.plumbline.report;

import com.samskivert.mustache.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Renders verdict, maps and first table of a report as a piece of HTML that stands in someone
 * else's page, such as a notebook: without scripts, its styles under one class, its maps as
 * pictures.
 */
public final class HtmlFragment {
  /** Of a table that is longer, these are shown. */
  private static final int MOST_ROWS = 20;

  private static final Template PIECE = Resources.template("fragment");

  private HtmlFragment() {}

  /**
   * The piece.
   *
   * @param report what to show; all of its texts are escaped
   * @return one element
   */
  public static String render(Report report) {
    SectionViews views = new SectionViews(new ChartData(List.of()));
    Map<String, Object> piece = new HashMap<>();
    piece.put("style", Resources.text("fragment.css"));
    piece.put("verdict", report.verdict().map(views::verdict).orElse(null));
    piece.put("sets", sets(report.sections()));
    piece.put(
        "table", report.sections().stream().flatMap(HtmlFragment::table).findFirst().orElse(null));
    return PIECE.execute(piece);
  }

  private static List<Map<String, Object>> sets(List<Section> sections) {
    List<Map<String, Object>> sets = new ArrayList<>();
    for (Section section : sections) {
      if (section instanceof HeatmapSet set) {
        sets.add(
            Map.of(
                "title", set.title(), "maps", set.maps().stream().map(m -> map(set, m)).toList()));
      }
    }
    return sets;
  }

  private static Stream<Map<String, Object>> table(Section section) {
    return section instanceof Table table
        ? Stream.of(SectionViews.titled(table.first(MOST_ROWS)))
        : Stream.empty();
  }

  private static Map<String, Object> map(HeatmapSet set, Heatmap map) {
    Map<String, Object> view = new HashMap<>();
    view.put("title", map.title());
    view.put("alt", Prose.plain(map.title() + ", " + scale(map.scale())));
    view.put("uri", PictureImage.dataUri(set, map));
    view.put("scale", scale(map.scale()));
    return view;
  }

  private static String scale(ColourScale scale) {
    if (scale instanceof ColourScale.Diverging signed) {
      return "blue to red: ±" + Numbers.format(signed.limit());
    } else if (scale instanceof ColourScale.Categories) {
      return "red is wrong, yellow undecided";
    }
    return "";
  }
}
