package io.plumbline.evaluate.result;

import java.util.Arrays;

/**
 * What an arithmetic's rounding does to a gradient where units may change their sides: as {@link
 * GradientNoise}, with nothing pinned. It says nothing of single coordinates, which jump; it says
 * how far the whole gradient strays, and how much of the derivative is left in it.
 *
 * @param norms by pass, the norm of what the gradient is off by
 * @param shares by pass, the gradient's scalar product with the derivative, over the derivative's
 *     square: 1 without noise
 */
public record FreeNoise(double[] norms, double[] shares) {
  /**
   * The mean of some numbers.
   *
   * @param values at least one
   * @return their mean
   */
  public static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  /**
   * The standard deviation of some numbers, estimated from them.
   *
   * @param values at least two
   * @return its square is unbiased
   */
  public static double deviation(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(each -> (each - mean) * (each - mean)).sum();
    return Math.sqrt(squares / (values.length - 1));
  }
}
