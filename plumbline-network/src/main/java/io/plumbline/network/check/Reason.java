package io.plumbline.network.check;

/** Why a sample is inconclusive, and what would decide it. */
public enum Reason {
  /** The softmax is so sure that the gradient drowns in the rounding of p - 1. */
  SATURATED(
      "the loss is saturated: the model is so sure of the label that this precision cannot resolve"
          + " the gradient",
      "check another sample, one the model is less sure of, or compute the gradient in float64"),
  /** The probability is outside the range that Keras clips to. */
  CLIPPED(
      "the label's probability is outside [1e-7, 1 - 1e-7], where Keras clips it and the clipped"
          + " loss has a zero gradient",
      "check another sample, or compute the loss from logits"),
  /** The loss itself is infinite or not a number. */
  LOSS_NOT_FINITE(
      "the loss itself is not finite here, so there is no derivative", "check another sample"),
  /** The derivative is zero everywhere. */
  NOTHING_DIFFERENTIABLE(
      "the loss does not depend on the input here: the derivative is zero everywhere",
      "check another sample, or a jittered one"),
  /** What disagrees lies where near-ties, or ties of rounded values, may be decided either way. */
  NEAR_TIES(
      "the differences lie where so many units come within rounding of each other, or of a kink,"
          + " that either side of them may be right",
      "check another sample or a jittered one, or compute the gradient in float64"),
  /** Rounding is too coarse to see a mistake of 1 %. */
  PRECISION_TOO_COARSE(
      "this precision rounds so coarsely that a mistake of 1 % could not be told from rounding",
      "compute the gradient in float32 or float64");

  private final String sentence;
  private final String advice;

  Reason(String sentence, String advice) {
    this.sentence = sentence;
    this.advice = advice;
  }

  /**
   * What happened.
   *
   * @return a sentence without a full stop
   */
  public String sentence() {
    return sentence;
  }

  /**
   * What would decide it.
   *
   * @return a sentence without a full stop
   */
  public String advice() {
    return advice;
  }
}
