package io.plumbline.jobs.run.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.report.ColourScale;
import io.plumbline.report.CurvePlot;
import io.plumbline.report.Folded;
import io.plumbline.report.Gallery;
import io.plumbline.report.Heatmap;
import io.plumbline.report.HeatmapSet;
import io.plumbline.report.HtmlReport;
import io.plumbline.report.Report;
import io.plumbline.report.Section;
import io.plumbline.report.Table;
import io.plumbline.report.TextSection;
import io.plumbline.report.Values;
import io.plumbline.report.VerdictPanel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private static final String EVIL =
      "</script><script>alert('x')</script><img src=x onerror=\"y\">&amp;";
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/octet-stream\" id=\"data\">(.*?)</script>");

  @Test
  void textOfAnyKindStaysText() {
    String html = HtmlReport.render(evil());
    assertThat(html.contains("<script>alert")).isFalse();
    assertThat(html.contains("<img src=x")).isFalse();
    JsonObject data = data(html);
    JsonObject maps = data.getAsJsonArray("charts").get(0).getAsJsonObject();
    assertThat(maps.getAsJsonArray("maps").get(0).getAsJsonObject().get("title").getAsString())
        .isEqualTo(EVIL);
  }

  static Report evil() {
    Values values = Values.of(Double.NaN, Double.POSITIVE_INFINITY, 1.23456789e-5, 0);
    HeatmapSet maps =
        new HeatmapSet(
            EVIL,
            EVIL,
            2,
            2,
            List.of(new Heatmap("map", EVIL, values, new ColourScale.LogSequential(1e-8, 1))),
            List.of(new HeatmapSet.Readout(EVIL, values)),
            Optional.of(new HeatmapSet.Overlay(EVIL, List.of("", EVIL, EVIL, ""))));
    CurvePlot plot =
        new CurvePlot(
            "curve",
            EVIL,
            EVIL,
            new CurvePlot.Axis(EVIL, true),
            new CurvePlot.Axis(EVIL, false),
            List.of(new CurvePlot.Curve(EVIL, Values.of(0.1, 0.2), Values.of(1, Double.NaN))),
            List.of(new CurvePlot.Marker(0.1, EVIL)));
    Table table = new Table(EVIL, EVIL, List.of(Table.Column.text(EVIL)), List.of(List.of(EVIL)));
    Section text = new TextSection(EVIL, List.of(EVIL), List.of(EVIL), List.of(EVIL));
    Section picture =
        new Gallery(
            EVIL,
            EVIL,
            List.of(
                new Gallery.Picture(
                    "p", EVIL, 2, 2, 1, values, new ColourScale.Gray(0, 1), List.of(EVIL))),
            1);
    VerdictPanel verdict =
        new VerdictPanel(
            Verdict.INCONCLUSIVE,
            EVIL,
            List.of(EVIL),
            List.of(new VerdictPanel.Cause(EVIL, EVIL)),
            Optional.of(table),
            List.of(EVIL));
    return new Report(
        EVIL,
        EVIL,
        Optional.of(verdict),
        List.of(maps, plot, table, text, picture, new Folded(EVIL, EVIL, List.of(text))));
  }

  /** Deflated: a length, and so many bytes of JSON. */
  private static JsonObject data(String html) {
    Matcher matcher = DATA.matcher(html);
    assertThat(matcher.find()).isTrue();
    ByteArrayInputStream packed =
        new ByteArrayInputStream(Base64.getDecoder().decode(matcher.group(1)));
    try (InputStream in = new InflaterInputStream(packed, new Inflater(true))) {
      int length = ByteBuffer.wrap(in.readNBytes(4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
      String json = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      return JsonParser.parseString(json).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
