package io.plumbline.core.noise;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.ScalarFunction;

/** Where the bound on a function's noise comes from. */
@FunctionalInterface
public interface NoiseSource {
  /**
   * A bound on the noise near a point.
   *
   * @param function the function
   * @param x the point, a number of the function's arithmetic in every coordinate; not modified
   */
  NoiseBound at(ScalarFunction function, double[] x);

  /**
   * Measured by {@link EcNoise} along three random lines through the point, inflated, and never
   * less than four units of roundoff of the value. A standard deviation of a few samples bounds
   * nothing: bounds built on this hold as far as the noise elsewhere is no more than {@value
   * NoiseBound#DEVIATIONS} times what was measured.
   */
  static NoiseSource measured() {
    return new MeasuredNoise();
  }

  /**
   * A bound that the caller knows; bounds built on it are as good as it is.
   *
   * @throws InvalidInputException if it is negative, NaN or infinite
   */
  static NoiseSource known(double bound) {
    if (!(bound >= 0 && bound < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException("noise (" + bound + ") must be finite and not negative");
    }
    return (function, x) -> new NoiseBound(bound, 0, "given");
  }

  /**
   * A number of units of roundoff of the value, in the function's arithmetic: right for values
   * computed with a relative error, wrong for small values left over by cancellation.
   *
   * @throws InvalidInputException if it is not positive and finite
   */
  static NoiseSource roundoff(double units) {
    if (!(units > 0 && units < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException(
          "units of roundoff (" + units + ") must be positive and finite");
    }
    return (function, x) ->
        NoiseBound.roundoff(function.precision(), units, units + " units of roundoff");
  }
}
