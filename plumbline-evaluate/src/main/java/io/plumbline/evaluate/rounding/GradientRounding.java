package io.plumbline.evaluate.rounding;

import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.compile.Program;
import io.plumbline.evaluate.kernel.Entries;
import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.kernel.Rows;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.point.Reverse;
import io.plumbline.evaluate.result.Allowance;
import io.plumbline.evaluate.result.NearTie;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What rounding may do to a gradient: errors of the forward pass make slopes and the loss's own
 * gradient wrong, each sum of the reverse pass rounds, and both are carried back through the same
 * Jacobians. To first order in the unit roundoff.
 *
 * <p>Two readings. <em>Certain</em> carries absolute values and counts every rounding at its worst:
 * a bound for our own float64. <em>Likely</em> carries variances of independent errors of mean zero
 * and takes {@value Allowance#DEVIATIONS} standard deviations: what a framework's arithmetic, whose
 * order of summation we do not know, stays within (Higham and Mary 2019, A new approach to
 * probabilistic rounding error analysis).
 */
public final class GradientRounding {
  private final Evaluated point;
  private final double u;
  private final Entries norm;
  private final double underflow;
  private final double[][][] barErrors;
  private final double[][][] bars;

  /**
   * Bounds in float64.
   *
   * @param forward the relative error of each path from a value to the loss, in addition: what a
   *     change collects that is pushed forward
   */
  public static GradientRounding certain(Evaluated point, Pinned<?>[] pins, double forward) {
    double[][][] errors = point.errors();
    double[] bound = new double[point.scores.length];
    double[] scoreErrors = Rows.flatten(errors[point.program.output]);
    point.objective.gradientError(point.scores, scoreErrors, Evaluated.FLOAT64, bound);
    double[] bar = new double[bound.length];
    point.objective.gradient(point.scores, bar);
    for (int k = 0; k < bound.length; k++) {
      bound[k] += forward * Math.abs(bar[k]);
    }
    double[][][] bars = new Reverse(point, pins).bars();
    return new GradientRounding(
        point, pins, Precision.FLOAT64, errors, bound, Entries.ABSOLUTE, bars, k -> List.of());
  }

  /**
   * So many standard deviations in arithmetic of a precision.
   *
   * @param variances of the values of the forward pass
   * @param scoreErrors standard deviations of the loss's derivative by each score
   * @param bars the derivatives by every value, or the largest sizes of them
   * @param ties the near-ties of each kernel that may go either way
   */
  static GradientRounding likely(
      Evaluated point,
      Pinned<?>[] pins,
      Precision precision,
      double[][][] variances,
      double[] scoreErrors,
      double[][][] bars,
      IntFunction<List<NearTie>> ties) {
    return new GradientRounding(
        point, pins, precision, variances, scoreErrors, Entries.SQUARED, bars, ties);
  }

  private GradientRounding(
      Evaluated point,
      Pinned<?>[] pins,
      Precision precision,
      double[][][] errors,
      double[] scoreErrors,
      Entries norm,
      double[][][] bars,
      IntFunction<List<NearTie>> ties) {
    this.point = point;
    this.u = precision.unitRoundoff();
    this.norm = norm;
    Program program = point.program;
    this.bars = bars;
    barErrors = program.allocate();
    // A result below the smallest normal number is off by an absolute error; some flush it to 0.
    underflow = norm.size(precision == Precision.FLOAT64 ? 0 : smallestNormal(precision));
    double[] bound = new double[scoreErrors.length];
    for (int k = 0; k < bound.length; k++) {
      bound[k] = norm.size(scoreErrors[k]);
    }
    Rows.fill(barErrors[program.output], bound);
    for (int k = program.kernels.size() - 1; k >= 0; k--) {
      Kernel<?> kernel = program.kernels.get(k);
      double own = norm.size(u) * norm.roundings(kernel.backwardTerms());
      double[][] out = barErrors[kernel.out];
      for (int q = 0; q < out.length; q++) {
        double[] bar = bars[kernel.out][q];
        for (int c = 0; c < bar.length; c++) {
          out[q][c] += bar[c] == 0 ? 0 : own * norm.size(bar[c]) + underflow;
        }
      }
      List<NearTie> open = ties.apply(k);
      if (!open.isEmpty()) {
        pins[k].spread(open, barErrors);
      }
      pins[k].backward(point.values, barErrors, norm);
      kernel.slopeError(point.values, errors, bars, barErrors, u, norm);
    }
  }

  private static double smallestNormal(Precision precision) {
    return precision.minValue() / (2 * precision.unitRoundoff());
  }

  /** One bound for each element of the input. */
  public double[] inputErrors() {
    double[] bound = Rows.flatten(barErrors[point.program.input]);
    double[] gradient = Rows.flatten(bars[point.program.input]);
    double deviations = norm == Entries.SQUARED ? Allowance.DEVIATIONS : 1;
    for (int k = 0; k < bound.length; k++) {
      bound[k] = deviations * norm.root(bound[k]) + u * Math.abs(gradient[k]);
    }
    return bound;
  }

  /** The bound at a kernel's output, from which a parameter's follows. */
  public double[][] at(Kernel<?> kernel) {
    return barErrors[kernel.out];
  }
}
