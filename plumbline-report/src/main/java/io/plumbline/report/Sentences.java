package io.plumbline.report;

/** How words become sentences. */
public final class Sentences {
  private Sentences() {}

  /**
   * The same with a capital letter.
   *
   * @param words may be none
   * @return as they stand at a sentence's beginning
   */
  public static String capital(String words) {
    return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
