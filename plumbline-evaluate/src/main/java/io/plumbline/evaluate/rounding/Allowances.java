package io.plumbline.evaluate.rounding;

import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.kernel.Rows;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.point.Reverse;
import io.plumbline.evaluate.result.Allowance;
import io.plumbline.evaluate.result.NearTie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Computes what arithmetic of a precision may do to a gradient. */
public final class Allowances {
  /** A common error is kept apart where it exceeds this part of the largest. */
  private static final double NOTABLE = 0.05;

  private Allowances() {}

  public static Allowance of(Evaluated point, Pinned<?>[] pins, Precision precision) {
    double[][][] variances = variances(point, precision);
    double[] common = common(point, precision, variances);
    double[] doubt = new double[common.length];
    point.objective.looseFormulaError(point.scores, precision.unitRoundoff(), doubt);
    double largest = largest(common);
    double[] slopes = new double[common.length];
    point.objective.gradient(point.scores, slopes);
    // Below this an error is lost in the rounding of the loss's own largest derivative.
    double seen =
        precision.unitRoundoff() * largest(Arrays.stream(slopes).map(Math::abs).toArray());
    List<Allowance.Direction> directions = new ArrayList<>();
    for (int k = 0; k < common.length; k++) {
      if (notable(common[k], largest) || doubt[k] > seen) {
        double[] gradient = Reverse.ofScore(point, pins, k);
        directions.add(new Allowance.Direction(k, common[k], doubt[k], gradient));
      }
    }
    double[][][] bars = new Reverse(point, pins).bars();
    double[] local =
        GradientRounding.likely(
                point, pins, stored(precision), variances, rest(common), bars, k -> List.of())
            .inputErrors();
    return new Allowance(local, List.copyOf(directions));
  }

  /**
   * The local part where near-ties may go either way: what rounding does to any choice of them.
   *
   * @param bars the largest sizes of the derivatives by every value
   * @param ties the near-ties of each kernel
   */
  public static double[] local(
      Evaluated point,
      Pinned<?>[] pins,
      Precision precision,
      double[][][] bars,
      IntFunction<List<NearTie>> ties) {
    double[][][] variances = variances(point, precision);
    double[] rest = rest(common(point, precision, variances));
    return GradientRounding.likely(point, pins, stored(precision), variances, rest, bars, ties)
        .inputErrors();
  }

  /**
   * A model stored in float32 defines its function to float32 only: whoever computes in float64
   * from weights that the exporter has since folded together has others, by a rounding each.
   */
  private static Precision stored(Precision precision) {
    return precision == Precision.FLOAT64 ? Precision.FLOAT32 : precision;
  }

  private static double[][][] variances(Evaluated point, Precision precision) {
    double u = stored(precision).unitRoundoff();
    return point.variances(u);
  }

  /**
   * How far the loss's derivative by each score may be off: what the scores' own errors do, and
   * what the loss's formula rounds.
   */
  private static double[] common(Evaluated point, Precision precision, double[][][] variances) {
    double[] errors = Rows.flatten(variances[point.program.output]);
    for (int k = 0; k < errors.length; k++) {
      errors[k] = Math.sqrt(errors[k]);
    }
    double[] common = new double[errors.length];
    point.objective.gradientError(point.scores, errors, 0, common);
    double[] formula = new double[errors.length];
    point.objective.formulaError(point.scores, precision.unitRoundoff(), formula);
    for (int k = 0; k < common.length; k++) {
      common[k] = Allowance.DEVIATIONS * common[k] + formula[k];
    }
    return common;
  }

  /** The deviations of those errors that are not kept apart. */
  private static double[] rest(double[] common) {
    double largest = largest(common);
    double[] rest = new double[common.length];
    for (int k = 0; k < rest.length; k++) {
      rest[k] = notable(common[k], largest) ? 0 : common[k] / Allowance.DEVIATIONS;
    }
    return rest;
  }

  private static boolean notable(double error, double largest) {
    return error > NOTABLE * largest && Double.isFinite(error);
  }

  private static double largest(double[] errors) {
    double largest = 0;
    for (double each : errors) {
      largest = Math.max(largest, each);
    }
    return largest;
  }
}
