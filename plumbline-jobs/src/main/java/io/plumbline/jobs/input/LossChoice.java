package io.plumbline.jobs.input;

import io.plumbline.graph.loss.Loss;

/** The losses that can be asked for by name. */
public enum LossChoice {
  /** Minus the sum of label weights times log-probabilities. */
  CROSS_ENTROPY("cross-entropy"),
  /** Minus the label's log-probability. */
  NLL("nll"),
  /** The mean of squared differences between output and target. */
  MSE("mse"),
  /** The label's output before any softmax. */
  LOGIT("logit"),
  /** The label's probability. */
  PROBABILITY("probability");

  private final String word;

  LossChoice(String word) {
    this.word = word;
  }

  /** The name to ask by. */
  @Override
  public String toString() {
    return word;
  }

  Loss loss(boolean clipProbabilities) {
    return switch (this) {
      case CROSS_ENTROPY -> new Loss.CrossEntropy(clipProbabilities);
      case NLL -> new Loss.NegativeLogLikelihood();
      case MSE -> new Loss.MeanSquaredError();
      case LOGIT -> new Loss.Logit(Loss.LABEL);
      case PROBABILITY -> new Loss.Probability(Loss.LABEL);
    };
  }
}
