package io.plumbline.kotlin

import io.plumbline.core.check.CheckResult
import io.plumbline.core.check.GradientCheck
import io.plumbline.core.check.Inputs

/** Marks what [gradientCheck] is written with. */
@DslMarker
public annotation class GradientCheckMarker

/** What a check of a gradient is made of, in any order. */
@GradientCheckMarker
public class GradientCheckBuilder internal constructor() {
  private var function: ((DoubleArray) -> Double)? = null
  private val further = mutableListOf<GradientCheck.() -> GradientCheck>()

  /** The function: its value at a point, flat in row-major order. */
  public fun function(function: (DoubleArray) -> Double) {
    this.function = function
  }

  /** What is claimed to be its gradient at a point, one number for each entry. */
  public fun gradient(gradient: (DoubleArray) -> DoubleArray): Unit = settings { gradient(gradient) }

  /** What is claimed to be the product of its Hessian at the first array with the second. */
  public fun hessianVector(product: (DoubleArray, DoubleArray) -> DoubleArray): Unit =
    settings { hessianVector(product) }

  /** Where: the values of the one input, flat in row-major order. */
  public fun at(vararg x: Double): Unit = settings { at(*x) }

  /** Where, of named arrays, or of one that has a shape. */
  public fun at(inputs: Inputs): Unit = settings { at(inputs) }

  /** What else a check takes, such as `{ domain(Box.from(0.0)).seed(3) }`. */
  public fun settings(settings: GradientCheck.() -> GradientCheck) {
    further += settings
  }

  internal fun check(): CheckResult {
    val checked = requireNotNull(function) { "function (none) must be given" }
    return further.fold(GradientCheck.of(checked)) { check, each -> check.each() }.check()
  }
}

/**
 * Whether a gradient is that of a function.
 *
 * @param parts a function, a gradient and a point at least
 * @return what was found; nothing that the function does is thrown
 * @throws io.plumbline.core.InvalidInputException if a gradient or a point is missing
 * @throws IllegalArgumentException if the function is missing
 */
public fun gradientCheck(parts: GradientCheckBuilder.() -> Unit): CheckResult =
  GradientCheckBuilder().apply(parts).check()
