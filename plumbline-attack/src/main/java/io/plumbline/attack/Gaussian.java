package io.plumbline.attack;

import java.util.SplittableRandom;

/** Standard normal numbers by the polar method (Marsaglia and Bray 1964), one of each pair. */
final class Gaussian {
  private Gaussian() {}

  static double next(SplittableRandom random) {
    double u;
    double square;
    do {
      u = 2 * random.nextDouble() - 1;
      double v = 2 * random.nextDouble() - 1;
      square = u * u + v * v;
    } while (square >= 1 || square == 0);
    return u * Math.sqrt(-2 * Math.log(square) / square);
  }
}
