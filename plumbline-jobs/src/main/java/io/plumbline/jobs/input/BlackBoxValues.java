package io.plumbline.jobs.input;

import io.plumbline.blackbox.BlackBox;
import io.plumbline.blackbox.Scores;
import io.plumbline.core.estimate.Progress;
import io.plumbline.core.function.Precision;
import io.plumbline.diagnose.check.LossSlice;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.diagnose.explain.ArrayVerdict;
import io.plumbline.diagnose.explain.Disagreement;
import io.plumbline.diagnose.explain.GivenArray;
import io.plumbline.diagnose.explain.ModelValues;
import io.plumbline.evaluate.result.Surroundings;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.OutputKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A black box of which differences are explained, at one sample. */
public final class BlackBoxValues implements ModelValues {
  private final BlackBox box;
  private final Progress progress;
  private final Scores scores;
  private final Map<Precision, BlackBoxCheck.Surveyed> surveyed = new EnumMap<>(Precision.class);

  /**
   * The values of a model.
   *
   * @param box the model; it stays the caller's to close
   * @param progress is told how far the survey around the sample has come
   */
  public BlackBoxValues(BlackBox box, Progress progress) {
    this.box = box;
    this.progress = progress;
    this.scores = new Scores(box);
  }

  @Override
  public OutputKind kind() {
    return box.kind();
  }

  @Override
  public int outputs() {
    return box.outputs();
  }

  @Override
  public boolean showsScores() {
    return scores.areShown();
  }

  @Override
  public Precision arithmetic(GivenArray quotients) {
    return quotients.arithmetic();
  }

  @Override
  public double[] scores(double[] x, boolean beforeSoftmax) {
    double[] at = new double[box.outputs()];
    scores.at(box.precision().rounded(x), 1, beforeSoftmax, at);
    return at;
  }

  @Override
  public Surroundings surroundings(double[] x, int[][] groups, double step, boolean beforeSoftmax) {
    double[] at = scores(x, beforeSoftmax);
    double[][] plus = new double[groups.length][];
    double[][] minus = new double[groups.length][];
    int each = Math.max(1, box.batch() / 2);
    IntStream.range(0, (groups.length + each - 1) / each)
        .parallel()
        .forEach(
            piece -> {
              int from = piece * each;
              int count = Math.min(each, groups.length - from);
              double[] points = new double[2 * count * x.length];
              for (int k = 0; k < count; k++) {
                move(points, 2 * k, x, groups[from + k], step);
                move(points, 2 * k + 1, x, groups[from + k], -step);
              }
              double[] found = new double[2 * count * at.length];
              scores.at(points, 2 * count, beforeSoftmax, found);
              for (int k = 0; k < count; k++) {
                plus[from + k] = change(found, 2 * k, at);
                minus[from + k] = change(found, 2 * k + 1, at);
              }
            });
    return new Surroundings(at, step, plus, minus);
  }

  private void move(double[] points, int row, double[] x, int[] group, double by) {
    double[] moved = x.clone();
    for (int element : group) {
      moved[element] += by;
    }
    System.arraycopy(box.precision().rounded(moved), 0, points, row * x.length, x.length);
  }

  private static double[] change(double[] found, int row, double[] at) {
    double[] change = new double[at.length];
    for (int k = 0; k < change.length; k++) {
      change[k] = found[row * at.length + k] - at[k];
    }
    return change;
  }

  /**
   * The loss along coordinates.
   *
   * @param loss which scalar
   * @param sample where
   * @param step how far to move them to either side
   * @param coordinates which, in C order
   * @return one for each
   */
  public List<LossSlice> slices(Loss loss, Sample sample, double step, int... coordinates) {
    Objective objective =
        Objective.of(loss.of(sample.target()), sample.target(), kind(), outputs());
    return LossSlice.ofValues(
        (groups, by) -> surroundings(sample.x(), groups, by, objective.beforeSoftmax()),
        objective,
        step,
        coordinates);
  }

  /** The survey around the sample serves all arrays of one precision. */
  @Override
  public ArrayVerdict judge(Disagreement given, GivenArray array) {
    return ArrayVerdict.of(
        surveyed
            .computeIfAbsent(
                array.precision(),
                precision ->
                    new BlackBoxCheck(box, given.options(precision), progress)
                        .survey(given.sample(array)))
            .judge(0, array.values()));
  }
}
