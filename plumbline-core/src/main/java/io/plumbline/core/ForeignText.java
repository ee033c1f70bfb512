package io.plumbline.core;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text from files and from the command line, made fit for one line of a terminal: it moves no
 * cursor, changes no colour, turns no direction of writing, and is not longer than what it is shown
 * for.
 */
public final class ForeignText {
  private static final int LONGEST_EXCERPT = 120;

  /** The longest name that a file can have stays whole. */
  private static final int LONGEST_WORD = 255;

  private static final Pattern SPACES = Pattern.compile("(?U)\\s+");

  private ForeignText() {}

  /**
   * Whether a character breaks, hides or turns a line.
   *
   * @param character any
   * @return true for controls, separators of lines, and formats such as right-to-left marks
   */
  public static boolean steers(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static String replaced(String text, int by) {
    return text.codePoints()
        .map(character -> steers(character) ? by : character)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /**
   * A text on one line, in which nothing steers: a space stands for what would.
   *
   * @param text any
   * @return the text without spaces at its ends, and with one where there were several
   */
  public static String spaced(String text) {
    return SPACES.matcher(replaced(text, ' ')).replaceAll(" ").strip();
  }

  /**
   * A short part of a text, in which nothing steers: question marks stand for what would.
   *
   * @param text any
   * @return its beginning, with an ellipsis where there is more
   */
  public static String excerpt(String text) {
    return beginning(
        replaced(text.substring(0, Math.min(text.length(), 2 * LONGEST_EXCERPT)), '?'));
  }

  private static String beginning(String text) {
    return text.length() <= LONGEST_EXCERPT ? text : text.substring(0, LONGEST_EXCERPT) + "…";
  }

  /**
   * A sentence whose words are no longer than a name can be.
   *
   * @param sentence any
   * @return the sentence, with an ellipsis for the middle of each longer word
   */
  public static String abridged(String sentence) {
    return Pattern.compile(" ")
        .splitAsStream(sentence)
        .map(ForeignText::abridgedWord)
        .collect(Collectors.joining(" "));
  }

  private static String abridgedWord(String word) {
    int half = LONGEST_WORD / 2;
    return word.length() <= LONGEST_WORD
        ? word
        : word.substring(0, half) + "…" + word.substring(word.length() - half);
  }
}
