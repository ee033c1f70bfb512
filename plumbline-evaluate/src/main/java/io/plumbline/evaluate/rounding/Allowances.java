package io.plumbline.evaluate.rounding;

import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.kernel.Entries;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.kernel.Rows;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.point.Reverse;
import io.plumbline.evaluate.result.Allowance;
import java.util.ArrayList;
import java.util.List;

/** Computes what arithmetic of a precision may do to a gradient. */
public final class Allowances {
  /** A common error is kept apart where it exceeds this part of the largest. */
  private static final double NOTABLE = 0.05;

  private Allowances() {}

  public static Allowance of(Evaluated point, Pinned<?>[] pins, Precision precision) {
    // A model stored in float32 defines its function to float32 only: whoever computes in float64
    // from weights that the exporter has since folded together has others, by a rounding each.
    Precision stored = precision == Precision.FLOAT64 ? Precision.FLOAT32 : precision;
    double u = stored.unitRoundoff();
    double[][][] variances = point.program.forwardErrors(point.values, u, Entries.SQUARED);
    int scores = point.scores.length;
    double[] errors = Rows.flatten(variances[point.program.output]);
    for (int k = 0; k < scores; k++) {
      errors[k] = Math.sqrt(errors[k]);
    }
    double[] common = common(point, errors, precision);
    double[] doubt = new double[scores];
    point.objective.looseFormulaError(point.scores, precision.unitRoundoff(), doubt);
    List<Allowance.Direction> directions = new ArrayList<>();
    double largest = 0;
    for (double each : common) {
      largest = Math.max(largest, each);
    }
    for (int k = 0; k < scores; k++) {
      if (common[k] > NOTABLE * largest && Double.isFinite(common[k])) {
        double[] gradient = Reverse.ofScore(point, pins, k);
        directions.add(new Allowance.Direction(k, common[k], doubt[k], gradient));
        common[k] = 0;
      }
    }
    for (int k = 0; k < scores; k++) {
      common[k] /= GradientRounding.DEVIATIONS;
    }
    double[] local = GradientRounding.likely(point, pins, stored, variances, common).inputErrors();
    return new Allowance(local, List.copyOf(directions));
  }

  /**
   * How far the loss's derivative by each score may be off: what the scores' own errors do, and
   * what the loss's formula rounds.
   */
  private static double[] common(Evaluated point, double[] errors, Precision precision) {
    double[] common = new double[errors.length];
    point.objective.gradientError(point.scores, errors, 0, common);
    double[] formula = new double[errors.length];
    point.objective.formulaError(point.scores, precision.unitRoundoff(), formula);
    for (int k = 0; k < common.length; k++) {
      common[k] = GradientRounding.DEVIATIONS * common[k] + formula[k];
    }
    return common;
  }
}
