package io.plumbline.jobs;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** How many gradients each cause or reason has, and of which classes they are. */
public final class ByCause {
  /** So many classes have a column each. */
  private static final int MOST_COLUMNS = 12;

  private ByCause() {}

  /**
   * Gradients that are said the same of.
   *
   * @param verdict their verdict
   * @param why the cause or reason; empty where there is none
   * @param count how many
   * @param of how many of a class
   */
  public record Group(Verdict verdict, String why, long count, ToLongFunction<Integer> of) {}

  /**
   * The table.
   *
   * @param things what is counted, as the head of a column
   * @param classes all that there are; left out where they are many
   * @param groups its lines
   * @return a line for each group
   */
  public static Table table(String things, List<Integer> classes, List<Group> groups) {
    List<Integer> shown = classes.size() > MOST_COLUMNS ? List.of() : classes;
    List<Column> columns =
        new ArrayList<>(
            List.of(Column.text("Verdict"), Column.text("Cause or reason"), Column.number(things)));
    shown.forEach(label -> columns.add(Column.number("of " + label)));
    List<List<String>> rows = new ArrayList<>();
    for (Group group : groups) {
      List<String> cells =
          new ArrayList<>(
              List.of(group.verdict().name(), group.why(), Numbers.count(group.count())));
      shown.forEach(label -> cells.add(orNothing(group.of().applyAsLong(label))));
      rows.add(cells);
    }
    return new Table(
        "Why, and of which classes",
        shown.size() < 2 ? "" : things + ", and how many of them are of each class.",
        columns,
        rows);
  }

  /**
   * A count as a cell.
   *
   * @param count how many
   * @return nothing where there are none
   */
  public static String orNothing(long count) {
    return count == 0 ? "" : Numbers.count(count);
  }
}
