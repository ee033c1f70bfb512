package io.plumbline.diagnose.mistakes;

/** The softmax, and its Jacobian times a vector. */
final class SoftmaxJacobian {
  private SoftmaxJacobian() {}

  static double[] of(double[] scores) {
    double most = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      most = Math.max(most, score);
    }
    double[] p = new double[scores.length];
    double sum = 0;
    for (int k = 0; k < p.length; k++) {
      p[k] = Math.exp(scores[k] - most);
      sum += p[k];
    }
    for (int k = 0; k < p.length; k++) {
      p[k] /= sum;
    }
    return p;
  }

  /**
   * What derivatives by probabilities become by scores: p_k (b_k - sum p b). The largest p's
   * component is minus the sum of the others, which cancels less.
   */
  static double[] back(double[] p, double[] bar) {
    int largest = 0;
    for (int k = 1; k < p.length; k++) {
      largest = p[k] > p[largest] ? k : largest;
    }
    double shifted = 0;
    for (int k = 0; k < p.length; k++) {
      shifted += k == largest ? 0 : p[k] * (bar[k] - bar[largest]);
    }
    double[] back = new double[p.length];
    double others = 0;
    for (int k = 0; k < p.length; k++) {
      if (k != largest) {
        back[k] = p[k] * (bar[k] - bar[largest] - shifted);
        others += back[k];
      }
    }
    back[largest] = -others;
    return back;
  }
}
