package io.plumbline.assertions;

import io.plumbline.core.check.CheckResult;
import io.plumbline.core.check.FunctionCheck;
import io.plumbline.core.verdict.Verdict;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Checks that must pass, for plain JUnit: what fails says so in the words of the result. */
public final class GradientChecks {
  private GradientChecks() {}

  /**
   * Makes a check that must pass.
   *
   * @param check of a gradient, a Jacobian or a Hessian, with its point
   * @return the result
   * @throws AssertionFailedError if it fails or is inconclusive
   */
  public static CheckResult assertCorrect(FunctionCheck<?> check) {
    return assertCorrect(check.check());
  }

  /**
   * The same where a point may be on a kink: then one beside it must pass.
   *
   * @param check of a gradient, a Jacobian or a Hessian, with its point
   * @return the result
   * @throws AssertionFailedError if it fails or is inconclusive
   */
  public static CheckResult assertCorrectAlmostEverywhere(FunctionCheck<?> check) {
    return assertCorrect(check.checkNearby());
  }

  /**
   * Makes a check that must not fail; where it is inconclusive the test is aborted, as one whose
   * assumptions do not hold.
   *
   * @param check of a gradient, a Jacobian or a Hessian, with its point
   * @return the result, which has passed
   * @throws AssertionFailedError if it fails
   * @throws TestAbortedException if it is inconclusive
   */
  public static CheckResult assumeDecidedAndAssertCorrect(FunctionCheck<?> check) {
    return assertCorrect(decided(check.check()));
  }

  static CheckResult decided(CheckResult result) {
    if (result.verdict() == Verdict.INCONCLUSIVE) {
      throw new TestAbortedException(result.toString());
    }
    return result;
  }

  /**
   * Asks that a check has passed that was made already.
   *
   * @param result of it
   * @return the same
   * @throws AssertionFailedError if it failed or is inconclusive
   */
  public static CheckResult assertCorrect(CheckResult result) {
    if (!result.passed()) {
      throw new AssertionFailedError(result.toString(), Verdict.PASS, result.verdict());
    }
    return result;
  }
}
