package io.plumbline.cli;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.attack.AttackOutcome;
import io.plumbline.jobs.attack.AttackTable;
import io.plumbline.report.Numbers;
import io.plumbline.report.Sentences;

/** Prints what an attack found. */
final class AttackDisplay {
  private final Terminal terminal;

  AttackDisplay(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(AttackOutcome outcome) {
    outcome.notes().forEach(note -> terminal.err().println("plumbline: note: " + note));
    outcome.prepared().ifPresent(input -> line(input.unit()));
    if (outcome.images().labels().length == 1 && outcome.settings().of().count().isEmpty()) {
      printImage(outcome.images().kind(), outcome.examples().get(0));
    }
    TextTable.of(AttackTable.section(outcome.rows())).lines().forEach(this::line);
    outcome.selfCheck().ifPresent(this::printCheck);
    outcome.settings().report().ifPresent(file -> line("Report: " + file));
  }

  private void printImage(String kind, AttackOutcome.Example example) {
    line(
        terminal.bold(
            Sentences.capital(kind)
                + " "
                + example.image()
                + ", label "
                + example.label()
                + ", epsilon = "
                + Numbers.setting(example.epsilon())));
    line("before: " + said(example.before()));
    line(
        "after:  "
            + said(example.after())
            + "; distance "
            + Numbers.format(example.distance())
            + (example.success() ? "" : "; the attack did not succeed"));
    terminal.out().println();
  }

  private static String said(AttackOutcome.Prediction prediction) {
    return "predicted "
        + prediction.label()
        + " with probability "
        + Numbers.format(prediction.probability())
        + ", truth "
        + Numbers.format(prediction.truthProbability());
  }

  private void printCheck(io.plumbline.attack.SelfCheck.Findings findings) {
    terminal.out().println();
    line(
        "Gradients checked: "
            + findings.verdicts().size()
            + "; right "
            + findings.count(Verdict.PASS)
            + ", wrong "
            + findings.count(Verdict.FAIL)
            + ", undecided "
            + findings.count(Verdict.INCONCLUSIVE)
            + (findings.warnings().isEmpty() ? "; no sign of masked gradients" : ""));
    findings
        .warnings()
        .forEach(
            warning ->
                TextTable.wrapped(
                        "Warning (" + warning.id() + "): " + warning.text(), terminal.columns())
                    .forEach(this::line));
  }

  private void line(String text) {
    terminal.out().println(text);
  }
}
