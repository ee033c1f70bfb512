package io.plumbline.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The words of a page that first-time readers do not know, each with its meaning: those of {@code
 * docs/glossary.md} that reports use.
 */
final class Glossary {
  /** What is no text of a page. */
  private static final Pattern MARKUP = Pattern.compile("<[^>]*>");

  private static final List<Word> WORDS =
      Resources.text("glossary.tsv").lines().map(Word::of).toList();

  private Glossary() {}

  /**
   * A word.
   *
   * @param name as the glossary has it
   * @param forms under which texts have it, parted by bars
   * @param meaning a sentence or two
   */
  record Word(String name, String forms, String meaning) {
    private static Word of(String line) {
      String[] parts = line.split("\t");
      return new Word(parts[0], parts[1], parts[2]);
    }

    private boolean isIn(String text) {
      return Pattern.compile("(?i)(?<![\\w-])(" + forms + ")(?![\\w-])").matcher(text).find();
    }
  }

  static List<Word> words() {
    return WORDS;
  }

  /**
   * The words of a page as its template sees them.
   *
   * @param html the page's content
   * @return those that it has, in the glossary's order; empty where it has none
   */
  static Optional<Map<String, Object>> of(String html) {
    String text = MARKUP.matcher(html).replaceAll(" ");
    List<Word> found = WORDS.stream().filter(word -> word.isIn(text)).toList();
    return found.isEmpty() ? Optional.empty() : Optional.of(Map.of("all", found));
  }
}
