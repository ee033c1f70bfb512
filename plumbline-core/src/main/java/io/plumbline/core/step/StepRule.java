package io.plumbline.core.step;

import io.plumbline.core.InvalidInputException;

/** A rule that chooses the step of a difference formula for each line on its own. */
@FunctionalInterface
public interface StepRule {
  /** A new search for the given problem. */
  StepSearch begin(StepProblem problem);

  /**
   * The same step everywhere.
   *
   * @throws InvalidInputException if h is not positive and finite
   */
  static StepRule fixed(double h) {
    if (!(h > 0 && h < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException("h (" + h + ") must be positive and finite");
    }
    return problem -> new EndedSearch(new StepChoice(h, StepChoice.Condition.GIVEN, 0));
  }

  /**
   * The step that balances noise against truncation, from an estimate of the derivative of order
   * p+1: h = (A e / (p K |f^(p+1)|))^(1/(p+1)), where the computed values are off by at most e. For
   * the central difference of order 2 this is (3 e / |f'''|)^(1/3).
   */
  static StepRule optimal() {
    return OptimalSearch::new;
  }

  /**
   * Shi, Xie, Xuan and Nocedal 2022 (SIAM J. Sci. Comput. 44, A2302-A2321): the step at which the
   * difference between two estimates exceeds what noise alone can make by a factor in [1.5, 6].
   * Needs no derivative, and on noisy functions fewer assumptions than {@link #optimal()}.
   */
  static StepRule adaptive() {
    return AdaptiveSearch::new;
  }

  /**
   * This rule with its steps rounded to the nearest power of two, so that x + h is exact for more
   * x.
   */
  default StepRule roundedToPowerOfTwo() {
    return problem -> new PowerOfTwoSearch(begin(problem));
  }
}
