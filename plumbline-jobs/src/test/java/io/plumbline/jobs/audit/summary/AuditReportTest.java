package io.plumbline.jobs.audit.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.audit.rows.AuditRow.Named;
import io.plumbline.report.CellPlot;
import io.plumbline.report.ColourScale;
import io.plumbline.report.HtmlReport;
import io.plumbline.report.Report;
import io.plumbline.report.Samples;
import io.plumbline.report.Section;
import io.plumbline.report.Table;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the report shows is what was counted, whatever there was to count. */
class AuditReportTest {
  private static final String EVIL = "</script><img src=x onerror=\"y\">'&,\n\"=1+1\"";
  private static final AuditPlan PLAN = GeneratedRows.plan(300, 64, Map.of("precision", "float64"));
  private final GeneratedRows generated = new GeneratedRows(9, PLAN);

  private Report report(List<AuditRow> rows) {
    return AuditReport.of(
        GeneratedRows.summary(PLAN, generated.chunks(rows)), Optional.empty(), Optional.empty());
  }

  private static <S extends Section> S section(Report report, Class<S> type, String title) {
    return report.sections().stream()
        .filter(each -> type.isInstance(each) && each.title().equals(title))
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }

  private List<AuditRow> mixed() {
    List<AuditRow> rows = new ArrayList<>();
    for (int index = 0; index < PLAN.samples(); index++) {
      int label = index % 2;
      rows.add(
          index % 50 == 1
              ? generated.wrong(index, label, GeneratedRows.SHIFTED)
              : index % 60 == 3
                  ? generated.open(index, label, Reason.KINKS)
                  : index == 200
                      ? AuditRow.bad(index, "200.png", "must be whole")
                      : generated.right(index, label));
    }
    return rows;
  }

  @Test
  void tablesAndPlotsHaveTheCounts() {
    Report report = report(mixed());
    assertThat(report.verdict().orElseThrow().outcome()).isEqualTo(Verdict.FAIL);
    assertThat(report.subtitle())
        .isEqualTo("PyTorch's gradients of 300 samples of x.npy, judged as computed in float64.");
    assertThat(section(report, Table.class, "Why, and of which classes").rows())
        .containsExactly(
            List.of("FAIL", "axes", "6", "", "6"),
            List.of("INCONCLUSIVE", "kinks", "5", "", "5"),
            List.of("PASS", "", "288", "149", "139"));
    Samples samples = section(report, Samples.class, "Samples to look at");
    assertThat(samples.cards()).hasSize(Exemplars.SHOWN);
    assertThat(samples.cards().get(0).tags()).containsExactly("FAIL", "axes", "1");
    assertThat(samples.cards().get(0).command())
        .matches(
            "\\./plumbline check model\\.onnx --input x\\.npy --labels y\\.npy --sample \\d*[05]1");
    CellPlot plane = section(report, CellPlot.class, "Error against loss");
    double drawn =
        plane.panels().stream()
            .mapToDouble(panel -> Arrays.stream(panel.values().toArray()).sum())
            .sum();
    assertThat(drawn).isEqualTo(299);
    CellPlot places = section(report, CellPlot.class, "Where in the data");
    assertThat(places.panels())
        .extracting(CellPlot.Panel::title)
        .containsExactly("Along the data", "By the index modulo 50");
    assertThat(places.panels().get(0).y().ticks())
        .extracting(CellPlot.Tick::label)
        .containsExactly("bad", "wrong", "undecided");
    assertThat(section(report, Table.class, "Records that could not be used").rows())
        .containsExactly(List.of("200 (200.png)", "must be whole"));
  }

  /** The badge says what the exit code says. */
  @Test
  void theVerdictIsTheOneUnderTheAllowance() {
    AuditSummary summary = GeneratedRows.summary(PLAN, generated.chunks(mixed()));
    Report report =
        AuditReport.of(summary, Optional.empty(), Optional.of(AuditAllowance.of("wrong=10")));
    assertThat(report.verdict().orElseThrow().outcome()).isEqualTo(Verdict.PASS);
    assertThat(report.verdict().orElseThrow().explanation())
        .contains("6 of 300 are wrong, and at most 10 may be.");
  }

  /** From the least to the most that is drawn, so that its ends can be read as counts. */
  @Test
  void scalesEndAtWhatIsDrawn() {
    assertThat(AuditPlots.scale(new double[] {0, 3, 40}))
        .isEqualTo(new ColourScale.LogSequential(3, 40));
    assertThat(AuditPlots.scale(new double[] {1, 0, 1}))
        .isEqualTo(new ColourScale.LogSequential(1, 2));
    assertThat(AuditPlots.scale(new double[] {1e-30, 2e3, Double.NaN, Double.POSITIVE_INFINITY}))
        .isEqualTo(new ColourScale.LogSequential(2e3 * 1e-6, 2e3));
    for (double nothing : new double[] {0, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThat(AuditPlots.scale(new double[] {nothing}))
          .isEqualTo(new ColourScale.LogSequential(1, 2));
    }
  }

  /** Each may be missing: labels, probabilities, classes, findings, everything. */
  @Test
  void thereIsAReportOfAnything() {
    assertThat(
            HtmlReport.render(
                AuditReport.of(AuditSummary.none(PLAN), Optional.empty(), Optional.empty())))
        .contains("300 of 300 samples have not been audited.");
    List<AuditRow> bad = new ArrayList<>();
    List<AuditRow> right = new ArrayList<>();
    for (int index = 0; index < PLAN.samples(); index++) {
      bad.add(AuditRow.bad(index, EVIL, EVIL));
      right.add(generated.right(index, 3));
    }
    assertThat(report(bad).verdict().orElseThrow().outcome()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(HtmlReport.render(report(bad))).contains("300 records could not be used.");
    assertThat(HtmlReport.render(report(right))).contains("All 300 gradients are right.");
  }

  @Test
  void textOfAnyKindStaysText() {
    List<AuditRow> rows = mixed();
    rows.set(0, generated.wrong(0, 0, new Named(EVIL, EVIL)));
    rows.set(1, AuditRow.bad(1, EVIL, EVIL));
    AuditRow evil = rows.get(3);
    rows.set(3, AuditRow.of(3, EVIL, evil.finding().orElseThrow()));
    assertThat(HtmlReport.render(report(rows))).doesNotContain("<img src=x").contains("&lt;img");
  }

  @Test
  void rowsAreWrittenAsTheyAre(@TempDir Path path) throws IOException {
    List<AuditRow> rows = mixed();
    rows.set(1, AuditRow.bad(1, EVIL, "cut"));
    AuditFolder folder = GeneratedRows.write(path, PLAN, generated.chunks(rows), List.of(0, 3));
    StringWriter out = new StringWriter();
    RowsCsv.write(folder, out);
    String[] lines = out.toString().split("\r\n");
    assertThat(lines).hasSize(1 + 64 + 64);
    assertThat(lines[0]).startsWith("index,key,verdict,reason,cause,label,predicted,p,loss,");
    assertThat(lines[1]).startsWith("0,0,PASS,,,0,");
    assertThat(lines[2])
        .isEqualTo("1,\"" + EVIL.replace("\"", "\"\"") + "\",BAD,,,,,,,,,,,,,,,,,cut");
    assertThat(lines[4]).startsWith("3,3,INCONCLUSIVE,KINKS,,1,");
    assertThat(lines[65]).startsWith("192,192,");
  }
}
