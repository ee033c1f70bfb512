package io.plumbline.jobs.run.result;

import io.plumbline.report.Values;
import java.util.List;
import java.util.Optional;

/**
 * A numeric gradient beside the analytic one, in one precision, coordinate by coordinate in the
 * image's shape.
 *
 * @param precision {@code float32} or {@code float64}
 * @param step half the distance of the two evaluations
 * @param numeric the central difference
 * @param analytic reverse mode
 * @param difference numeric minus analytic
 * @param relativeError the symmetric relative error |d-g|/max(1e-8, |d|+|g|)
 * @param histogram of the relative errors
 * @param statistics in the order the original prints them
 * @param gradientLimit the absolute value at both ends of the gradients' colours
 * @param errorLow the relative error at the low end of the errors' colours, positive
 * @param errorHigh the relative error at the high end
 */
public record GradientComparison(
    String precision,
    double step,
    Values numeric,
    Values analytic,
    Values difference,
    Values relativeError,
    LogBins histogram,
    List<Statistic> statistics,
    double gradientLimit,
    double errorLow,
    double errorHigh) {
  /** Copies the list and checks that the four arrays have one size. */
  public GradientComparison {
    statistics = List.copyOf(statistics);
    for (Values values : List.of(analytic, difference, relativeError)) {
      if (values.size() != numeric.size()) {
        throw new IllegalArgumentException(
            "size (" + values.size() + ") must be that of numeric, " + numeric.size());
      }
    }
  }

  /**
   * Counts over bins of relative error.
   *
   * @param edges positive and increasing, one more than the counts
   * @param counts how many fall between an edge and the next; the last bin has both its edges
   * @param below how many are below the first edge, exact zeros among them
   * @param above how many are above the last edge
   * @param notFinite how many are NaN or infinite
   */
  public record LogBins(Values edges, Values counts, long below, long above, long notFinite) {}

  /**
   * A statistic of the difference.
   *
   * @param id a stable name such as {@code median}
   * @param name what a reader calls it
   * @param asPrinted what the original's formula gives; absent where it has no such line
   * @param correct what the right formula gives
   * @param formula the right formula in a few words
   */
  public record Statistic(
      String id, String name, Optional<Double> asPrinted, double correct, String formula) {}
}
