package io.plumbline.core.survey;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Directions in which a sample is moved off the kinks it may lie on, their entries of size 1/2 to
 * 1. Random ones let every tie fall to either side, independently; ramps along the axes let those
 * of a constant background fall to the same side everywhere, as one tie rule does.
 */
final class Jitters {
  private static final double LEAST = 0.5;

  private Jitters() {}

  static List<double[]> random(int count, int size, long seed) {
    List<double[]> jitters = new ArrayList<>();
    for (int j = 0; j < count; j++) {
      jitters.add(random(size, seed + j));
    }
    return jitters;
  }

  private static double[] random(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] jitter = new double[size];
    for (int i = 0; i < size; i++) {
      double most = LEAST + (1 - LEAST) * random.nextDouble();
      jitter[i] = random.nextBoolean() ? most : -most;
    }
    return jitter;
  }

  /**
   * One ramp for each axis longer than 1, from -1 to 1, a little roughened so that nothing stays
   * tied across it.
   */
  static List<double[]> ramps(int[] shape, long seed) {
    List<double[]> jitters = new ArrayList<>();
    int size = 1;
    for (int extent : shape) {
      size *= extent;
    }
    Random random = new Random(seed);
    int inner = size;
    for (int extent : shape) {
      inner /= extent;
      if (extent > 1) {
        double[] ramp = new double[size];
        for (int i = 0; i < size; i++) {
          int place = i / inner % extent;
          ramp[i] = 2.0 * place / (extent - 1) - 1 + 0.1 / extent * (random.nextDouble() - 0.5);
        }
        jitters.add(ramp);
      }
    }
    return jitters;
  }
}
