package io.plumbline.cli;

import io.plumbline.diagnose.explain.Explanation;
import io.plumbline.jobs.explain.Answer;
import io.plumbline.jobs.explain.ExplainOutcome;
import io.plumbline.report.Table;
import io.plumbline.report.VerdictPanel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Prints an explanation: which array is right, why they differ, the numbers, what to do. */
final class ExplainDisplay {
  private final Terminal terminal;

  ExplainDisplay(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(ExplainOutcome outcome) {
    VerdictPanel answer = Answer.of(outcome);
    String headline = answer.headline();
    line(
        terminal.bold(answer.outcome().name())
            + ": "
            + Character.toLowerCase(headline.charAt(0))
            + headline.substring(1));
    answer.explanation().forEach(this::paragraph);
    answer.worst().filter(table -> !table.rows().isEmpty()).ifPresent(this::table);
    if (!outcome.isTable()) {
      Explanation found = outcome.worst().explanation();
      table(Answer.statistics(found));
      line("");
      line("What to do:");
      found.advice().sentences().forEach(this::paragraph);
    }
    if (!terminal.isShell()) {
      return;
    }
    line("");
    line("Next:");
    answer.next().forEach(command -> line("  " + command));
    Stream.of(outcome.asked().json(), outcome.asked().report())
        .flatMap(Optional::stream)
        .map(Path::toString)
        .forEach(file -> line("Written: " + Terminal.printable(file)));
  }

  private void paragraph(String text) {
    TextTable.wrapped(text, terminal.columns()).forEach(this::line);
  }

  private void table(Table table) {
    line("");
    TextTable.of(table).lines().forEach(this::line);
  }

  private void line(String text) {
    terminal.out().println(text);
  }
}
