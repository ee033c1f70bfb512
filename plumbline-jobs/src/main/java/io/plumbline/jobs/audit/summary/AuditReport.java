package io.plumbline.jobs.audit.summary;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.dataset.SampleSource;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.audit.rows.AuditRow.Finding;
import io.plumbline.report.Folded;
import io.plumbline.report.KeyFigures;
import io.plumbline.report.KeyFigures.Figure;
import io.plumbline.report.Numbers;
import io.plumbline.report.Report;
import io.plumbline.report.Samples;
import io.plumbline.report.Section;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A summary as a report: as large for ten million samples as for ten thousand. */
public final class AuditReport {
  /** The file beside the report that has every row. */
  public static final String ROWS = "rows.csv";

  private final AuditSummary of;
  private final Optional<SampleSource> pictures;
  private final Optional<AuditAllowance> allowance;

  private AuditReport(
      AuditSummary of, Optional<SampleSource> pictures, Optional<AuditAllowance> allowance) {
    this.of = of;
    this.pictures = pictures;
    this.allowance = allowance;
  }

  /**
   * The report.
   *
   * @param summary of an audit
   * @param pictures where the samples can be read, to show the exemplars
   * @param allowance what may be other than right, where that was said: the verdict is the one
   *     under it, as the exit code is
   * @return to be rendered
   */
  public static Report of(
      AuditSummary summary, Optional<SampleSource> pictures, Optional<AuditAllowance> allowance) {
    return new AuditReport(summary, pictures, allowance).report();
  }

  private Report report() {
    AuditPlots plots = new AuditPlots(of);
    List<Section> sections = new ArrayList<>();
    sections.add(figures());
    if (of.verdicts().checked() > 0) {
      sections.add(AuditText.byCause(of));
      sections.add(samples());
      plots.maps().ifPresent(sections::add);
    }
    PlanePlot.of(of).ifPresent(sections::add);
    plots.predictions().ifPresent(sections::add);
    if (of.rows() > 0) {
      sections.add(plots.places());
    }
    addIfAny(sections, AuditText.largest(of));
    addIfAny(sections, AuditText.bad(of));
    addIfAny(sections, AuditText.quantiles(of));
    addIfAny(sections, AuditText.kinks(of));
    sections.add(plan());
    return new Report(
        "Audit of " + of.plan().model().name(),
        subtitle(),
        Optional.of(AuditText.verdict(of, allowance)),
        sections);
  }

  private static void addIfAny(List<Section> sections, Table table) {
    if (!table.rows().isEmpty()) {
      sections.add(table);
    }
  }

  private String subtitle() {
    AuditPlan plan = of.plan();
    return (plan.gradient().isPresent() ? "Given gradients" : "PyTorch's gradients")
        + " of "
        + Numbers.count(of.rows())
        + (of.rows() == plan.samples() ? "" : " of " + Numbers.count(plan.samples()))
        + " samples of "
        + plan.data().name()
        + ", judged as computed in "
        + of.arithmetic()
        + ".";
  }

  private Section figures() {
    Verdicts verdicts = of.verdicts();
    List<Figure> figures = new ArrayList<>();
    figures.add(figure("Right", verdicts.count(Verdict.PASS)));
    figures.add(figure("Cannot be decided", verdicts.count(Verdict.INCONCLUSIVE)));
    figures.add(figure("Wrong", verdicts.count(Verdict.FAIL)));
    if (verdicts.bad() > 0) {
      figures.add(figure("Not usable", verdicts.bad()));
    }
    if (of.normError().count() > 0) {
      figures.add(
          new Figure(
              "Error in norm", Numbers.format(of.normError().at(0.5)), "half of them are below"));
    }
    if (!of.labels().list().isEmpty()) {
      figures.add(
          new Figure(
              "Predicted right",
              Numbers.percent((double) of.labels().asPredicted() / of.labels().count()),
              "by the network"));
    }
    return new KeyFigures("", figures);
  }

  private Figure figure(String label, long count) {
    return new Figure(
        label,
        Numbers.count(count),
        of.rows() == 0 ? "" : Numbers.percent((double) count / of.rows()) + " of all");
  }

  private Section samples() {
    List<AuditRow> shown = of.exemplars().shown();
    List<AuditRow> more = of.exemplars().kept();
    return new Samples(
        "Samples to look at",
        "Those that are furthest off of each cause, of each reason why nothing can be said, and of"
            + " the right ones.",
        List.of("Verdict", "Cause or reason", "Class"),
        shown.stream().map(this::card).toList(),
        new Table(
            "",
            "",
            List.of(
                Column.text("Sample"),
                Column.text("Verdict"),
                Column.text("Cause or reason"),
                Column.number("Class"),
                Column.number("Predicted"),
                Column.number("Loss"),
                Column.number("Error in norm"),
                Column.number("Largest error"),
                Column.number("Tied")),
            more.stream().map(this::row).toList()),
        more.stream().map(row -> words(row).tags()).toList(),
        Optional.of(new Samples.Link(ROWS, "beside this file has a row for every sample.")));
  }

  private SampleWords words(AuditRow row) {
    return new SampleWords(of.plan(), row);
  }

  private Samples.Card card(AuditRow row) {
    SampleWords words = words(row);
    return new Samples.Card(
        words.title(),
        pictures.flatMap(source -> AuditPicture.of(of.plan(), source, row.index())),
        words.lines(),
        words.command(),
        words.tags());
  }

  private List<String> row(AuditRow row) {
    Finding found = row.finding().orElseThrow();
    SampleWords words = words(row);
    return List.of(
        SampleWords.name(row.index(), row.key()),
        found.verdict().name(),
        SampleWords.why(found),
        words.label(),
        Integer.toString(found.predicted()),
        Numbers.format(found.loss()),
        Numbers.format(found.normError()),
        Numbers.format(found.maxError()),
        Numbers.count(found.tied()));
  }

  private Section plan() {
    AuditPlan plan = of.plan();
    List<List<String>> rows = new ArrayList<>();
    Stream.of(Optional.of(plan.model()), Optional.of(plan.data()), plan.labels(), plan.gradient())
        .flatMap(Optional::stream)
        .forEach(file -> rows.add(List.of(file.name(), AuditText.contents(file))));
    plan.options().forEach((option, value) -> rows.add(List.of(option, value)));
    rows.add(List.of("Plumbline", plan.version()));
    return new Folded(
        "What was audited",
        "files and options",
        List.of(new Table("", "", List.of(Column.text("What"), Column.text("Value")), rows)));
  }
}
