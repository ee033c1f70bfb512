package io.plumbline.jobs.check;

import io.plumbline.jobs.check.CheckOutcome.Checked;
import io.plumbline.report.Folded;
import io.plumbline.report.Numbers;
import io.plumbline.report.Report;
import io.plumbline.report.Section;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import io.plumbline.report.TextSection;
import io.plumbline.report.VerdictPanel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The result as a report: the verdict on top, the evidence below. */
final class CheckReport {
  private static final int MOST_DETAILED = 8;

  private CheckReport() {}

  static Report of(CheckOutcome outcome) {
    List<Section> sections = new ArrayList<>();
    List<Checked> samples = outcome.samples();
    if (samples.size() == 1) {
      sections.addAll(CheckMaps.of(outcome, samples.get(0), ""));
      sections.addAll(planted(samples.get(0)));
    } else {
      sections.add(BatchSummary.table(outcome));
      for (Checked checked : BatchSummary.worstFirst(outcome, MOST_DETAILED)) {
        sections.add(folded(outcome, checked));
      }
    }
    return new Report(
        "Gradient check of " + outcome.source(),
        subtitle(outcome),
        Optional.of(BatchSummary.verdict(outcome)),
        sections);
  }

  private static String subtitle(CheckOutcome outcome) {
    CheckSettings settings = outcome.settings();
    return (settings.gradientFiles().findAny().isPresent()
            ? "Given gradient"
            : "PyTorch's gradient")
        + " of the "
        + settings.of().loss().name()
        + ", judged as computed in "
        + outcome.arithmetic()
        + (settings.blackBox() ? ", the model evaluated as a black box" : "")
        + ", relative tolerance "
        + Numbers.setting(settings.relativeTolerance())
        + ".";
  }

  private static Section folded(CheckOutcome outcome, Checked checked) {
    VerdictPanel verdict = VerdictWords.of(outcome, checked);
    List<Section> inside = new ArrayList<>();
    List<String> points = new ArrayList<>();
    verdict.causes().forEach(cause -> points.add(cause.id() + ": " + cause.sentence()));
    points.addAll(verdict.explanation());
    inside.add(TextSection.ofPoints("", points));
    verdict.worst().ifPresent(inside::add);
    inside.addAll(CheckMaps.of(outcome, checked, "-" + checked.index()));
    inside.addAll(planted(checked));
    return new Folded(checked.title() + ": " + verdict.outcome(), verdict.headline(), inside);
  }

  private static List<Section> planted(Checked checked) {
    if (checked.planted().isEmpty()) {
      return List.of();
    }
    List<List<String>> rows =
        checked.planted().stream()
            .map(planted -> List.of(planted.mistake(), BatchSummary.word(planted.outcome())))
            .toList();
    return List.of(
        new Table(
            "Self-test",
            "Mistakes planted into this gradient, and what the check says of each.",
            List.of(Column.text("Mistake"), Column.text("Result")),
            rows));
  }
}
