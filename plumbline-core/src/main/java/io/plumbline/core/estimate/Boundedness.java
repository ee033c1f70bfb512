package io.plumbline.core.estimate;

/** Whether an estimate's error is bounded, and why not. */
public enum Boundedness {
  /** The bound holds under the assumptions of {@link Estimate}. */
  BOUNDED("bounded"),
  /** No bound was asked for. */
  NOT_ASKED("no bound was asked for"),
  /** Nothing shows what the values' noise is. */
  NOISE_UNKNOWN(
      "the function gave one value everywhere: it is constant, saturated, or remembers it"),
  /** The derivatives by coordinate do not sum to that along a direction through all of them. */
  INCONSISTENT(
      "the derivatives by coordinate do not add up: the function has none, or remembers values"),
  /** The difference does not converge as the step shrinks: a jump or a root at x. */
  NOT_CONVERGING("the difference does not converge as the step shrinks"),
  /** The slopes to the left and to the right of x differ. */
  KINK_SUSPECTED("the slopes to the left and to the right differ: a kink"),
  /** The function has no finite value at one of the points. */
  NOT_FINITE("the function is not finite at one of the points");

  private final String sentence;

  Boundedness(String sentence) {
    this.sentence = sentence;
  }

  /** The state in words. */
  @Override
  public String toString() {
    return sentence;
  }
}
