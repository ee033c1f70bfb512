package io.plumbline.attack;

/** The loss that black-box attacks compute from scores, in float64. */
final class LogitLosses {
  private LogitLosses() {}

  /**
   * -log of the label's probability, as log(1 + sum of exp(z - z of the label)): relatively exact
   * however small it is, where 1 - p would cancel.
   */
  static double of(float[] logits, int label) {
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < logits.length; k++) {
      if (k != label) {
        most = Math.max(most, (double) logits[k] - logits[label]);
      }
    }
    double shift = Math.max(0, most);
    double sum = 0;
    for (int k = 0; k < logits.length; k++) {
      if (k != label) {
        sum += Math.exp((double) logits[k] - logits[label] - shift);
      }
    }
    return shift == 0 ? Math.log1p(sum) : shift + Math.log(Math.exp(-shift) + sum);
  }

  /** The label's score minus the largest other: negative where the model is wrong. */
  static double margin(float[] logits, int label) {
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < logits.length; k++) {
      if (k != label) {
        most = Math.max(most, logits[k]);
      }
    }
    return logits[label] - most;
  }
}
