package io.plumbline.assertions;

import java.util.Random;

/**
 * What a {@link GradientTest} is called with.
 *
 * @param seed of this call
 * @param scale of its points
 */
public record Draw(long seed, double scale) {
  /**
   * A random point.
   *
   * @param size how many numbers
   * @return normal numbers times the scale: the same for the same seed
   */
  public double[] point(int size) {
    Random random = new Random(seed);
    double[] point = new double[size];
    for (int k = 0; k < size; k++) {
      point[k] = scale * random.nextGaussian();
    }
    return point;
  }
}
