package io.plumbline.graph.loss;

/** The mean of (p - target)² with p the softmax of the scores. */
final class BrierObjective extends Objective {
  private final double[] target;

  BrierObjective(double[] target) {
    this.target = target;
  }

  @Override
  public double value(double[] scores) {
    double[] p = softmax(scores);
    double sum = 0;
    for (int k = 0; k < p.length; k++) {
      sum += (p[k] - target[k]) * (p[k] - target[k]);
    }
    return sum / p.length;
  }

  @Override
  public void gradient(double[] scores, double[] bar) {
    double[] p = softmax(scores);
    double mean = 0;
    for (int k = 0; k < p.length; k++) {
      mean += p[k] * (p[k] - target[k]);
    }
    for (int k = 0; k < p.length; k++) {
      bar[k] = 2 * p[k] * (p[k] - target[k] - mean) / p.length;
    }
  }

  @Override
  public double difference(double[] scores, double[] change) {
    double[] p = softmax(scores);
    double[] grown = new double[p.length];
    double sum = 0;
    for (int k = 0; k < p.length; k++) {
      grown[k] = Math.expm1(change[k]);
      sum += p[k] * grown[k];
    }
    double difference = 0;
    for (int k = 0; k < p.length; k++) {
      double moved = p[k] * (grown[k] - sum) / (1 + sum);
      difference += moved * (2 * (p[k] - target[k]) + moved);
    }
    return difference / p.length;
  }

  @Override
  public void gradientError(double[] scores, double[] scoreErrors, double u, double[] bar) {
    double[] p = softmax(scores);
    double[] relative = relativeErrors(scores, p, scoreErrors, u);
    double size = 0;
    double off = 0;
    for (int k = 0; k < p.length; k++) {
      double gap = Math.abs(p[k] - target[k]);
      size += p[k] * gap;
      off += p[k] * (relative[k] * (gap + p[k]) + 2 * u * (p[k] + Math.abs(target[k])));
    }
    for (int k = 0; k < p.length; k++) {
      double gap = Math.abs(p[k] - target[k]);
      double own = p[k] * relative[k] + 2 * u * (p[k] + Math.abs(target[k]));
      double error = p[k] * ((relative[k] + 3 * u) * (gap + size) + own + off);
      bar[k] = 2 * error / p.length;
    }
  }

  /** From |p'| <= p·R, |p''| <= 5/4 p·R², |p'''| <= 2 p·R³ and the product rule. */
  @Override
  public double thirdDerivative(double range) {
    double most = 0;
    for (double t : target) {
      most = Math.max(most, Math.abs(t));
    }
    return 12 * (1 + most) * range * range * range / target.length;
  }
}
