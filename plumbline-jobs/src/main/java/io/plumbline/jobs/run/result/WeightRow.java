package io.plumbline.jobs.run.result;

import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import java.util.List;

/**
 * What is said of the gradient by one weight.
 *
 * @param tensor the weight's name
 * @param shape of it, as NumPy writes it
 * @param verdict {@code PASS}, {@code FAIL} or {@code INCONCLUSIVE}
 * @param agree elements that agree with their certified difference
 * @param wrong elements that do not
 * @param open elements of which neither can be said
 * @param normError the norm of the difference over that of the derivative; 0 where nothing was
 *     judged
 */
public record WeightRow(
    String tensor, String shape, String verdict, int agree, int wrong, int open, double normError) {
  /**
   * All rows as people read them.
   *
   * @param rows in their order
   * @return the table
   */
  public static Table table(List<WeightRow> rows) {
    return new Table(
        "The gradient by the weights",
        "PyTorch's in float32, against a certified difference for each of the "
            + Numbers.count(rows.stream().mapToInt(WeightRow::elements).sum())
            + " weights; plumbline check --by parameters draws them.",
        List.of(
            Column.text("Tensor"),
            Column.text("Shape"),
            Column.text("Verdict"),
            Column.number("Agree"),
            Column.number("Wrong"),
            Column.number("Undecided"),
            Column.number("Error in norm")),
        rows.stream().map(WeightRow::cells).toList());
  }

  private List<String> cells() {
    return List.of(
        tensor,
        shape,
        verdict,
        Numbers.count(agree),
        Numbers.count(wrong),
        Numbers.count(open),
        Numbers.format(normError));
  }

  /**
   * How many elements it has.
   *
   * @return all of them
   */
  public int elements() {
    return agree + wrong + open;
  }
}
