package io.plumbline.report;

import io.plumbline.report.KeyFigures.Figure;
import java.util.List;

/**
 * Plots of single entries of an array, of which one is shown: the one that is pointed at in a map
 * or a table of the same report, or chosen from a list.
 *
 * @param title the heading
 * @param caption one or two sentences on how to read them; may be empty
 * @param all the entries, at least one; the first is shown at first
 * @param numbers the numbers of all as a table
 */
public record CloseUps(String title, String caption, List<CloseUp> all, Table numbers)
    implements Section {
  /** Copies the list. */
  public CloseUps {
    all = List.copyOf(all);
    Arguments.that(!all.isEmpty(), "all", 0, "at least one");
  }

  /**
   * One entry.
   *
   * @param entry its place in the array, in C order; what maps and tables know it by
   * @param name what it is called
   * @param note a word or two on it
   * @param numbers what is known of it
   * @param units what has a kink there, by name
   * @param plot curves along it
   */
  public record CloseUp(
      int entry,
      String name,
      String note,
      List<Figure> numbers,
      List<String> units,
      CurvePlot plot) {
    /** Copies the lists. */
    public CloseUp {
      numbers = List.copyOf(numbers);
      units = List.copyOf(units);
    }
  }
}
