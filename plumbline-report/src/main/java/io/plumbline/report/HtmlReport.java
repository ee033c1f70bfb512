package io.plumbline.report;

import com.samskivert.mustache.Template;
import io.plumbline.core.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Renders a report as one HTML page that loads nothing: styles, scripts and images are inside, and
 * a content security policy lets no others run.
 */
public final class HtmlReport {
  private static final Template PAGE = Resources.template("report");
  private static final Template MAIN = Resources.template("main");

  private HtmlReport() {}

  /**
   * The page.
   *
   * @param report what to show; all of its texts are escaped
   * @return a complete HTML document
   */
  public static String render(Report report) {
    ChartData charts = new ChartData(report.sections());
    SectionViews views = new SectionViews(charts);
    Map<String, Object> content = new HashMap<>();
    content.put("title", report.title());
    content.put("subtitle", report.subtitle().isEmpty() ? null : report.subtitle());
    content.put("verdict", report.verdict().map(views::verdict).orElse(null));
    content.put("sections", views.of(report.sections()));
    String data = charts.packed();
    content.put("drawn", !data.isEmpty());
    String main = MAIN.execute(content);
    Map<String, Object> page = new HashMap<>();
    page.put("tab", Prose.plain(report.title()));
    page.put("main", main);
    page.put("words", Glossary.of(main).orElse(null));
    page.put("style", style());
    String script = script();
    page.put("data", data.isEmpty() ? null : data);
    page.put("script", script);
    page.put("scriptHash", hash(script));
    return PAGE.execute(page);
  }

  private static String style() {
    return ":root { "
        + Palette.LIGHT.levels()
        + "}\n:root[data-theme=\"dark\"] { "
        + Palette.DARK.levels()
        + "}\n"
        + Resources.text("report.css");
  }

  /** The page's own script: its files in one block, so that they see each other's names alone. */
  private static String script() {
    StringBuilder script = new StringBuilder("'use strict';\n{\n");
    for (String part :
        List.of(
            "page.js",
            "heatmaps.js",
            "plots.js",
            "tables.js",
            "pictures.js",
            "closeups.js",
            "filters.js",
            "words.js",
            "start.js")) {
      script.append(Resources.text(part));
    }
    return script.append("}\n").toString();
  }

  private static String hash(String script) {
    byte[] digest = new Sha256().add(script.getBytes(StandardCharsets.UTF_8)).bytes();
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }
}
