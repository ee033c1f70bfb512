package io.plumbline.cli;

import io.plumbline.diagnose.explain.Explanation;
import io.plumbline.jobs.explain.Answer;
import io.plumbline.jobs.explain.ExplainOutcome;
import io.plumbline.report.Table;
import io.plumbline.report.VerdictPanel;
import java.util.Optional;
import java.util.stream.Stream;

/** Prints an explanation: which array is right, why they differ, the numbers, what to do. */
final class ExplainDisplay {
  private final Screen screen;

  ExplainDisplay(Terminal terminal) {
    this.screen = new Screen(terminal);
  }

  void print(ExplainOutcome outcome, boolean quiet) {
    VerdictPanel answer = Answer.of(outcome);
    screen.answer(answer.outcome(), answer.headline());
    if (quiet) {
      return;
    }
    answer.explanation().forEach(screen::paragraph);
    answer.worst().filter(table -> !table.rows().isEmpty()).ifPresent(this::table);
    if (!outcome.isTable()) {
      Explanation found = outcome.worst().explanation();
      table(Answer.statistics(found));
      screen.blank();
      screen.line("What to do:");
      found.advice().sentences().forEach(screen::paragraph);
    }
    screen.next(answer.next());
    Stream.of(outcome.asked().json(), outcome.asked().report())
        .flatMap(Optional::stream)
        .forEach(screen::written);
  }

  private void table(Table table) {
    screen.blank();
    screen.table(table);
  }
}
