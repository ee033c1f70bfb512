package io.plumbline.graph.loss;

import java.util.Arrays;

/** A weighted sum of the scores: a logit, or the margin between two. */
final class LinearObjective extends Objective {
  private final double[] coefficients;

  LinearObjective(double[] coefficients) {
    this.coefficients = coefficients;
  }

  @Override
  public double value(double[] scores) {
    return difference(scores, scores);
  }

  @Override
  public void gradient(double[] scores, double[] bar) {
    System.arraycopy(coefficients, 0, bar, 0, bar.length);
  }

  @Override
  public double difference(double[] scores, double[] change) {
    double sum = 0;
    for (int k = 0; k < change.length; k++) {
      sum += coefficients[k] == 0 ? 0 : coefficients[k] * change[k];
    }
    return sum;
  }

  @Override
  public void gradientError(double[] scores, double[] scoreErrors, double u, double[] bar) {
    Arrays.fill(bar, 0);
  }

  @Override
  public double thirdDerivative(double range) {
    return 0;
  }
}
