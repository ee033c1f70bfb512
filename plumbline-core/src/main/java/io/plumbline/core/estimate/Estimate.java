package io.plumbline.core.estimate;

/**
 * The derivative along one coordinate (or one group of coordinates moved together), with its error.
 *
 * <p>It is taken from values at steps of a ladder, each a little more than twice the one before:
 * the slope is taken out of the odd part g(t) = (f(x+t) - f(x-t))/2 at a few successive steps, free
 * of the next terms of its expansion in powers of t. The bound's parts:
 *
 * <pre>
 * rounding    sum |w_j| e                what errors of e in the values make of it; guaranteed if they are no larger
 * truncation  |D(next steps) - D| + ..   the change to the same formula one step further out, whose own
 *                                        truncation is several times as large
 *             + 2 c'                     what a kink at x can do that is too small to be told from noise, c' the
 *                                        coefficient of |t| in the even part
 * </pre>
 *
 * e is the largest of what the values do not explain by a smooth function at the shortest steps,
 * times 8; four units of roundoff of the values, in the narrowest format that holds them all, and
 * of the argument; the smallest jump where neighbouring values are equal; eight times a jump that
 * is small beside the values, as a solver leaves that stops early; and the difference between
 * repeated values. An estimate counts only if it overlaps those of every shorter step.
 *
 * <p>One assumption remains: that no feature of the function larger than e hides between all steps.
 * A function that is built to agree with a smooth one at all of these points, or a bump much
 * narrower than the distance between them, defeats any finite set of differences.
 *
 * @param value the derivative; NaN if the function is not finite at one of the points
 * @param bound what |value - derivative| is at most; infinite unless {@link Boundedness#BOUNDED}
 * @param truncation the part of the bound that is due to the length of the step, kinks included
 * @param rounding the part that is due to rounding and noise of the function values
 * @param step the realised step: the distance by which the difference was divided
 * @param evaluations function values that went into this estimate, those of the step's search
 *     included
 * @param boundedness whether the error is bounded, and why not
 */
public record Estimate(
    double value,
    double bound,
    double truncation,
    double rounding,
    double step,
    int evaluations,
    Boundedness boundedness) {

  /** Whether the error is bounded. */
  public boolean isBounded() {
    return boundedness == Boundedness.BOUNDED;
  }

  static Estimate unbounded(double value, double step, int evaluations, Boundedness reason) {
    double infinite = Double.POSITIVE_INFINITY;
    return new Estimate(value, infinite, infinite, infinite, step, evaluations, reason);
  }

  /** The same value, for a reason not bounded after all. */
  Estimate without(Boundedness reason) {
    return isBounded() ? unbounded(value, step, evaluations, reason) : this;
  }

  /** This value with the bound that another's interval for the same derivative gives it. */
  Estimate boundedBy(Estimate other) {
    if (!other.isBounded() || Double.isNaN(value)) {
      Boundedness reason = other.isBounded() ? boundedness : other.boundedness;
      return unbounded(value, step, evaluations + other.evaluations, reason);
    }
    double truncation = Math.abs(value - other.value) + other.truncation;
    return new Estimate(
        value,
        truncation + other.rounding,
        truncation,
        other.rounding,
        step,
        evaluations + other.evaluations,
        Boundedness.BOUNDED);
  }

  Estimate widenedBy(double allowance) {
    return new Estimate(
        value, bound + allowance, truncation, rounding + allowance, step, evaluations, boundedness);
  }
}
