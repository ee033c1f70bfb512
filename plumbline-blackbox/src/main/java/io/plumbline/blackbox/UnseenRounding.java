package io.plumbline.blackbox;

import io.plumbline.core.function.Precision;
import java.util.Arrays;

/**
 * What rounding may do to a gradient computed in its own arithmetic, where the way it was computed
 * cannot be seen: so many units of roundoff of the absolute terms that the scores contribute, and
 * of the whole gradient's root mean square; and what an error of the scores does to the loss's
 * derivative by them, which saturation magnifies.
 */
final class UnseenRounding {
  private static final double UNITS = 256;
  private static final double SCORE_UNITS = 64;

  private UnseenRounding() {}

  /** For each score what its derivative by a coordinate is multiplied with. */
  static double[] weights(Surface surface, Precision precision) {
    double u = unit(surface, precision);
    double most = Arrays.stream(surface.at()).map(Math::abs).max().orElse(0);
    double[] weights = surface.slopeErrors(SCORE_UNITS * u * most, u);
    double[] slopes = surface.slopes();
    for (int k = 0; k < weights.length; k++) {
      weights[k] += UNITS * u * Math.abs(slopes[k]);
    }
    return weights;
  }

  /** The same with what goes by the whole gradient's size. */
  static double[] of(double[] weighted, double rootMeanSquare, Surface surface, Precision p) {
    double[] allowances = weighted.clone();
    for (int i = 0; i < allowances.length; i++) {
      allowances[i] += UNITS * unit(surface, p) * rootMeanSquare;
    }
    return allowances;
  }

  /** A model in float32 defines its function to float32 only, whatever its gradient is in. */
  private static double unit(Surface surface, Precision precision) {
    return Math.max(precision.unitRoundoff(), surface.precision().unitRoundoff());
  }
}
