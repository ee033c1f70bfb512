package io.plumbline.graph.loss;

/** The mean of (output - target)² over the outputs as they are. */
final class SquaredErrorObjective extends Objective {
  private final double[] target;

  SquaredErrorObjective(double[] target) {
    this.target = target;
  }

  @Override
  public boolean beforeSoftmax() {
    return false;
  }

  @Override
  public double value(double[] scores) {
    double sum = 0;
    for (int k = 0; k < scores.length; k++) {
      double off = scores[k] - target[k];
      sum += off * off;
    }
    return sum / scores.length;
  }

  @Override
  public void gradient(double[] scores, double[] bar) {
    for (int k = 0; k < scores.length; k++) {
      bar[k] = 2 * (scores[k] - target[k]) / scores.length;
    }
  }

  @Override
  public double difference(double[] scores, double[] change) {
    double sum = 0;
    for (int k = 0; k < scores.length; k++) {
      sum += change[k] * (2 * (scores[k] - target[k]) + change[k]);
    }
    return sum / scores.length;
  }

  @Override
  public void gradientError(double[] scores, double[] scoreErrors, double u, double[] bar) {
    for (int k = 0; k < scores.length; k++) {
      double size = scoreErrors[k] + 3 * u * Math.abs(scores[k] - target[k]);
      bar[k] = 2 * size / scores.length;
    }
  }

  @Override
  public double thirdDerivative(double range) {
    return 0;
  }
}
