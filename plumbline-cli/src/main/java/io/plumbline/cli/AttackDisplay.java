package io.plumbline.cli;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.attack.AttackOutcome;
import io.plumbline.jobs.attack.AttackTable;
import io.plumbline.report.Numbers;
import io.plumbline.report.Sentences;

/** Prints what an attack found. */
final class AttackDisplay {
  private final Terminal terminal;
  private final Screen screen;

  AttackDisplay(Terminal terminal) {
    this.terminal = terminal;
    this.screen = new Screen(terminal);
  }

  void print(AttackOutcome outcome) {
    outcome.notes().forEach(note -> terminal.err().println("plumbline: note: " + note));
    outcome.prepared().ifPresent(input -> screen.line(input.unit()));
    if (outcome.images().labels().length == 1 && outcome.settings().of().count().isEmpty()) {
      printImage(outcome.images().kind(), outcome.examples().get(0));
    }
    screen.table(AttackTable.section(outcome.rows()));
    outcome.selfCheck().ifPresent(this::printCheck);
    outcome.settings().report().ifPresent(screen::written);
  }

  private void printImage(String kind, AttackOutcome.Example example) {
    screen.heading(
        Sentences.capital(kind)
            + " "
            + example.image()
            + ", label "
            + example.label()
            + ", epsilon = "
            + Numbers.setting(example.epsilon()));
    screen.line("before: " + said(example.before()));
    screen.line(
        "after:  "
            + said(example.after())
            + "; distance "
            + Numbers.format(example.distance())
            + (example.success() ? "" : "; the attack did not succeed"));
    screen.blank();
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
    screen.blank();
    screen.line(
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
        .forEach(warning -> screen.paragraph("Warning (" + warning.id() + "): " + warning.text()));
  }
}
