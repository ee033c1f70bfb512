package io.plumbline.cli;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.report.Table;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a command prints: sentences, tables, commands to copy. At a terminal no line is wider than
 * it, but for a word that is; in a file or a pipe a paragraph has 80 columns, and what programs
 * read line by line keeps its length.
 */
final class Screen {
  private static final String COMMAND = "  ";
  private static final String COMMAND_GOES_ON = "      ";
  private static final String GOES_ON = " \\";

  /** Quoted spaces part no words. */
  private static final Pattern WORD = Pattern.compile("(?:[^ ']|'[^']*')+");

  private final Terminal terminal;

  Screen(Terminal terminal) {
    this.terminal = terminal;
  }

  void blank() {
    terminal.out().println();
  }

  /** A sentence that stands alone. */
  void line(String text) {
    terminal
        .width()
        .ifPresentOrElse(
            columns -> wrapped("", text, "", columns).forEach(terminal.out()::println),
            () -> terminal.out().println(text));
  }

  void heading(String text) {
    line(terminal.colour().strong(text));
  }

  /** The answer: what a verdict says in a word, and in a sentence. */
  void answer(Verdict verdict, String headline) {
    line(terminal.colour().of(verdict) + ": " + clause(headline));
  }

  /** A name, and what is said of it. */
  void named(String name, String sentence) {
    line(terminal.colour().strong(name) + ": " + clause(sentence));
  }

  /** One of several reasons. */
  void paragraph(String text) {
    wrapped("- ", text, "  ", terminal.paragraphs()).forEach(terminal.out()::println);
  }

  /** A reason that has a name. */
  void paragraph(String name, String text) {
    paragraph(terminal.colour().strong(name) + ": " + text);
  }

  void table(Table table) {
    table(TextTable.of(table));
  }

  void table(TextTable table) {
    table.lines(terminal.width(), terminal.colour()).forEach(terminal.out()::println);
  }

  /** Tables with their titles. */
  void tables(List<Table> tables) {
    for (Table each : tables) {
      blank();
      heading(each.title());
      table(each);
    }
  }

  /** Commands to copy, where someone types them. */
  void next(List<String> commands) {
    if (!commands.isEmpty() && terminal.isShell()) {
      blank();
      line("Next:");
      commands.forEach(this::command);
    }
  }

  /** A command; on several lines as a shell takes it. */
  private void command(String command) {
    // The shell of Windows has another sign for a line that goes on.
    if (terminal.width().isEmpty() || File.separatorChar == '\\') {
      terminal.out().println(COMMAND + command);
      return;
    }
    int columns = terminal.width().getAsInt() - GOES_ON.length();
    List<String> words = WORD.matcher(command).results().map(MatchResult::group).toList();
    List<String> lines = wrapped(COMMAND, words, COMMAND_GOES_ON, columns);
    for (int k = 0; k < lines.size(); k++) {
      terminal.out().println(lines.get(k) + (k + 1 < lines.size() ? GOES_ON : ""));
    }
  }

  /** A file that was asked for, where someone looks for it. */
  void written(Object file) {
    if (terminal.isShell()) {
      terminal.out().println("Written: " + Terminal.printable(file.toString()));
    }
  }

  /** Words in lines of at most so many columns; one that is longer has a line of its own. */
  private static List<String> wrapped(String first, String text, String others, int columns) {
    return wrapped(first, List.of(text.split(" ")), others, columns);
  }

  private static List<String> wrapped(
      String first, List<String> words, String others, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(first);
    boolean begun = false;
    for (String word : words) {
      if (begun && Colour.width(line.toString()) + 1 + Colour.width(word) > columns) {
        lines.add(line.toString());
        line = new StringBuilder(others);
        begun = false;
      }
      line.append(begun ? " " : "").append(word);
      begun = true;
    }
    lines.add(line.toString());
    return lines;
  }

  /** A sentence as it stands behind a colon. */
  private static String clause(String sentence) {
    return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }
}
