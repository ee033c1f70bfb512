package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
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
  PROBABILITY("probability"),
  /** The model's one output, which is the loss. */
  VALUE("value");

  private final String word;

  LossChoice(String word) {
    this.word = word;
  }

  /** The name to ask by. */
  @Override
  public String toString() {
    return word;
  }

  /**
   * Whether it is of a label or a target.
   *
   * @return false where the model's output is all it needs
   */
  public boolean hasTarget() {
    return this != VALUE;
  }

  /** Whether the outputs must be the scores or probabilities of several classes. */
  boolean isOfDistribution() {
    return this == CROSS_ENTROPY || this == NLL || this == PROBABILITY;
  }

  /** What fits so many outputs where nothing is asked for. */
  static LossChoice of(int outputs) {
    return outputs == 1 ? VALUE : CROSS_ENTROPY;
  }

  /**
   * Refuses what is no question to so many outputs.
   *
   * @throws InvalidInputException with what would be one
   */
  void requireFits(int outputs) {
    if (outputs == 1 && isOfDistribution()) {
      throw new InvalidInputException(
          "--loss ("
              + this
              + ") must be of at least 2 outputs, and of one it is constant: --loss value is the"
              + " output itself, --loss mse its squared error");
    } else if (outputs > 1 && this == VALUE) {
      throw new InvalidInputException(
          "--loss (value) must be of a model with one output, and this one has "
              + outputs
              + ": --loss logit is one of them");
    }
  }

  Loss loss(boolean clipProbabilities) {
    return switch (this) {
      case CROSS_ENTROPY -> new Loss.CrossEntropy(clipProbabilities);
      case NLL -> new Loss.NegativeLogLikelihood();
      case MSE -> new Loss.MeanSquaredError();
      case LOGIT -> new Loss.Logit(Loss.LABEL);
      case PROBABILITY -> new Loss.Probability(Loss.LABEL);
      case VALUE -> new Loss.Logit(0);
    };
  }
}
