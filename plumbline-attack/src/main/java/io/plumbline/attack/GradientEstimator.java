package io.plumbline.attack;

import java.util.SplittableRandom;

/** Estimates a gradient from losses alone. */
public interface GradientEstimator {
  /**
   * What the field calls it.
   *
   * @return a short lower-case name
   */
  String name();

  /**
   * How many losses one estimate takes.
   *
   * @param inputs the number of values of an input
   * @return the number
   */
  long queries(int inputs);

  /**
   * Estimates.
   *
   * @param x where
   * @param losses what is differentiated
   * @param random where random directions come from
   * @return an estimate of the derivative by each value
   */
  float[] estimate(float[] x, Losses losses, SplittableRandom random);

  /** The losses of some inputs. */
  @FunctionalInterface
  interface Losses {
    /**
     * Evaluates.
     *
     * @param points (N, inputs)
     * @return (N)
     */
    double[] at(float[][] points);
  }
}
