package io.plumbline.attack;

import io.plumbline.core.InvalidInputException;
import java.util.SplittableRandom;

/**
 * The mean of central differences along random directions, each times its direction. With normal
 * directions, antithetic NES (Wierstra et al. 2014, Ilyas et al. 2018); with signs, SPSA (Spall
 * 1992, Uesato et al. 2018).
 */
public final class RandomDirections implements GradientEstimator {
  private final boolean signs;
  private final int samples;
  private final double h;

  private RandomDirections(boolean signs, int samples, double h) {
    Require.atLeast("samples", samples, 1);
    Require.positive("h", h);
    this.signs = signs;
    this.samples = samples;
    this.h = h;
  }

  /**
   * NES.
   *
   * @param samples how many directions, each of two losses
   * @param sigma how far each way, times a normal number for each value
   * @return the estimator
   * @throws InvalidInputException if a number is not positive
   */
  public static RandomDirections nes(int samples, double sigma) {
    return new RandomDirections(false, samples, sigma);
  }

  /**
   * SPSA.
   *
   * @param samples how many directions, each of two losses
   * @param delta how far each way
   * @return the estimator
   * @throws InvalidInputException if a number is not positive
   */
  public static RandomDirections spsa(int samples, double delta) {
    return new RandomDirections(true, samples, delta);
  }

  @Override
  public String name() {
    return signs ? "spsa" : "nes";
  }

  @Override
  public long queries(int inputs) {
    return 2L * samples;
  }

  @Override
  public float[] estimate(float[] x, Losses losses, SplittableRandom random) {
    float[][] directions = new float[samples][x.length];
    float[][] points = new float[2 * samples][x.length];
    for (int k = 0; k < samples; k++) {
      for (int i = 0; i < x.length; i++) {
        float u = signs ? (random.nextBoolean() ? 1 : -1) : (float) Gaussian.next(random);
        directions[k][i] = u;
        points[2 * k][i] = (float) (x[i] + h * u);
        points[2 * k + 1][i] = (float) (x[i] - h * u);
      }
    }
    double[] found = losses.at(points);
    double[] sum = new double[x.length];
    for (int k = 0; k < samples; k++) {
      double slope = (found[2 * k] - found[2 * k + 1]) / (2 * h * samples);
      for (int i = 0; i < x.length; i++) {
        sum[i] += slope * directions[k][i];
      }
    }
    float[] gradient = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      gradient[i] = (float) sum[i];
    }
    return gradient;
  }
}
