package io.plumbline.jobs.check.page;

import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.jobs.check.outcome.CheckOutcome.Checked;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.check.outcome.WorstTable;
import io.plumbline.jobs.check.words.BatchSummary;
import io.plumbline.jobs.check.words.VerdictWords;
import io.plumbline.report.Folded;
import io.plumbline.report.KeyFigures;
import io.plumbline.report.KeyFigures.Figure;
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

/** The result as a report: the verdict and its cause, pictures, coordinates, numbers, the way. */
public final class CheckReport {
  private static final int MOST_DETAILED = 8;

  private CheckReport() {}

  public static Report of(CheckOutcome outcome) {
    List<Checked> samples = outcome.samples();
    if (samples.size() == 1) {
      Checked only = samples.get(0);
      return report(outcome, VerdictWords.answer(outcome, only), evidence(outcome, only, ""));
    }
    List<Section> sections = new ArrayList<>();
    sections.add(BatchSummary.table(outcome));
    for (Checked checked : detailed(outcome)) {
      sections.add(folded(outcome, checked));
    }
    return report(outcome, BatchSummary.verdict(outcome), sections);
  }

  /** Those that are shown with all that is known of them. */
  static List<Checked> detailed(CheckOutcome outcome) {
    return outcome.samples().size() == 1
        ? outcome.samples()
        : BatchSummary.worstFirst(outcome, MOST_DETAILED);
  }

  private static Report report(CheckOutcome outcome, VerdictPanel verdict, List<Section> sections) {
    return new Report(
        "Gradient check of " + outcome.source(), subtitle(outcome), Optional.of(verdict), sections);
  }

  private static String subtitle(CheckOutcome outcome) {
    CheckSettings settings = outcome.settings();
    return (settings.hasGradient() ? "Given gradient" : "PyTorch's gradient")
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
    VerdictPanel verdict = VerdictWords.answer(outcome, checked);
    List<Section> inside = new ArrayList<>();
    List<String> points = new ArrayList<>();
    verdict.causes().forEach(cause -> points.add(cause.id() + ": " + cause.sentence()));
    points.addAll(verdict.explanation());
    inside.add(TextSection.ofPoints("", points));
    inside.addAll(evidence(outcome, checked, "-" + checked.index()));
    return new Folded(checked.title() + ": " + verdict.outcome(), verdict.headline(), inside);
  }

  /** Pictures, the worst coordinates, numbers, and how all that was found. */
  private static List<Section> evidence(CheckOutcome outcome, Checked checked, String suffix) {
    List<Section> sections = new ArrayList<>(CheckMaps.of(outcome, checked, suffix));
    LossSlices.section(outcome, checked).ifPresent(sections::add);
    checked
        .result()
        .judged()
        .ifPresent(
            judged -> {
              sections.add(WorstTable.of(checked.variable(), judged));
              sections.add(figures(judged));
            });
    sections.addAll(planted(checked));
    sections.add(TextSection.ofPoints("How it was found", VerdictWords.how(outcome, checked)));
    return sections;
  }

  private static Section figures(Judged judged) {
    Judgement judgement = judged.judgement();
    String of = "of " + Numbers.count(judgement.agreements().length);
    return new KeyFigures(
        "In numbers",
        List.of(
            new Figure("Agree", Numbers.count(judgement.count(Agreement.AGREES)), of),
            new Figure("Wrong", Numbers.count(judgement.count(Agreement.DISAGREES)), of),
            new Figure("Undecided", Numbers.count(VerdictWords.open(judgement)), of),
            new Figure("On a tie or kink", Numbers.count(VerdictWords.tied(judged)), of),
            new Figure("Largest difference", Numbers.format(judged.maxError()), ""),
            new Figure(
                "Differences' norm",
                Numbers.format(judged.normError()),
                "of the derivative's norm")));
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
