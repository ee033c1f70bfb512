package io.plumbline.testing.functions;

import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Random functions of one kind.
 *
 * @param name the kind
 * @param draws makes one
 */
public record Family(String name, Function<SplittableRandom, KnownDerivative> draws) {
  /** One function of the family. */
  public KnownDerivative draw(SplittableRandom random) {
    return draws.apply(random);
  }

  /** A number between two positive ones, evenly on the logarithmic scale. */
  static double log(SplittableRandom random, double from, double to) {
    return from * Math.pow(to / from, random.nextDouble());
  }

  static double sign(SplittableRandom random) {
    return random.nextBoolean() ? 1 : -1;
  }

  /** From -2 to 2. */
  static double near(SplittableRandom random) {
    return 4 * random.nextDouble() - 2;
  }

  static double normal(SplittableRandom random) {
    return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
        * Math.cos(2 * Math.PI * random.nextDouble());
  }

  static double[] normals(SplittableRandom random, int count) {
    double[] all = new double[count];
    for (int i = 0; i < count; i++) {
      all[i] = normal(random);
    }
    return all;
  }
}
