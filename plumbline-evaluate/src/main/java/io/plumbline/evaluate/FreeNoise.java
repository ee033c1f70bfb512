package io.plumbline.evaluate;

import io.plumbline.graph.TieRule;
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
  private static final int LANES = 2;

  static FreeNoise of(
      Point point,
      Pinned<?>[] pins,
      TieRule rule,
      double[][][] bars,
      Arithmetic arithmetic,
      int draws,
      long seed) {
    double[] derivative = Program.flatten(bars[point.program.input]);
    double square = WholeGradient.product(derivative, derivative);
    LocalRounding sizes = LocalRounding.likely(point, pins, bars, arithmetic);
    FreeNoise noise = new FreeNoise(new double[draws], new double[draws]);
    Parallel.lanes(
        LANES,
        lane -> {
          PinnedPass pass = new PinnedPass(point, pins, rule);
          double[] x = point.x();
          for (int k = lane; k < draws; k += LANES) {
            Draw draw = new Draw(seed, k);
            pass.forward(x, sizes, draw);
            pass.reverse(sizes, draw);
            double[] gradient = pass.gradient();
            noise.shares[k] = WholeGradient.product(gradient, derivative) / square;
            for (int j = 0; j < gradient.length; j++) {
              gradient[j] -= derivative[j];
            }
            noise.norms[k] = Math.sqrt(WholeGradient.product(gradient, gradient));
          }
        });
    return noise;
  }

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
