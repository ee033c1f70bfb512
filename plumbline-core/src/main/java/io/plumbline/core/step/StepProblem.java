package io.plumbline.core.step;

/**
 * What a rule knows when it looks for a step along one line t -> f(x + t).
 *
 * @param stencil the formula that will use the step
 * @param magnitude the largest |x| among the moved coordinates
 * @param value f(x)
 * @param noise a bound on the error of a computed value, positive
 * @param smallest the smallest step whose points differ from x in the function's arithmetic
 * @param largest the largest step to consider
 */
public record StepProblem(
    Stencil stencil,
    double magnitude,
    double value,
    double noise,
    double smallest,
    double largest) {

  /** The step itself where it is within the problem's limits, else the nearest limit. */
  public double limit(double step) {
    return Math.min(Math.max(step, smallest), largest);
  }
}
