package io.plumbline.core.survey;

import io.plumbline.core.function.Precision;
import java.util.Arrays;

/**
 * What rounding may do to a gradient computed in its own arithmetic, where the way it was computed
 * cannot be seen: so many units of roundoff of the absolute terms that the outputs contribute, and
 * of the whole gradient's root mean square; and what errors of the outputs do to their weights,
 * which a saturated loss magnifies.
 */
final class UnseenRounding {
  private static final double UNITS = 256;
  private static final double OUTPUT_UNITS = 64;

  private UnseenRounding() {}

  /** For each output what its derivative by a coordinate is multiplied with. */
  static double[] weights(WeightedOutputs function, Precision gradient) {
    double u = unit(function, gradient);
    double most = Arrays.stream(function.at()).map(Math::abs).max().orElse(0);
    double[] weights = function.errors().of(OUTPUT_UNITS * u * most, u).clone();
    for (int k = 0; k < weights.length; k++) {
      weights[k] += UNITS * u * Math.abs(function.weights()[k]);
    }
    return weights;
  }

  /** The same with what goes by the whole gradient's size. */
  static double[] of(
      double[] weighted, double rootMeanSquare, WeightedOutputs function, Precision gradient) {
    double[] allowances = weighted.clone();
    for (int i = 0; i < allowances.length; i++) {
      allowances[i] += UNITS * unit(function, gradient) * rootMeanSquare;
    }
    return allowances;
  }

  /** A function in float32 is known to float32 only, whatever its gradient is in. */
  private static double unit(WeightedOutputs function, Precision gradient) {
    return Math.max(gradient.unitRoundoff(), function.precision().unitRoundoff());
  }
}
