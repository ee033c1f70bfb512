package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.verdict.Verdict;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeptReportTest {
  /** How many are tried. */
  private static final int DAMAGED = Integer.getInteger("plumbline.fuzz", 200);

  private static final Values FOUR = Values.of(0.1, Double.NaN, Double.NEGATIVE_INFINITY, 1e-310);
  private static final Table TABLE =
      new Table(
          "Worst",
          "Of four",
          List.of(Table.Column.text("Entry"), Table.Column.number("Given")),
          List.of(List.of("[0,1]", "0.1 ± 2e-9"), List.of("<b>&amp;", "")),
          List.of(1, 3));

  private static Gallery.Picture picture(ColourScale scale) {
    return new Gallery.Picture(
        "p-1", "Picture", 2, 2, 1, Values.of(new float[] {0, 0.1f, 1, 0.5f}), scale, List.of("7"));
  }

  private static CurvePlot curves() {
    return new CurvePlot(
        "curve",
        "Error against step",
        "",
        new CurvePlot.Axis("h", true),
        new CurvePlot.Axis("error", false),
        List.of(new CurvePlot.Curve("float32", Values.of(1e-5, 1e-3), Values.of(0.1, 4))),
        List.of(new CurvePlot.Marker(1e-3, "used"), new CurvePlot.Marker(Double.NaN, "none")));
  }

  private static HeatmapSet maps(List<String> reasons) {
    return new HeatmapSet(
        "Maps",
        "",
        2,
        2,
        List.of(
            new Heatmap("m", "Right", FOUR, new ColourScale.Diverging(0.3)),
            new Heatmap(
                "s",
                "Says",
                Values.of(0, 1, 0, 1),
                new ColourScale.Categories(
                    List.of(
                        new ColourScale.Category("agrees", ColourScale.Role.GOOD),
                        new ColourScale.Category("wrong", ColourScale.Role.BAD))))),
        List.of(HeatmapSet.Readout.ofBound("± bound", FOUR)),
        Optional.of(new HeatmapSet.Overlay("on a tie", reasons)),
        Optional.of(new HeatmapSet.Tiles(1, 1, 2)),
        Map.of(3, 3, 0, 1),
        HeatmapSet.Labels.NONE,
        HeatmapSet.Form.LINES);
  }

  /** One of each kind of section. */
  private static List<Section> sections() {
    CellPlot.Panel panel =
        new CellPlot.Panel(
            "Where",
            "in words",
            1,
            4,
            FOUR,
            new ColourScale.LogSequential(1e-9, 1),
            CellPlot.Layout.STRIP,
            new CellPlot.Axis("→", List.of(new CellPlot.Tick(0.5, "0"))),
            CellPlot.Axis.none(),
            List.of(new CellPlot.Line("limit", Values.of(0, 4), Values.of(0, 1))));
    return List.of(
        new Lead("What was found."),
        new KeyFigures("", List.of(new KeyFigures.Figure("Agree", "3", "of 4"))),
        new TextSection("Why", List.of("`one`"), List.of("two"), List.of("./plumbline check")),
        maps(List.of("", "window", "", "window")),
        new Histogram("h", "Errors", "", "error", Values.of(1, 2, 4), Values.of(3, 0), 1, 2, 0),
        curves(),
        TABLE,
        new Gallery("Images", "", List.of(picture(new ColourScale.Gray(0, 1))), 1),
        new BarPlot(
            "Bars",
            "",
            "feature",
            "given",
            "right",
            List.of(new BarPlot.Bar(0, "age", 1, -0.0, ""))),
        new Folded("Evidence", "one table", List.of(TABLE)),
        new CellPlot("Cells", "", List.of(panel), TABLE),
        new CloseUps(
            "Loss along an entry",
            "",
            List.of(
                new CloseUps.CloseUp(
                    3,
                    "[1,1]",
                    "wrong",
                    List.of(new KeyFigures.Figure("Slope", "1", "")),
                    List.of("relu 4"),
                    curves())),
            TABLE),
        new WeightedText(
            "Tokens", "", List.of(new WeightedText.Word("token", 0.5, "wrong")), TABLE),
        new Samples(
            "Samples",
            "",
            List.of("Verdict"),
            List.of(
                new Samples.Card(
                    "0",
                    Optional.of(picture(new ColourScale.Diverging(1))),
                    List.of("wrong"),
                    "./plumbline check",
                    List.of("FAIL")),
                new Samples.Card("1", Optional.empty(), List.of(), "", List.of("PASS"))),
            TABLE,
            List.of(List.of("FAIL"), List.of("PASS")),
            Optional.of(new Samples.Link("rows.jsonl", "all of them"))));
  }

  private static Report report(List<Section> sections) {
    VerdictPanel verdict =
        new VerdictPanel(
            Verdict.FAIL,
            "wrong at \"one\" entry",
            List.of("because"),
            List.of(new VerdictPanel.Cause("scale", "twice as large")),
            Optional.of(TABLE),
            List.of("./plumbline check m.onnx --self-test"));
    return new Report("Check of m.onnx", "Given ‮ gradient", Optional.of(verdict), sections);
  }

  @Test
  void everyKindOfSectionIsTheSameAgain() {
    Report report = report(sections());
    Set<Class<?>> kinds = new HashSet<>();
    report.sections().forEach(section -> kinds.add(section.getClass()));
    assertThat(kinds).containsExactlyInAnyOrder(Section.class.getPermittedSubclasses());

    Report again = KeptReport.of(report).report();
    assertThat(again).isEqualTo(report);
    assertThat(HtmlReport.render(again)).isEqualTo(HtmlReport.render(report));
  }

  @Test
  void manyTextsAreToldOnceEach() {
    List<String> reasons = Collections.nCopies(100_000, "max_pooling2d window (1,2) channel 3");
    TextSection texts = TextSection.ofPoints("Why", reasons);
    KeptReport kept = KeptReport.of(report(List.of(texts)));
    assertThat(kept.text()).hasSizeLessThan(2000);
    assertThat(kept.report().sections()).containsExactly(texts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|report (no sound JSON) must be one that was kept",
        "[]|report (value) must be an object",
        "{}|report (title) must be given",
        "{\"title\":1}|report.title (value) must be a text",
        "{\"title\":\"a\",\"title\":\"b\"}|report.title (title) must be a field, and once",
        "{\"class\":\"a\"}|report.class (class) must be a field, and once",
        "{\"title\":\"a\"|report (no sound JSON) must be one that was kept",
        "{\"title\":\"a\",\"subtitle\":\"\",\"sections\":[{\"kind\":\"Object\"}]}"
            + "|report.sections[0].kind (Object) must be a kind of Section",
        "{\"title\":\"a\",\"subtitle\":\"\",\"sections\":[{\"kind\":\"Lead\",\"sentence\":\"b\"}]} 1"
            + "|report (no sound JSON) must be one that was kept",
        "{\"title\":\"a\",\"subtitle\":\"\",\"sections\":[{\"kind\":\"BarPlot\",\"bars\":"
            + "[{\"name\":\"b\",\"first\":1e999}]}]}"
            + "|report.sections[0].bars[0].first (Infinity) must be a number of 64 bits",
        "{\"sections\":{\"words\":[],\"at\":0}}|report.sections (value) must be a list",
        "{\"sections\":[{\"kind\":\"TextSection\",\"points\":{\"words\":[\"a\"],\"at\":9}}]}"
            + "|report.sections[0].points.at (9) must be an array's place",
        "{\"sections\":[{\"kind\":\"TextSection\",\"points\":{\"words\":[\"a\"],\"at\":0}}]}"
            + "|report.sections[0].points (7.0) must be the place of a text",
        "{\"sections\":[{\"kind\":\"Gallery\",\"title\":\"\",\"caption\":\"\",\"pictures\":[],"
            + "\"together\":0}]}"
            + "|report.sections[0] (Gallery) must be sound: together (0) must be positive",
      })
  void whatIsNoReportIsRefusedInOneLine(String text, String line) {
    KeptReport kept = new KeptReport(text, List.of(Values.of(7)));
    assertThatThrownBy(kept::report).isInstanceOf(InvalidInputException.class).hasMessage(line);
  }

  /** A short text can refer to a long array many times. */
  @Test
  void whatIsReferredToIsCounted() {
    KeptReport kept =
        new KeptReport(
            "{\"sections\":[{\"kind\":\"CurvePlot\",\"curves\":["
                + "{\"name\":\"\",\"x\":0,\"y\":0},".repeat(9),
            List.of(Values.of(new double[1 << 20])));
    assertThatThrownBy(kept::report)
        .hasMessage(
            "report.sections[0].curves[8].x (more numbers) must be at most 16777216 in all");
  }

  @Test
  void noDepthOverflowsTheStack() {
    String folded = "{\"kind\":\"Folded\",\"title\":\"\",\"summary\":\"\",\"sections\":[";
    KeptReport kept = new KeptReport("{\"sections\":[" + folded.repeat(100_000), List.of());
    assertThatThrownBy(kept::report).isInstanceOf(InvalidInputException.class);
  }

  /** Words, numbers and brackets of a report in each other's places, and arrays of other sizes. */
  @Test
  void damagedReportsAreDrawnOrRefusedInOneLine() {
    KeptReport kept = KeptReport.of(report(sections()));
    String[] parts = kept.text().split("(?<=[,:{}\\[\\]])|(?=[,:{}\\[\\]])");
    Random random = new Random(20);
    int drawn = 0;
    for (int k = 0; k < DAMAGED; k++) {
      String[] damaged = parts.clone();
      for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
        damaged[random.nextInt(parts.length)] =
            random.nextBoolean()
                ? parts[random.nextInt(parts.length)]
                : List.of("-1", "1e300", "2147483647", "\"NaN\"", "null", "0", "\"\\u202e\"", "")
                    .get(random.nextInt(8));
      }
      List<Values> arrays =
          random.nextInt(4) > 0
              ? kept.arrays()
              : kept.arrays().stream().map(all -> Values.of(1e308, -1e308, 5, 1e-320)).toList();
      try {
        Report report = new KeptReport(String.join("", damaged), arrays).report();
        assertThat(HtmlReport.render(report)).endsWith("</html>\n");
        drawn++;
      } catch (InvalidInputException e) {
        assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(600);
      }
    }
    assertThat(drawn).isBetween(DAMAGED / 30, DAMAGED - DAMAGED / 30);
  }

  @Test
  void arraysAreKeptOnceEach() {
    List<Values> arrays = KeptReport.of(report(sections())).arrays();
    assertThat(arrays).doesNotHaveDuplicates().contains(FOUR);
    assertThat(arrays.stream().filter(Values::isSinglePrecision)).isNotEmpty();
  }
}
