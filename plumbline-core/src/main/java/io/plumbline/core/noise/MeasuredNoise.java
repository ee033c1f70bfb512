package io.plumbline.core.noise;

import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.noise.NoiseEstimate.Conclusion;
import java.util.Arrays;
import java.util.Random;

/**
 * Noise measured along random lines x + j h d, d a vector of signs, j = 0, 1, ..: to one side only,
 * so that a kink at x itself, common where an input has a constant background, does not look like
 * noise.
 */
final class MeasuredNoise implements NoiseSource {
  private static final int LINES = 3;
  private static final int LINES_NEEDED = 2;
  private static final int VALUES = 9;
  private static final int SPACINGS = 9;
  private static final double NARROWEST = 64;
  private static final double WIDENING = 16;
  private static final double WIDEST = 0x1p-8;
  private static final double LEAST_UNITS = 4;
  private static final long SEED = 20110527;

  @Override
  public NoiseBound at(ScalarFunction function, double[] x) {
    Random random = new Random(SEED);
    double largest = 0;
    int known = 0;
    String reason = "measured";
    for (int line = 0; line < LINES; line++) {
      double[] direction = random.doubles(x.length).map(u -> u < 0.5 ? -1 : 1).toArray();
      NoiseEstimate estimate = along(function, x, direction);
      if (estimate.isKnown()) {
        known++;
        largest = Math.max(largest, estimate.sigma());
      } else {
        reason = estimate.conclusion().toString();
      }
    }
    double floor = LEAST_UNITS * function.precision().unitRoundoff();
    return known < LINES_NEEDED
        ? new NoiseBound(Double.POSITIVE_INFINITY, floor, reason)
        : new NoiseBound(NoiseBound.DEVIATIONS * largest, floor, "measured");
  }

  /**
   * Widens the spacing until noise shows. Values that are equal, or on a polynomial, at a narrow
   * spacing prove nothing: coarse rounding looks the same. Only those that stay so at every spacing
   * are exact.
   */
  private static NoiseEstimate along(ScalarFunction function, double[] x, double[] direction) {
    double scale = 0x1p-20;
    for (double value : x) {
      scale = Math.max(scale, Math.abs(value));
    }
    double ulp = function.precision().ulp(scale);
    double widest = Math.max(WIDEST * Math.max(1, scale), NARROWEST / 2 * ulp);
    // In sixteen bits 64 units in the last place are a long way already.
    double spacing = Math.max(2 * ulp, Math.min(NARROWEST * ulp, widest / WIDENING));
    boolean constant = true;
    boolean exact = true;
    NoiseEstimate estimate = NoiseEstimate.unknown(Conclusion.STEP_TOO_SMALL);
    for (int i = 0; i < SPACINGS && spacing <= widest; i++) {
      double[] values = values(function, x, direction, spacing);
      estimate = EcNoise.of(values);
      if (estimate.conclusion() == Conclusion.STEP_TOO_LARGE) {
        // Near a zero of the function the values vary by a tenth at any spacing.
        estimate = EcNoise.ofAnyRange(values);
      }
      if (estimate.conclusion() == Conclusion.MEASURED
          || estimate.conclusion() == Conclusion.NOT_FINITE) {
        return estimate;
      }
      constant &= Arrays.stream(values).allMatch(value -> value == values[0]);
      exact &= estimate.conclusion() == Conclusion.EXACT;
      spacing *= WIDENING;
    }
    if (constant) {
      return NoiseEstimate.unknown(Conclusion.CONSTANT);
    }
    return exact ? estimate : estimate.asUnknown();
  }

  private static double[] values(
      ScalarFunction function, double[] x, double[] direction, double spacing) {
    Precision precision = function.precision();
    double[] points = new double[VALUES * x.length];
    for (int j = 0; j < VALUES; j++) {
      for (int i = 0; i < x.length; i++) {
        points[j * x.length + i] = precision.round(x[i] + j * spacing * direction[i]);
      }
    }
    double[] values = new double[VALUES];
    function.evaluate(points, VALUES, values);
    return values;
  }
}
