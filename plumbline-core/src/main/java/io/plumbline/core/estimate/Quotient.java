package io.plumbline.core.estimate;

import io.plumbline.core.step.Stencil;

/**
 * A formula over one step, as users take it.
 *
 * <p>Values are kept as f(x + t) - f(x): the coefficients sum to zero, so the quotient is the same,
 * and its arithmetic loses less. It is divided by the realised step, the formula applied to the
 * offsets after rounding, so that a linear function is differentiated exactly.
 *
 * @param stencil the formula
 * @param h the step
 */
record Quotient(Stencil stencil, double h) {

  /** The offsets to evaluate at, without the centre. */
  double[] offsets() {
    double[] offsets = new double[stencil.points()];
    int count = 0;
    for (int i = 0; i < offsets.length; i++) {
      if (stencil.offset(i) != 0) {
        offsets[count++] = stencil.offset(i) * h;
      }
    }
    return java.util.Arrays.copyOf(offsets, count);
  }

  /** How far the formula reaches. */
  double farthest() {
    int last = stencil.points() - 1;
    return h * Math.max(Math.abs(stencil.offset(0)), Math.abs(stencil.offset(last)));
  }

  /**
   * The quotient.
   *
   * @param values at {@link #offsets}
   * @param centre f(x)
   */
  Estimate of(RoundedPoint point, int move, double[] values, double centre) {
    double sum = 0;
    double step = 0;
    int next = 0;
    for (int i = 0; i < stencil.points(); i++) {
      if (stencil.offset(i) != 0) {
        sum += stencil.numerator(i) * (values[next++] - centre);
        step += stencil.numerator(i) * point.realised(move, stencil.offset(i) * h);
      }
    }
    double realised = step / stencil.denominator();
    double value = sum / stencil.denominator() / realised;
    return Double.isFinite(value)
        ? Estimate.unbounded(value, realised, values.length, Boundedness.NOT_ASKED)
        : Estimate.unbounded(Double.NaN, realised, values.length, Boundedness.NOT_FINITE);
  }
}
