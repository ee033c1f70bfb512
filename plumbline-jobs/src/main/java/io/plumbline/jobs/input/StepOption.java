package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;

/** The step of difference quotients, as {@code --h} gives it. */
public final class StepOption {
  private StepOption() {}

  /**
   * Checks it.
   *
   * @param h half the distance between the two evaluations of a quotient
   * @throws InvalidInputException if it is not positive and finite
   */
  public static void require(double h) {
    if (!(h > 0 && h < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException("--h (" + h + ") must be positive and finite");
    }
  }
}
