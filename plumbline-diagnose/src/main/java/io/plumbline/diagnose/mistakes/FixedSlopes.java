package io.plumbline.diagnose.mistakes;

import io.plumbline.graph.loss.Objective;
import java.util.Arrays;

/** A weighted sum of the scores. */
final class FixedSlopes extends Objective {
  private final double[] slopes;
  private final boolean beforeSoftmax;

  FixedSlopes(double[] slopes, boolean beforeSoftmax) {
    this.slopes = slopes;
    this.beforeSoftmax = beforeSoftmax;
  }

  @Override
  public boolean beforeSoftmax() {
    return beforeSoftmax;
  }

  @Override
  public double value(double[] scores) {
    return difference(scores, scores);
  }

  @Override
  public void gradient(double[] scores, double[] bar) {
    System.arraycopy(slopes, 0, bar, 0, bar.length);
  }

  @Override
  public double difference(double[] scores, double[] change) {
    double sum = 0;
    for (int k = 0; k < change.length; k++) {
      sum += slopes[k] * change[k];
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
