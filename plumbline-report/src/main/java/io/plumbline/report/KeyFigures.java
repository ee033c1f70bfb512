package io.plumbline.report;

import java.util.List;

/**
 * A row of large numbers, each with its name and a note.
 *
 * @param title the heading, empty for none
 * @param figures the numbers
 */
public record KeyFigures(String title, List<Figure> figures) implements Section {
  /** Copies the list. */
  public KeyFigures {
    figures = List.copyOf(figures);
  }

  /**
   * One number.
   *
   * @param label what it is
   * @param value the number with its unit
   * @param note what it means, in a few words; may be empty
   */
  public record Figure(String label, String value, String note) {}
}
