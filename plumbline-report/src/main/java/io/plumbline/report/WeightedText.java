package io.plumbline.report;

import java.util.List;

/**
 * A text whose words each have a number, such as how much the loss moves with them: the larger it
 * is, the deeper the word is coloured. The numbers stand below the words, and in a table.
 *
 * @param title the heading
 * @param caption one or two sentences on how to read it; may be empty
 * @param words in the text's order, at least one
 * @param numbers the same and more as a table
 */
public record WeightedText(String title, String caption, List<Word> words, Table numbers)
    implements Section {
  /** Copies the list. */
  public WeightedText {
    words = List.copyOf(words);
    Arguments.that(!words.isEmpty(), "words", 0, "at least one");
  }

  /**
   * A word.
   *
   * @param name the word itself
   * @param weight its number, not below zero where it is one
   * @param mark what else is to be seen of it, such as that it is wrong; may be empty
   */
  public record Word(String name, double weight, String mark) {}

  /** The largest number, which colours fully; 1 where all are zero or none is finite. */
  double limit() {
    return words.stream()
        .mapToDouble(Word::weight)
        .filter(weight -> Double.isFinite(weight) && weight > 0)
        .max()
        .orElse(1);
  }
}
