package io.plumbline.cli;

import io.plumbline.jobs.check.BatchSummary;
import io.plumbline.jobs.check.CheckOutcome;
import io.plumbline.jobs.check.CheckOutcome.Checked;
import io.plumbline.jobs.check.CheckSettings;
import io.plumbline.jobs.check.VerdictWords;
import io.plumbline.report.Table;
import io.plumbline.report.VerdictPanel;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Prints a check: the answer, why, the worst coordinates, and what to do next. */
final class CheckDisplay {
  private static final int MOST_DETAILED = 3;
  private static final int MOST_ROWS = 40;

  private final Screen screen;

  CheckDisplay(Terminal terminal) {
    this.screen = new Screen(terminal);
  }

  void print(CheckOutcome outcome, boolean quiet) {
    VerdictPanel overall = BatchSummary.verdict(outcome);
    if (outcome.samples().size() == 1) {
      print(overall, outcome.settings().files(), quiet);
      return;
    }
    screen.answer(overall.outcome(), overall.headline());
    if (!quiet) {
      overall.explanation().forEach(screen::paragraph);
      screen.blank();
      samples(outcome);
      for (Checked checked : BatchSummary.worstFirst(outcome, MOST_DETAILED)) {
        VerdictPanel verdict = VerdictWords.of(outcome, checked);
        screen.blank();
        screen.named(checked.title(), verdict.headline());
        details(verdict);
      }
      screen.next(overall.next());
      files(outcome.settings().files());
    }
  }

  /** Prints what was found of one derivative. */
  void print(VerdictPanel verdict, CheckSettings.Files files, boolean quiet) {
    screen.answer(verdict.outcome(), verdict.headline());
    if (!quiet) {
      details(verdict);
      screen.next(verdict.next());
      files(files);
    }
  }

  /** Prints what was found of many samples. */
  void print(VerdictPanel verdict, List<Table> tables, boolean quiet) {
    screen.answer(verdict.outcome(), verdict.headline());
    if (!quiet) {
      details(verdict);
      print(tables);
      screen.next(verdict.next());
    }
  }

  /** Prints tables with their titles. */
  void print(List<Table> tables) {
    for (Table table : tables) {
      screen.blank();
      screen.heading(table.title());
      screen.table(table);
    }
  }

  private void details(VerdictPanel verdict) {
    verdict.causes().forEach(cause -> screen.paragraph("Cause " + cause.id(), cause.sentence()));
    verdict.explanation().forEach(screen::paragraph);
    verdict.worst().ifPresent(this::table);
  }

  private void samples(CheckOutcome outcome) {
    screen.table(BatchSummary.table(outcome, MOST_ROWS));
    int hidden = outcome.samples().size() - MOST_ROWS;
    if (hidden > 0) {
      screen.line("and " + hidden + " more");
    }
  }

  private void table(Table table) {
    screen.blank();
    screen.table(table);
  }

  private void files(CheckSettings.Files files) {
    Stream.of(
            files.json(),
            files.junit(),
            files.report(),
            files.fragment(),
            files.arrays(),
            files.lines())
        .flatMap(Optional::stream)
        .forEach(screen::written);
  }
}
