package io.plumbline.attack;

import io.plumbline.core.InvalidInputException;

/**
 * How a {@link GradientAttack} climbs.
 *
 * @param steps the number of gradients, at least 1 (ART: {@code max_iter})
 * @param stepSize the length of a step (Foolbox: {@code abs_stepsize}, ART: {@code eps_step}), or
 *     NaN for a share of epsilon
 * @param relativeStepSize that share (Foolbox: {@code rel_stepsize})
 * @param restarts from how many random points (ART: {@code num_random_init}), at least 1
 * @param randomStart whether to begin at a random point of the ball
 * @param decay of earlier gradients in the sum, from 0 to 1; 0 for none
 * @param seed of the random points
 */
public record GradientAttackOptions(
    int steps,
    double stepSize,
    double relativeStepSize,
    int restarts,
    boolean randomStart,
    double decay,
    long seed) {
  /** One step as long as epsilon. */
  public static final GradientAttackOptions FGSM =
      new GradientAttackOptions(1, Double.NaN, 1, 1, false, 0, 0);

  /** Ten steps of a fifth of epsilon, Foolbox's defaults. */
  public static final GradientAttackOptions BIM =
      new GradientAttackOptions(10, Double.NaN, 0.2, 1, false, 0, 0);

  /** Forty steps of a thirtieth of epsilon from a random point, Foolbox's defaults. */
  public static final GradientAttackOptions PGD =
      new GradientAttackOptions(40, Double.NaN, 1.0 / 30, 1, true, 0, 0);

  /** Fifty steps of a fortieth of epsilon from a random point, Foolbox's defaults for L2. */
  public static final GradientAttackOptions L2_PGD =
      new GradientAttackOptions(50, Double.NaN, 0.025, 1, true, 0, 0);

  /** Ten steps of a tenth of epsilon with all earlier gradients, as Dong et al. (2018). */
  public static final GradientAttackOptions MI_FGSM =
      new GradientAttackOptions(10, Double.NaN, 0.1, 1, false, 1, 0);

  /**
   * Checks the numbers.
   *
   * @throws InvalidInputException if one is out of its range
   */
  public GradientAttackOptions {
    Require.atLeast("steps", steps, 1);
    Require.atLeast("restarts", restarts, 1);
    if (!Double.isNaN(stepSize)) {
      Require.positive("step size", stepSize);
    }
    Require.positive("relative step size", relativeStepSize);
    Require.that(decay >= 0 && decay <= 1, "decay", decay, "from 0 to 1");
  }

  /** The length of a step for an epsilon. */
  double stepLength(double epsilon) {
    return Double.isNaN(stepSize) ? relativeStepSize * epsilon : stepSize;
  }

  /**
   * These options with another number of steps.
   *
   * @param number at least 1
   * @return new options
   */
  public GradientAttackOptions withSteps(int number) {
    return new GradientAttackOptions(
        number, stepSize, relativeStepSize, restarts, randomStart, decay, seed);
  }

  /**
   * These options with steps of a fixed length.
   *
   * @param length above 0
   * @return new options
   * @throws InvalidInputException if it is not, or is no number
   */
  public GradientAttackOptions withStepSize(double length) {
    Require.positive("step size", length);
    return new GradientAttackOptions(
        steps, length, relativeStepSize, restarts, randomStart, decay, seed);
  }

  /**
   * These options with steps of a share of epsilon.
   *
   * @param share above 0
   * @return new options
   */
  public GradientAttackOptions withRelativeStepSize(double share) {
    return new GradientAttackOptions(steps, Double.NaN, share, restarts, randomStart, decay, seed);
  }

  /**
   * These options with another number of random points.
   *
   * @param number at least 1
   * @return new options
   */
  public GradientAttackOptions withRestarts(int number) {
    return new GradientAttackOptions(
        steps, stepSize, relativeStepSize, number, randomStart, decay, seed);
  }

  /**
   * These options with or without a random start.
   *
   * @param random whether to begin at a random point
   * @return new options
   */
  public GradientAttackOptions withRandomStart(boolean random) {
    return new GradientAttackOptions(
        steps, stepSize, relativeStepSize, restarts, random, decay, seed);
  }

  /**
   * These options with another decay.
   *
   * @param factor from 0 to 1
   * @return new options
   */
  public GradientAttackOptions withDecay(double factor) {
    return new GradientAttackOptions(
        steps, stepSize, relativeStepSize, restarts, randomStart, factor, seed);
  }

  /**
   * These options with another seed.
   *
   * @param number any
   * @return new options
   */
  public GradientAttackOptions withSeed(long number) {
    return new GradientAttackOptions(
        steps, stepSize, relativeStepSize, restarts, randomStart, decay, number);
  }
}
