package io.plumbline.cli;

import io.plumbline.jobs.check.BatchSummary;
import io.plumbline.jobs.check.CheckOutcome;
import io.plumbline.jobs.check.CheckOutcome.Checked;
import io.plumbline.jobs.check.CheckSettings;
import io.plumbline.jobs.check.VerdictWords;
import io.plumbline.report.Table;
import io.plumbline.report.VerdictPanel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Prints a check: the answer, why, the worst coordinates, and what to do next. */
final class CheckDisplay {
  private static final int MOST_DETAILED = 3;
  private static final int MOST_ROWS = 40;

  private final Terminal terminal;

  CheckDisplay(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(CheckOutcome outcome, boolean quiet) {
    VerdictPanel overall = BatchSummary.verdict(outcome);
    if (outcome.samples().size() == 1) {
      print(overall, outcome.settings().files(), quiet);
      return;
    }
    head(overall);
    if (!quiet) {
      overall.explanation().forEach(this::paragraph);
      line("");
      samples(outcome);
      for (Checked checked : BatchSummary.worstFirst(outcome, MOST_DETAILED)) {
        VerdictPanel verdict = VerdictWords.of(outcome, checked);
        line("");
        line(terminal.bold(checked.title()) + ": " + clause(verdict.headline()));
        details(verdict);
      }
      next(overall.next());
      files(outcome.settings().files());
    }
  }

  /** Prints what was found of one derivative. */
  void print(VerdictPanel verdict, CheckSettings.Files files, boolean quiet) {
    head(verdict);
    if (!quiet) {
      details(verdict);
      next(verdict.next());
      files(files);
    }
  }

  /** Prints what was found of many samples. */
  void print(VerdictPanel verdict, List<Table> tables, boolean quiet) {
    head(verdict);
    if (!quiet) {
      details(verdict);
      print(tables);
      next(verdict.next());
    }
  }

  /** Prints tables with their titles. */
  void print(List<Table> tables) {
    for (Table table : tables) {
      line("");
      line(terminal.bold(table.title()));
      lines(table, table.rows());
    }
  }

  private void head(VerdictPanel verdict) {
    line(terminal.bold(verdict.outcome().name()) + ": " + clause(verdict.headline()));
  }

  private void details(VerdictPanel verdict) {
    verdict
        .causes()
        .forEach(
            cause -> paragraph(terminal.bold("Cause " + cause.id()) + ": " + cause.sentence()));
    verdict.explanation().forEach(this::paragraph);
    verdict.worst().ifPresent(this::table);
  }

  private void paragraph(String text) {
    TextTable.wrapped(text, terminal.columns()).forEach(this::line);
  }

  private void samples(CheckOutcome outcome) {
    lines(BatchSummary.table(outcome), BatchSummary.rows(outcome, MOST_ROWS));
    int hidden = outcome.samples().size() - MOST_ROWS;
    if (hidden > 0) {
      line("and " + hidden + " more");
    }
  }

  private void table(Table table) {
    line("");
    lines(table, table.rows());
  }

  private void lines(Table table, List<List<String>> rows) {
    TextTable text =
        new TextTable(
            table.columns().stream().map(Table.Column::name).toList(),
            table.columns().stream().map(Table.Column::numeric).toList());
    rows.forEach(row -> text.row(row.toArray(String[]::new)));
    text.lines().forEach(this::line);
  }

  private void next(List<String> commands) {
    if (!commands.isEmpty() && terminal.isShell()) {
      line("");
      line("Next:");
      commands.forEach(command -> line("  " + command));
    }
  }

  private void files(CheckSettings.Files files) {
    if (!terminal.isShell()) {
      return;
    }
    Stream.of(
            files.json(),
            files.junit(),
            files.report(),
            files.fragment(),
            files.arrays(),
            files.lines())
        .flatMap(Optional::stream)
        .map(Path::toString)
        .forEach(file -> line("Written: " + Terminal.printable(file)));
  }

  private void line(String text) {
    terminal.out().println(text);
  }

  /** A sentence as it stands behind a colon. */
  private static String clause(String sentence) {
    return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }
}
