package io.plumbline.graph.loss;

/** The softmax probability of one class. */
final class ProbabilityObjective extends Objective {
  private final int index;

  ProbabilityObjective(int index) {
    this.index = index;
  }

  @Override
  public double value(double[] scores) {
    return softmax(scores)[index];
  }

  @Override
  public void gradient(double[] scores, double[] bar) {
    double[] p = softmax(scores);
    double others = 0;
    for (int k = 0; k < p.length; k++) {
      if (k != index) {
        bar[k] = -p[index] * p[k];
        others += p[k];
      }
    }
    bar[index] = p[index] * others;
  }

  @Override
  public double difference(double[] scores, double[] change) {
    double[] p = softmax(scores);
    double sum = 0;
    for (int k = 0; k < p.length; k++) {
      sum += p[k] * Math.expm1(change[k] - change[index]);
    }
    return -p[index] * sum / (1 + sum);
  }

  @Override
  public void gradientError(double[] scores, double[] scoreErrors, double u, double[] bar) {
    double[] p = softmax(scores);
    double[] relative = relativeErrors(scores, p, scoreErrors, u);
    for (int k = 0; k < p.length; k++) {
      double one = k == index ? 1 : 0;
      double inner = p[k] * relative[k] + 2 * u * (one + p[k]);
      bar[k] = p[index] * (inner + (relative[index] + u) * Math.abs(one - p[k]));
    }
  }

  /** p'''/p = a'' + 3aa' + a³ with |a| <= R, |a'| <= R²/4, |a''| <= R³/(6 sqrt 3). */
  @Override
  public double thirdDerivative(double range) {
    return 2 * range * range * range;
  }
}
