package io.plumbline.core.step;

/**
 * A step and how it came about.
 *
 * @param step the step h, positive
 * @param condition how it was found
 * @param evaluations how many function values the search looked at
 */
public record StepChoice(double step, Condition condition, int evaluations) {

  /** How a step was found. */
  public enum Condition {
    /** It was given. */
    GIVEN,
    /** The rule's condition is met. */
    BALANCED,
    /** The function is too close to a polynomial for its noise: any larger step would serve too. */
    NOISE_LIMITED,
    /** The search ended at a limit of the problem or of its own rounds. */
    EXHAUSTED
  }
}
