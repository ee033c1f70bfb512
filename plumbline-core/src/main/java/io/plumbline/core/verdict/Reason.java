package io.plumbline.core.verdict;

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
  /** The check was ended. */
  OUT_OF_TIME(
      "the check was ended before anything could be said of this gradient",
      "give it more time, check fewer samples, or an input of fewer pixels"),
  /** The loss itself is infinite or not a number. */
  LOSS_NOT_FINITE(
      "the loss itself is not finite here, so there is no derivative", "check another sample"),
  /** The derivative is zero everywhere. */
  NOTHING_DIFFERENTIABLE(
      "the loss does not depend on the input here: the derivative is zero everywhere",
      "check another sample, or a jittered one"),
  /** What the derivative is the sum of cancels, down to the rounding of its terms. */
  VANISHING(
      "the derivative is nothing but rounding here: what it is the sum of cancels, as by a bias"
          + " in front of a normalization",
      "check another sample; where the derivative is zero by design there is nothing to check"),
  /** What disagrees lies where near-ties, or ties of rounded values, may be decided either way. */
  NEAR_TIES(
      "the differences lie where so many units come within rounding of each other, or of a kink,"
          + " that either side of them may be right",
      "check another sample or a jittered one, or compute the gradient in float64"),
  /** What is off exceeds what rounding was seen to do, and does not exceed what it may do. */
  BETWEEN(
      "the gradient is off by more than rounding usually is and by no more than it may be where"
          + " results are truncated, or matrices multiplied in a transformed domain",
      "compute the gradient in float64, or with plain convolutions, or check another sample"),
  /** Values, or what rounding makes of them, leave the range of float64. */
  NOT_BOUNDED(
      "values or derivatives of the network leave the range of float64 on the way, so that nothing"
          + " bounds what rounding does to them",
      "check another sample, or scale the network's input or weights"),
  /** Rounding is too coarse to see mistakes as small as must be seen. */
  PRECISION_TOO_COARSE(
      "this precision rounds so coarsely here that a mistake as large as must be seen could not be"
          + " told from rounding",
      "compute the gradient in float32 or float64"),
  /** A black box gives other outputs when it is asked again. */
  NOT_DETERMINISTIC(
      "the model gives different outputs for the same input, so it has no gradient to check"
          + " against: dropout or another source of chance is active in it",
      "export the model for inference, without dropout and with a fixed seed"),
  /** Kinks at or beside the sample decide more of the gradient than a black box can tell. */
  KINKS(
      "the model has kinks at or beside this input, such as ties of max-pool windows, and from"
          + " outside it cannot be told which side a gradient should take",
      "check without --black-box, if the model can be read, or another sample: one that no"
          + " constant background ties"),
  /** A black box's rounding is too coarse to see a mistake of 1 %. */
  NOISE(
      "the model's outputs are rounded so coarsely that a mistake of 1 % in the gradient could not"
          + " be told from their noise",
      "export the model in float64, or with its scores instead of probabilities as output"),
  /** The gradient differs, but by no more than a kink that nothing shows might explain. */
  DIFFERENCE_UNPROVED(
      "the gradient differs from the difference quotients by more than their noise, but by so"
          + " little that a kink which nothing shows could be why",
      "check without --black-box, if the model can be read, or another sample"),
  /** Not every coordinate was differenced. */
  TOO_MANY_COORDINATES(
      "the input has so many coordinates that only some were checked, and those agree",
      "check a smaller input, or without --black-box, if the model can be read"),
  /** A function has no value at the point. */
  NO_VALUE(
      "the function has no finite value at this point, or next to it",
      "check a point inside the function's domain"),
  /** There is no gradient to check. */
  NO_GRADIENT(
      "the gradient could not be computed, or has not one number for each entry of the input",
      "make it return one number for each entry of the input, at this point"),
  /** A function wrote into its argument. */
  ARGUMENT_CHANGED(
      "the array that was handed in as an argument was written to, so that who calls it computes"
          + " on with another point",
      "copy the argument before writing to it"),
  /** A function gives other values for the same point at once. */
  RANDOM_VALUES(
      "the function gives different values for the same point, so it has no gradient to check"
          + " against: chance, or something that it counts, is in it",
      "fix the seed inside the function"),
  /**
   * A function gives other values for the same point after others, or values that do not add up.
   */
  REMEMBERS(
      "the function's values depend on more than its argument: it remembers something from call to"
          + " call, or has no gradient here",
      "clear what the function keeps between calls"),
  /** A function has no single derivative at the point. */
  NOT_SMOOTH(
      "the function has a kink, a jump or a root at this point, so that it has no single derivative"
          + " here",
      "check a point beside it: add a little to each entry"),
  /** All values are the same. */
  CONSTANT_VALUES(
      "every value near this point is the same: the function is constant here, saturated, or"
          + " remembers its first value",
      "check another point, or in float64"),
  /** The noise of the values hides mistakes. */
  NOISY_VALUES(
      "the values are too coarse beside some entries of the gradient: a mistake of 1 % in those"
          + " would not show",
      "compute the function in float64, or check another point"),
  /** A mistake was planted into the gradient, and passed. */
  MISTAKE_NOT_CAUGHT(
      "the gradient agrees, but a mistake that was planted into it was not caught",
      "report it, with the model, the sample and the gradient");

  private final String sentence;
  private final String advice;

  Reason(String sentence, String advice) {
    this.sentence = sentence;
    this.advice = advice;
  }

  /**
   * Whether it says of the sample, or of what the gradient is by, that there are no digits to
   * check, and not of the gradient.
   *
   * @return whether another sample may do better with the same code
   */
  public boolean ofSample() {
    return this == SATURATED || this == CLIPPED || isOfZero();
  }

  /**
   * Whether the derivative is zero, but for rounding.
   *
   * @return whether there is nothing to hold a gradient against
   */
  public boolean isOfZero() {
    return this == VANISHING || this == NOTHING_DIFFERENTIABLE;
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
