package io.plumbline.cli;

import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.jobs.check.outcome.CheckOutcome.Checked;
import io.plumbline.jobs.check.words.BatchSummary;
import io.plumbline.jobs.check.words.VerdictWords;
import io.plumbline.report.Sentences;
import io.plumbline.report.Table;
import io.plumbline.report.VerdictPanel;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A check as a comment on a pull request, in Markdown: the verdict, the causes, the three worst,
 * and the command that says it again.
 */
final class CheckMarkdown {
  private static final int MOST = 3;

  private final Terminal terminal;

  CheckMarkdown(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(CheckOutcome outcome, boolean quiet) {
    VerdictPanel overall = BatchSummary.verdict(outcome);
    head(overall);
    if (quiet) {
      return;
    }
    if (outcome.samples().size() == 1) {
      details(overall);
    } else {
      overall.explanation().stream().map(CheckMarkdown::escaped).forEach(this::paragraph);
      table(BatchSummary.groups(outcome), Integer.MAX_VALUE);
      for (Checked checked : BatchSummary.worstFirst(outcome, MOST)) {
        VerdictPanel verdict = VerdictWords.of(outcome, checked);
        paragraph("**" + escaped(checked.title()) + "**: " + escaped(verdict.headline()));
        details(verdict);
      }
    }
    line("");
    line("```");
    line(Terminal.printable(outcome.settings().invocation().line()));
    line("```");
  }

  /** Prints what was found of one derivative of a program. */
  void print(VerdictPanel verdict, boolean quiet) {
    head(verdict);
    if (!quiet) {
      details(verdict);
    }
  }

  private void head(VerdictPanel verdict) {
    line("### " + verdict.outcome() + ": " + escaped(verdict.headline()));
  }

  private void details(VerdictPanel verdict) {
    verdict
        .causes()
        .forEach(
            cause ->
                paragraph(
                    "**Cause `"
                        + cause.id()
                        + "`**: "
                        + escaped(Sentences.capital(cause.sentence()))));
    verdict.worst().ifPresent(worst -> table(worst, MOST));
  }

  private void paragraph(String text) {
    line("");
    line(text);
  }

  private void table(Table table, int most) {
    line("");
    line(row(table.columns().stream().map(Table.Column::name)));
    line(row(table.columns().stream().map(column -> column.numeric() ? "---:" : "---")));
    table.rows().stream().limit(most).map(List::stream).forEach(cells -> line(row(cells)));
  }

  private static String row(Stream<String> cells) {
    return cells.map(CheckMarkdown::escaped).collect(Collectors.joining(" | ", "| ", " |"));
  }

  /** Names of strangers neither end a cell nor become a tag, a mention or a link. */
  private static String escaped(String text) {
    return Terminal.printable(text)
        .replace("|", "\\|")
        .replace("<", "&lt;")
        .replace("@", "&#64;")
        .replace("](", "]\\(");
  }

  private void line(String text) {
    terminal.out().println(text);
  }
}
