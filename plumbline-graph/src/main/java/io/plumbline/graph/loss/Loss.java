package io.plumbline.graph.loss;

/**
 * Which scalar of the model's output is differentiated. Whether the output is logits, probabilities
 * or their logarithms is a matter of the model, {@link OutputKind}; a loss means the same for all
 * three, so cross-entropy of probabilities is computed from the logits behind them.
 */
/* An interface is not initialized with what implements it. */
@SuppressWarnings("ClassInitializationDeadlock")
public sealed interface Loss {

  /**
   * -sum t·log p for a target distribution t, or -log p of the label.
   *
   * @param clipProbabilities as Keras does on probabilities: p is clipped to [1e-7, 1 - 1e-7], so
   *     that the gradient is exactly zero where it is clipped
   */
  record CrossEntropy(boolean clipProbabilities) implements Loss {}

  /** -log p of the label; the same number as cross-entropy by label. */
  record NegativeLogLikelihood() implements Loss {}

  /** The mean over the outputs of (output - target)², the target one-hot where a label is given. */
  record MeanSquaredError() implements Loss {}

  /**
   * One output before any softmax.
   *
   * @param index which, from 0, or {@link #LABEL}
   */
  record Logit(int index) implements Loss {}

  /**
   * One output's probability.
   *
   * @param index which, from 0, or {@link #LABEL}
   */
  record Probability(int index) implements Loss {}

  /**
   * One logit minus another.
   *
   * @param index the one, from 0
   * @param other the other, from 0
   */
  record Margin(int index, int other) implements Loss {}

  /** In place of an index: that of the sample's label, put there by {@link #of}. */
  int LABEL = -1;

  /** Cross-entropy without clipping. */
  Loss CROSS_ENTROPY = new CrossEntropy(false);

  /**
   * This loss for a sample.
   *
   * @param target of the sample
   * @return the same, with the target's label in the place of {@link #LABEL}
   */
  default Loss of(Target target) {
    if (this instanceof Logit logit && logit.index() == LABEL) {
      return new Logit(target.label());
    }
    if (this instanceof Probability probability && probability.index() == LABEL) {
      return new Probability(target.label());
    }
    return this;
  }

  /**
   * Whether it is minus the logarithm of the label's probability, so that a small one is that of a
   * sure model.
   *
   * @return false where it may be small, or negative, for any other reason
   */
  default boolean isLogProbability() {
    return this instanceof CrossEntropy || this instanceof NegativeLogLikelihood;
  }
}
