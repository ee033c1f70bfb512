package io.plumbline.evaluate;

import io.plumbline.core.function.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a correct gradient may be off in some arithmetic.
 *
 * <p>Errors of the loss's gradient by the scores are common to all coordinates: an error of the
 * j-th moves the whole gradient along the j-th row of the scores' Jacobian. Those that matter are
 * kept apart as directions; what rounding does on the way back is local to each coordinate.
 *
 * @param local one bound for each element of the input
 * @param directions the common errors
 */
public record Allowance(double[] local, List<Direction> directions) {
  /** A common error is kept apart where it exceeds this part of the largest. */
  private static final double NOTABLE = 0.05;

  /**
   * A common error.
   *
   * @param score which score's derivative it is in
   * @param bound its largest size, by formulas that keep their digits
   * @param doubt how much larger it may be by formulas that lose some
   * @param gradient what it is multiplied by: the score's gradient by the input
   */
  public record Direction(int score, double bound, double doubt, double[] gradient) {
    /**
     * The largest size by any formula in use.
     *
     * @return doubt included
     */
    public double most() {
      return bound + doubt;
    }
  }

  static Allowance of(Point point, Pinned<?>[] pins, Precision precision) {
    // A model stored in float32 defines its function to float32 only: whoever computes in float64
    // from weights that the exporter has since folded together has others, by a rounding each.
    Precision stored = precision == Precision.FLOAT64 ? Precision.FLOAT32 : precision;
    double u = stored.unitRoundoff();
    double[][][] variances = point.program.forwardErrors(point.values, u, Norm.SQUARED);
    int scores = point.scores.length;
    double[] errors = Program.flatten(variances[point.program.output]);
    for (int k = 0; k < scores; k++) {
      errors[k] = Math.sqrt(errors[k]);
    }
    double[] common = common(point, errors, precision);
    double[] doubt = new double[scores];
    point.objective.looseFormulaError(point.scores, precision.unitRoundoff(), doubt);
    List<Direction> directions = new ArrayList<>();
    double largest = 0;
    for (double each : common) {
      largest = Math.max(largest, each);
    }
    for (int k = 0; k < scores; k++) {
      if (common[k] > NOTABLE * largest && Double.isFinite(common[k])) {
        double[] gradient = Reverse.ofScore(point, pins, k);
        directions.add(new Direction(k, common[k], doubt[k], gradient));
        common[k] = 0;
      }
    }
    for (int k = 0; k < scores; k++) {
      common[k] /= Rounding.DEVIATIONS;
    }
    double[] local = Rounding.likely(point, pins, stored, variances, common).inputErrors();
    return new Allowance(local, List.copyOf(directions));
  }

  /**
   * How far the loss's derivative by each score may be off: what the scores' own errors do, and
   * what the loss's formula rounds.
   */
  private static double[] common(Point point, double[] errors, Precision precision) {
    double[] common = new double[errors.length];
    point.objective.gradientError(point.scores, errors, 0, common);
    double[] formula = new double[errors.length];
    point.objective.formulaError(point.scores, precision.unitRoundoff(), formula);
    for (int k = 0; k < common.length; k++) {
      common[k] = Rounding.DEVIATIONS * common[k] + formula[k];
    }
    return common;
  }

  /**
   * The bound for each coordinate, common errors included.
   *
   * @return local bounds plus the directions' sizes
   */
  public double[] total() {
    double[] total = local.clone();
    for (Direction direction : directions) {
      for (int k = 0; k < total.length; k++) {
        total[k] += direction.most() * Math.abs(direction.gradient[k]);
      }
    }
    return total;
  }
}
