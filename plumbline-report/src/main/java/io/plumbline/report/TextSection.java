package io.plumbline.report;

import java.util.List;

/**
 * Sentences, points and commands to copy.
 *
 * @param title the heading, empty for none
 * @param paragraphs plain text, one entry a paragraph
 * @param points plain text, one entry a bullet
 * @param commands command lines, each with a button to copy it
 */
public record TextSection(
    String title, List<String> paragraphs, List<String> points, List<String> commands)
    implements Section {
  /** Copies the lists. */
  public TextSection {
    paragraphs = List.copyOf(paragraphs);
    points = List.copyOf(points);
    commands = List.copyOf(commands);
  }

  /**
   * Points alone.
   *
   * @param title the heading
   * @param points plain text, one entry a bullet
   * @return the section
   */
  public static TextSection ofPoints(String title, List<String> points) {
    return new TextSection(title, List.of(), points, List.of());
  }

  /**
   * Paragraphs alone.
   *
   * @param title the heading
   * @param paragraphs plain text, one entry a paragraph
   * @return the section
   */
  public static TextSection ofParagraphs(String title, String... paragraphs) {
    return new TextSection(title, List.of(paragraphs), List.of(), List.of());
  }
}
