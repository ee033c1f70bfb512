package io.plumbline.network.loss;

/**
 * Which scalar of the model's output is differentiated. Whether the output is logits, probabilities
 * or their logarithms is a matter of the model, {@link OutputKind}; a loss means the same for all
 * three, so cross-entropy of probabilities is computed from the logits behind them.
 */
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
   * @param index which, from 0
   */
  record Logit(int index) implements Loss {}

  /**
   * One output's probability.
   *
   * @param index which, from 0
   */
  record Probability(int index) implements Loss {}

  /**
   * One logit minus another.
   *
   * @param index the one, from 0
   * @param other the other, from 0
   */
  record Margin(int index, int other) implements Loss {}

  /** Cross-entropy without clipping. */
  Loss CROSS_ENTROPY = new CrossEntropy(false);
}
