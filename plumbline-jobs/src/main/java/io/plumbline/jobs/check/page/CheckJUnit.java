package io.plumbline.jobs.check.page;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.jobs.check.outcome.CheckOutcome.Checked;
import io.plumbline.jobs.check.words.VerdictWords;
import io.plumbline.report.JUnitSuite;
import io.plumbline.report.JUnitSuite.JUnitCase;
import io.plumbline.report.JUnitXml;
import io.plumbline.report.Table;
import io.plumbline.report.VerdictPanel;
import java.util.ArrayList;
import java.util.List;

/** The verdicts as a suite of tests, one for each sample. */
public final class CheckJUnit {
  private static final String SUITE = "plumbline check";

  private CheckJUnit() {}

  public static String of(CheckOutcome outcome) {
    List<JUnitCase> cases =
        outcome.samples().stream().map(checked -> testCase(outcome, checked)).toList();
    return JUnitXml.of(new JUnitSuite(SUITE, cases));
  }

  /**
   * One verdict as a suite of one test.
   *
   * @param source what was checked
   * @param name of the test
   * @param seconds that it took
   * @param verdict what was found
   * @return JUnit XML
   */
  public static String of(String source, String name, double seconds, VerdictPanel verdict) {
    return JUnitXml.of(new JUnitSuite(SUITE, List.of(testCase(source, name, seconds, verdict))));
  }

  private static JUnitCase testCase(CheckOutcome outcome, Checked checked) {
    VerdictPanel verdict = VerdictWords.of(outcome, checked);
    return testCase(
        outcome.source(),
        checked
            .variable()
            .name()
            .orElseGet(
                () ->
                    (outcome.settings().of().image().isPresent() ? "image " : "sample ")
                        + checked.index()),
        checked.result().elapsedMillis() / 1000,
        verdict);
  }

  private static JUnitCase testCase(
      String source, String name, double seconds, VerdictPanel verdict) {
    return new JUnitCase(
        source, name, seconds, verdict.outcome(), verdict.headline(), details(verdict));
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
