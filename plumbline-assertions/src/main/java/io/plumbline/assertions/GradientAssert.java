package io.plumbline.assertions;

import io.plumbline.core.Euclidean;
import io.plumbline.core.check.CheckResult;
import io.plumbline.core.check.Entry;
import io.plumbline.core.check.FunctionCheck;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.function.Precision;
import org.assertj.core.api.AbstractAssert;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * An assertion about a gradient, a Jacobian or a Hessian. What does not pass is said in the words
 * of {@link CheckResult}.
 */
public class GradientAssert extends AbstractAssert<GradientAssert, FunctionCheck<?>> {
  private FunctionCheck<?> check;
  private boolean aborting;

  /**
   * An assertion.
   *
   * @param check what is asserted about
   */
  public GradientAssert(FunctionCheck<?> check) {
    super(check, GradientAssert.class);
    this.check = check;
  }

  /**
   * Where.
   *
   * @param x the values of the one input, flat in row-major order
   * @return this
   * @throws io.plumbline.core.InvalidInputException if it is empty, does not fit, or is not finite
   */
  public GradientAssert at(double... x) {
    check = check.at(x);
    return this;
  }

  /**
   * Where, of several inputs.
   *
   * @param inputs named arrays
   * @return this
   * @throws io.plumbline.core.InvalidInputException if they do not fit, or are not finite
   */
  public GradientAssert at(Inputs inputs) {
    check = check.at(inputs);
    return this;
  }

  /**
   * The arithmetic that the function computes in.
   *
   * @param precision float64 unless it is said
   * @return this
   */
  public GradientAssert in(Precision precision) {
    check = check.precision(precision);
    return this;
  }

  /**
   * What random points and directions are drawn from.
   *
   * @param seed the same gives the same bits
   * @return this
   */
  public GradientAssert withSeed(long seed) {
    check = check.seed(seed);
    return this;
  }

  /**
   * Aborts the test, as one whose assumptions do not hold, where nothing can be proved.
   *
   * @return this
   */
  public GradientAssert abortingIfInconclusive() {
    aborting = true;
    return this;
  }

  /**
   * Holds every entry against differences of the function.
   *
   * @return this
   * @throws AssertionError if one is wrong, or nothing can be proved
   * @throws TestAbortedException if nothing can be proved and that was asked for
   */
  public GradientAssert isCorrect() {
    hold(check.check());
    return this;
  }

  /**
   * The same where the point may be on a kink: then one beside it must do.
   *
   * @return this
   * @throws AssertionError if an entry is wrong, or nothing can be proved
   * @throws TestAbortedException if nothing can be proved and that was asked for
   */
  public GradientAssert isCorrectAlmostEverywhere() {
    hold(check.checkNearby());
    return this;
  }

  /**
   * Holds every entry to a tolerance of the caller's own: it must be proved to be so near to the
   * derivative, which an approximation can be.
   *
   * @param most relative to the norm of all derivatives
   * @return this
   * @throws AssertionError if an entry is further off, or cannot be proved to be that near
   * @throws TestAbortedException if the function could not be differenced and that was asked for
   */
  public GradientAssert hasErrorBelow(double most) {
    CheckResult result = check.check();
    if (aborting && result.entries().isEmpty()) {
      throw new TestAbortedException(result.toString());
    }
    double norm = Euclidean.norm(result.entries().stream().mapToDouble(Entry::estimate).toArray());
    boolean near =
        !result.entries().isEmpty()
            && result.entries().stream()
                .allMatch(each -> Math.abs(each.difference()) + each.bound() <= most * norm);
    if (!near) {
      throw new AssertionFailedError(GradientAssertions.errorLine(result, most));
    }
    return this;
  }

  private void hold(CheckResult result) {
    GradientChecks.assertCorrect(aborting ? GradientChecks.decided(result) : result);
  }
}
