package io.plumbline.network.eval;

/**
 * What rounding may do to a gradient: errors of the forward pass make slopes and the loss's own
 * gradient wrong, each sum of the reverse pass rounds, and both are carried back through the same
 * Jacobians. To first order in the unit roundoff.
 *
 * <p>Two readings. <em>Certain</em> carries absolute values and counts every rounding at its worst:
 * a bound for our own float64. <em>Likely</em> carries variances of independent errors of mean zero
 * and takes {@value #DEVIATIONS} standard deviations: what a framework's arithmetic, whose order of
 * summation we do not know, stays within (Higham and Mary 2019, A new approach to probabilistic
 * rounding error analysis).
 */
final class Rounding {
  /** How many standard deviations are allowed for. */
  static final double DEVIATIONS = 6;

  private final Point point;
  private final double u;
  private final Norm norm;
  private final double[][][] barErrors;
  private final double[][][] bars;

  /** Bounds in float64. */
  static Rounding certain(Point point, Object[] pins) {
    return new Rounding(point, pins, Point.FLOAT64, point.errors(), Norm.ABSOLUTE);
  }

  /** Six standard deviations in arithmetic of this unit roundoff. */
  static Rounding likely(Point point, Object[] pins, double u) {
    double[][][] variances = point.program.forwardErrors(point.values, u, Norm.SQUARED);
    return new Rounding(point, pins, u, variances, Norm.SQUARED);
  }

  private Rounding(Point point, Object[] pins, double u, double[][][] errors, Norm norm) {
    this.point = point;
    this.u = u;
    this.norm = norm;
    Program program = point.program;
    bars = new Reverse(point, pins).bars();
    barErrors = program.allocate();
    double[] bound = new double[point.scores.length];
    double[] scoreErrors = Program.flatten(errors[program.output]);
    for (int k = 0; k < scoreErrors.length; k++) {
      scoreErrors[k] = norm.root(scoreErrors[k]);
    }
    point.objective.gradientError(point.scores, scoreErrors, u, bound);
    for (int k = 0; k < bound.length; k++) {
      bound[k] = norm.size(bound[k]);
    }
    Program.fill(barErrors[program.output], bound);
    for (int k = program.kernels.size() - 1; k >= 0; k--) {
      Kernel kernel = program.kernels.get(k);
      double own = norm.size(u) * norm.roundings(kernel.backwardTerms());
      double[][] out = barErrors[kernel.out];
      for (int q = 0; q < out.length; q++) {
        double[] bar = bars[kernel.out][q];
        for (int c = 0; c < bar.length; c++) {
          out[q][c] += own * norm.size(bar[c]);
        }
      }
      kernel.backward(point.values, pins[k], barErrors, norm);
      kernel.slopeError(point.values, errors, bars, barErrors, u, norm);
    }
  }

  /** One bound for each element of the input. */
  double[] inputErrors() {
    double[] bound = Program.flatten(barErrors[point.program.input]);
    double[] gradient = Program.flatten(bars[point.program.input]);
    double deviations = norm == Norm.SQUARED ? DEVIATIONS : 1;
    for (int k = 0; k < bound.length; k++) {
      bound[k] = deviations * norm.root(bound[k]) + u * Math.abs(gradient[k]);
    }
    return bound;
  }

  /** The bound at a kernel's output, from which a parameter's follows. */
  double[][] at(Kernel kernel) {
    return barErrors[kernel.out];
  }
}
