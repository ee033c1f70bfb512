package io.plumbline.core.estimate;

/**
 * The derivative along one coordinate (or one group of coordinates moved together), with its error.
 *
 * <p>The bound's parts:
 *
 * <pre>
 * rounding    (A e + n u sum |c_i f_i|) / h     guaranteed, if every computed value is off by at most e
 * truncation  (|D(2h) - D(h)| + their rounding) / (g - 1)
 *                                               guaranteed, if moreover the truncation error grows at least
 *                                               g-fold when the step doubles (Stencil.leastGrowth)
 * kink        (2 |16 E(h) - E(2h)| + 272 e) / 56h, E(h) = f(x+2h) - 4f(x+h) + 6f(x) - 4f(x-h) + f(x-2h)
 *                                               what a kink at x, too small to be told from noise, can do
 * </pre>
 *
 * The growth is the one assumption that is not about noise. It holds near the limit for every
 * smooth function (there the error grows 2^p-fold) and is checked, not believed: the differences
 * over h, 2h and 4h must spread accordingly, or the state is {@link Boundedness#NOT_CONVERGING}. A
 * kink at x makes E grow in proportion to h instead of h^4, which is checked too. One-sided
 * formulas give the slope on their side. A function that is built to agree with a smooth one at all
 * of these points defeats any finite set of differences.
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

  Estimate widenedBy(double allowance) {
    return new Estimate(
        value, bound + allowance, truncation, rounding + allowance, step, evaluations, boundedness);
  }
}
