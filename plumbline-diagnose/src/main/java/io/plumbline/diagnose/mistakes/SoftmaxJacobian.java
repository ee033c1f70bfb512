package io.plumbline.diagnose.mistakes;

/** The softmax's Jacobian times a vector. */
final class SoftmaxJacobian {
  private SoftmaxJacobian() {}

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
