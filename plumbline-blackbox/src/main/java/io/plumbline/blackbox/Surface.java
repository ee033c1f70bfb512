package io.plumbline.blackbox;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.Target;

/**
 * The loss of one sample, linearised in the scores: sum_k b_k (z_k(x') - z_k(x)) with b the loss's
 * derivative by the scores at x, in float64. Its gradient at x is that of the loss, exactly; but it
 * has none of the loss's own curvature, and where the network is piecewise linear so is it. The
 * scores come from the model in its own arithmetic, which is where the noise is.
 */
final class Surface implements ScalarFunction.OfBatches {
  private final BlackBox box;
  private final Objective objective;
  private final Scores scores;
  private final Shape shape;
  private final double[] at;
  private final double[] slopes;
  private final double loss;

  /**
   * The surface at a sample.
   *
   * @throws InvalidInputException if the loss needs scores that the model does not show
   */
  Surface(BlackBox box, Loss loss, Target target, double[] x) {
    this.box = box;
    this.objective = Objective.of(loss, target, box.kind(), box.outputs());
    this.scores = new Scores(box);
    if (!scores.areShown() && loss instanceof Loss.Logit) {
      throw new InvalidInputException(
          "--loss (logit) must be for a model that shows its scores, and "
              + box.source()
              + " gives "
              + (scores.areLogarithms() ? "probabilities" : "their logarithms")
              + " only");
    }
    this.shape = Shape.of(box.shape());
    this.at = new double[box.outputs()];
    this.slopes = new double[box.outputs()];
    scores(box.precision().rounded(x), 1, at);
    this.loss = objective.value(at);
    objective.gradient(at, slopes);
  }

  double loss() {
    return loss;
  }

  double[] at() {
    return at.clone();
  }

  double[] slopes() {
    return slopes.clone();
  }

  /**
   * How far the slopes may be off in arithmetic of this roundoff, from such errors of the scores.
   */
  double[] slopeErrors(double scoreError, double unitRoundoff) {
    double[] errors = new double[at.length];
    java.util.Arrays.fill(errors, scoreError);
    double[] bar = new double[at.length];
    objective.gradientError(at, errors, unitRoundoff, bar);
    return bar;
  }

  int outputs() {
    return at.length;
  }

  int batch() {
    return box.batch();
  }

  /** The scores at points. */
  void scores(double[] points, int count, double[] into) {
    scores.at(points, count, objective.beforeSoftmax(), into);
  }

  /** The linearised loss from the scores of one of several points. */
  double along(double[] each, int row) {
    double sum = 0;
    for (int k = 0; k < at.length; k++) {
      sum += slopes[k] == 0 ? 0 : slopes[k] * (each[row * at.length + k] - at[k]);
    }
    return sum;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public Precision precision() {
    return box.precision();
  }

  @Override
  public void evaluate(double[] points, int count, double[] values) {
    double[] each = new double[count * at.length];
    scores(points, count, each);
    for (int row = 0; row < count; row++) {
      values[row] = along(each, row);
    }
  }
}
