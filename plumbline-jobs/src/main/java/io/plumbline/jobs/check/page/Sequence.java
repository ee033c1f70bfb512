package io.plumbline.jobs.check.page;

import io.plumbline.jobs.check.outcome.EntryNames;
import io.plumbline.report.HeatmapSet.Form;
import java.util.Optional;

/**
 * An input of features in time, or of places along anything else: which of its two axes is which,
 * and how it is drawn with time across.
 *
 * @param features how many
 * @param times how many
 * @param timeFirst whether the array is (times, features), as most recurrent layers have it, and
 *     not (features, times), as convolutions along time do
 * @param form of the drawing
 */
public record Sequence(int features, int times, boolean timeFirst, Form form) {
  /** As many lines can be told apart. */
  private static final int FEW = 8;

  /** By how much the longer axis is longer than that of a picture would be. */
  private static final int LONG = 4;

  /**
   * Tells it by the shape alone.
   *
   * @param shape of an input, without a batch axis
   * @return empty where it is no array of two axes, or may be a picture
   */
  public static Optional<Sequence> of(int... shape) {
    if (shape.length != 2) {
      return Optional.empty();
    }
    Sequence sequence = of(shape, shape[0] > shape[1]);
    boolean few = sequence.features <= FEW && sequence.times > FEW;
    return few || sequence.times >= LONG * sequence.features && sequence.features > FEW
        ? Optional.of(sequence)
        : Optional.empty();
  }

  /** By what has names too: columns that have are features; rows that have may be tokens. */
  static Optional<Sequence> of(int[] shape, Optional<EntryNames> names) {
    if (names.isEmpty()) {
      return of(shape);
    }
    return names.get().axis() == 1
        ? Optional.of(of(shape, true))
        : of(shape).filter(each -> !each.timeFirst);
  }

  private static Sequence of(int[] shape, boolean timeFirst) {
    int features = timeFirst ? shape[1] : shape[0];
    int times = timeFirst ? shape[0] : shape[1];
    return new Sequence(
        features, times, timeFirst, features <= FEW && times > 1 ? Form.LINES : Form.ROLL);
  }

  /**
   * An array with a row for each feature.
   *
   * @param values in the input's order
   * @return in the drawing's
   */
  public double[] arranged(double[] values) {
    if (!timeFirst) {
      return values;
    }
    double[] arranged = new double[values.length];
    for (int k = 0; k < arranged.length; k++) {
      arranged[k] = values[k % times * features + k / times];
    }
    return arranged;
  }
}
