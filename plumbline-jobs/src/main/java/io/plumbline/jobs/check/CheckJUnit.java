package io.plumbline.jobs.check;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.check.CheckOutcome.Checked;
import io.plumbline.report.JUnitSuite;
import io.plumbline.report.JUnitSuite.JUnitCase;
import io.plumbline.report.JUnitXml;
import io.plumbline.report.Table;
import io.plumbline.report.VerdictPanel;
import java.util.ArrayList;
import java.util.List;

/** The verdicts as a suite of tests, one for each sample. */
final class CheckJUnit {
  private CheckJUnit() {}

  static String of(CheckOutcome outcome) {
    List<JUnitCase> cases =
        outcome.samples().stream().map(checked -> testCase(outcome, checked)).toList();
    return JUnitXml.of(new JUnitSuite("plumbline check", cases));
  }

  private static JUnitCase testCase(CheckOutcome outcome, Checked checked) {
    VerdictPanel verdict = VerdictWords.of(outcome, checked);
    return new JUnitCase(
        outcome.source(),
        checked
            .variable()
            .name()
            .orElseGet(
                () ->
                    (outcome.settings().of().image().isPresent() ? "image " : "sample ")
                        + checked.index()),
        checked.result().elapsedMillis() / 1000,
        verdict.outcome(),
        verdict.headline(),
        details(verdict));
  }

  private static String details(VerdictPanel verdict) {
    List<String> lines = new ArrayList<>();
    verdict.causes().forEach(cause -> lines.add(cause.id() + ": " + cause.sentence()));
    lines.addAll(verdict.explanation());
    if (verdict.outcome() == Verdict.FAIL) {
      verdict.worst().ifPresent(table -> lines.addAll(rows(table)));
    }
    return String.join("\n", lines) + "\n";
  }

  private static List<String> rows(Table table) {
    List<String> lines = new ArrayList<>();
    lines.add(String.join(" | ", table.columns().stream().map(Table.Column::name).toList()));
    table.rows().forEach(row -> lines.add(String.join(" | ", row)));
    return lines;
  }
}
