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
  static final double INFLATION = 8;
  private static final int LINES = 3;
  private static final int VALUES = 9;
  private static final int SPACINGS = 6;
  private static final double LEAST_UNITS = 4;
  private static final long SEED = 20110527;

  @Override
  public NoiseBound at(ScalarFunction function, double[] x) {
    Random random = new Random(SEED);
    double largest = -1;
    NoiseEstimate last = null;
    for (int line = 0; line < LINES; line++) {
      double[] direction = random.doubles(x.length).map(u -> u < 0.5 ? -1 : 1).toArray();
      last = along(function, x, direction);
      if (last.isKnown()) {
        largest = Math.max(largest, last.sigma());
      }
    }
    double floor = LEAST_UNITS * function.precision().unitRoundoff();
    return largest < 0
        ? new NoiseBound(Double.POSITIVE_INFINITY, floor, last.conclusion().toString())
        : new NoiseBound(INFLATION * largest, floor, "measured");
  }

  private static NoiseEstimate along(ScalarFunction function, double[] x, double[] direction) {
    double scale = 0x1p-20;
    for (double value : x) {
      scale = Math.max(scale, Math.abs(value));
    }
    double spacing = 64 * function.precision().ulp(scale);
    NoiseEstimate estimate = null;
    double[] values = null;
    for (int i = 0; i < SPACINGS; i++) {
      values = values(function, x, direction, spacing);
      estimate = EcNoise.of(values);
      switch (estimate.conclusion()) {
        case STEP_TOO_SMALL, NO_LEVELS_AGREE -> spacing *= 16;
        case STEP_TOO_LARGE -> spacing /= 4;
        default -> {
          return estimate;
        }
      }
    }
    double first = values[0];
    return Arrays.stream(values).allMatch(value -> value == first)
        ? new NoiseEstimate(Conclusion.EXACT, 0)
        : estimate;
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
