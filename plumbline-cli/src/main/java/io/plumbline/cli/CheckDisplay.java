package io.plumbline.cli;

import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.jobs.check.outcome.CheckOutcome.Checked;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.check.words.BatchSummary;
import io.plumbline.jobs.check.words.VerdictWords;
import io.plumbline.report.Table;
import io.plumbline.report.VerdictPanel;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Prints a check: the answer, why, the worst coordinates, and what to do next. */
final class CheckDisplay {
  private static final int MOST_DETAILED = 3;
  private static final int MOST_ROWS = 10;

  private final Screen screen;

  CheckDisplay(Terminal terminal) {
    this.screen = new Screen(terminal);
  }

  /**
   * Prints a check.
   *
   * @param all whether of a batch everything is printed, be it long
   */
  void print(CheckOutcome outcome, boolean quiet, boolean all) {
    VerdictPanel overall = BatchSummary.verdict(outcome);
    if (outcome.samples().size() == 1) {
      print(overall, outcome.settings().files(), quiet);
      return;
    }
    screen.answer(overall.outcome(), overall.headline());
    if (!quiet) {
      overall.explanation().forEach(screen::paragraph);
      batch(outcome, all);
      screen.next(overall.next());
      files(outcome.settings().files());
    }
  }

  /** A summary, a list, and the worst; the summary only where there is more than one group. */
  private void batch(CheckOutcome outcome, boolean all) {
    Table groups = BatchSummary.groups(outcome);
    if (groups.rows().size() > 1) {
      screen.tables(List.of(groups));
    }
    int listed = all ? Integer.MAX_VALUE : MOST_ROWS;
    Table list = BatchSummary.table(outcome, listed);
    table(list);
    rest(outcome, "listed", list.rows().size(), outcome.samples().size());
    List<Checked> worst = BatchSummary.worstFirst(outcome, Integer.MAX_VALUE);
    List<Checked> shown = all ? worst : BatchSummary.worstFirst(outcome, MOST_DETAILED);
    for (Checked checked : shown) {
      VerdictPanel verdict = VerdictWords.of(outcome, checked);
      screen.blank();
      screen.named(checked.title(), verdict.headline());
      details(verdict);
    }
    rest(outcome, "shown", shown.size(), worst.size());
  }

  /** How much of a batch is left out, and who has it. */
  private void rest(CheckOutcome outcome, String done, int some, int of) {
    if (some < of) {
      String report =
          outcome
              .settings()
              .files()
              .report()
              .map(file -> Terminal.printable(file.toString()))
              .orElse("--report check.html");
      screen.blank();
      screen.line(some + " of " + of + " " + done + "; --all or " + report + " for the rest");
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
      screen.tables(tables);
      screen.next(verdict.next());
    }
  }

  private void details(VerdictPanel verdict) {
    verdict.causes().forEach(cause -> screen.paragraph("Cause " + cause.id(), cause.sentence()));
    verdict.explanation().forEach(screen::paragraph);
    verdict.worst().ifPresent(this::table);
  }

  private void table(Table table) {
    screen.blank();
    screen.table(table);
  }

  private void files(CheckSettings.Files files) {
    Stream.of(
            files.json(),
            files.kept(),
            files.junit(),
            files.report(),
            files.fragment(),
            files.arrays(),
            files.lines())
        .flatMap(Optional::stream)
        .forEach(screen::written);
  }
}
