package io.plumbline.kotlin

import io.plumbline.assertions.GradientChecks
import io.plumbline.core.check.CheckResult
import io.plumbline.core.check.FunctionCheck
import io.plumbline.core.check.GradientCheck
import io.plumbline.core.check.Inputs
import io.plumbline.core.check.JacobianCheck

/** A check that lacks a point. Given one it is made, and must pass. */
public class GradientAssertion<C : FunctionCheck<C>> internal constructor(private val check: C) {
  /** The same with settings of the check, such as `{ domain(Box.from(0.0)).seed(3) }`. */
  public fun with(settings: C.() -> C): GradientAssertion<C> = GradientAssertion(check.settings())

  /**
   * Holds every entry against differences of the function.
   *
   * @param x the values of the one input, flat in row-major order
   * @return the result, which has passed
   * @throws AssertionError if an entry is wrong, or nothing can be proved, in the result's words
   */
  public fun at(vararg x: Double): CheckResult = at(Inputs.of(*x))

  /** The same for several named arrays, or for one that has a shape. */
  public fun at(inputs: Inputs): CheckResult = GradientChecks.assertCorrect(check.at(inputs))

  /** The same where the point may be on a kink: then one beside it must do. */
  public fun near(vararg x: Double): CheckResult =
    GradientChecks.assertCorrectAlmostEverywhere(check.at(*x))
}

/**
 * An assertion about the gradient of a function of one array.
 *
 * @param function its value at a point, flat in row-major order
 * @param gradient what is claimed of it there, one number for each entry
 */
public fun assertGradient(
  function: (DoubleArray) -> Double,
  gradient: (DoubleArray) -> DoubleArray,
): GradientAssertion<GradientCheck> = GradientAssertion(GradientCheck.of(function).gradient(gradient))

/**
 * An assertion about the Jacobian of a function whose value is an array.
 *
 * @param function its value at a point, both flat in row-major order
 * @param jacobian what is claimed of it there: a row for each output
 */
public fun assertJacobian(
  function: (DoubleArray) -> DoubleArray,
  jacobian: (DoubleArray) -> Array<DoubleArray>,
): GradientAssertion<JacobianCheck> =
  GradientAssertion(GradientCheck.ofVector(function).jacobian(jacobian))
