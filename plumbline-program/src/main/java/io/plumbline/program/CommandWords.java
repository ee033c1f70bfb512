package io.plumbline.program;

import io.plumbline.core.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * The words of a command line, taken apart as a POSIX shell does: by blanks; quotes and backslashes
 * keep what they enclose. There is no shell: nothing is expanded, and {@code |}, {@code >} and
 * {@code $} are what they are.
 */
final class CommandWords {
  private final String line;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inside;
  private int at;

  private CommandWords(String line) {
    this.line = line;
  }

  /**
   * Takes a line apart.
   *
   * @throws InvalidInputException if there is no word, or a quote is not closed
   */
  static List<String> of(String line) {
    return new CommandWords(line).split();
  }

  private List<String> split() {
    while (at < line.length()) {
      char next = line.charAt(at++);
      switch (next) {
        case ' ', '\t', '\n' -> end();
        case '\'' -> quoted('\'', "");
        case '"' -> quoted('"', "\"\\$`");
        case '\\' -> {
          inside = true;
          word.append(at < line.length() ? line.charAt(at++) : '\\');
        }
        default -> {
          inside = true;
          word.append(next);
        }
      }
    }
    end();
    if (words.isEmpty()) {
      throw new InvalidInputException("program (" + line + ") must be a command");
    }
    return List.copyOf(words);
  }

  private void end() {
    if (inside) {
      words.add(word.toString());
    }
    word.setLength(0);
    inside = false;
  }

  /** Up to the closing quote; a backslash keeps one of some characters. */
  private void quoted(char quote, String kept) {
    inside = true;
    while (at < line.length()) {
      char next = line.charAt(at++);
      if (next == quote) {
        return;
      }
      boolean keeps = next == '\\' && at < line.length() && kept.indexOf(line.charAt(at)) >= 0;
      word.append(keeps ? line.charAt(at++) : next);
    }
    throw new InvalidInputException("program (" + line + ") must close its quotes");
  }
}
