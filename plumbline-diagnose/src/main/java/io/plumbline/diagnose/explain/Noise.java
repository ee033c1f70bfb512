package io.plumbline.diagnose.explain;

import io.plumbline.core.function.Precision;
import java.util.Arrays;

/**
 * Rounding as it is found in the numeric array.
 *
 * @param loss the error of one evaluation of the loss, a standard deviation
 * @param perCoordinate what it makes of a typical quotient
 * @param unmoved how many quotients are exactly zero though the function has a slope there
 * @param roundedSteps at how many coordinates x + h and x - h are, as they are stored, further from
 *     h apart than 1 %
 */
record Noise(double loss, double perCoordinate, int unmoved, int roundedSteps) {
  private static final double NOTABLE = 0.01;

  /** Mean size over root mean square: 0.8 for normal errors, less where a few are large. */
  private static final double EVEN = 0.65;

  private static final double SMALL = 0.2;

  /** Chance makes a cosine of one over the root of the number of coordinates. */
  static final double CHANCE = 4;

  /** From this part of unmoved quotients on the noise is hidden by zeros. */
  private static final double MANY = 0.25;

  /**
   * The noise of an array.
   *
   * @param rounding what it explains
   * @param ofValues what of the reading itself is noise, where it is of values
   * @param measured of one value, a standard deviation; an array that was made of the same values
   *     does not show it
   */
  static Noise of(
      Disagreement given, Reading reading, Rounding rounding, double[] ofValues, double measured) {
    double[] numeric = given.numeric().values();
    double[] beyond = rounding.within(Vectors.minus(numeric, reading.expected()));
    double[] rest = Vectors.plus(beyond, ofValues);
    double squares = 0;
    double own = 0;
    int unmoved = 0;
    int sloped = 0;
    for (int k = 0; k < rest.length; k++) {
      double each = rest[k] / rounding.gain()[k];
      squares += each * each;
      own += rest[k] * rest[k];
      boolean slope = reading.expected()[k] != 0;
      sloped += slope ? 1 : 0;
      unmoved += slope && numeric[k] == 0 ? 1 : 0;
    }
    double loss = Math.max(measured, Math.sqrt(squares / rest.length));
    if (unmoved > MANY * sloped) {
      // Where every difference drowned, the quotients look less noisy than they are.
      double size =
          Math.max(1, Math.abs(reading.source().point(reading.scalar().objective()).loss()));
      loss = Math.max(loss, reading.arithmetic().unitRoundoff() / 2 * size);
    }
    return new Noise(loss, Math.sqrt(own / rest.length), unmoved, roundedSteps(reading));
  }

  /** Whether what is left of an array is small beside it, and no few elements make it up. */
  static boolean isLike(double[] numeric, double[] expected) {
    double[] rest = Vectors.minus(numeric, expected);
    return isEven(rest) && Vectors.norm(rest) < SMALL * Vectors.norm(numeric);
  }

  /**
   * Whether nothing can be told from what is left of an array but that it is noise: it is even,
   * goes with neither what was expected nor its own neighbours, and so has nowhere to come from.
   */
  static boolean isAll(double[] rest, double[] expected) {
    double[] next = new double[rest.length];
    System.arraycopy(rest, 1, next, 0, rest.length - 1);
    double chance = CHANCE / Math.sqrt(rest.length);
    return isEven(rest)
        && Vectors.cosine(rest, expected) < chance
        && Vectors.cosine(rest, next) < chance;
  }

  /** Whether no few elements make up most of an array. */
  static boolean isEven(double[] rest) {
    double mean = Arrays.stream(rest).filter(Double::isFinite).map(Math::abs).average().orElse(0);
    return mean * Math.sqrt(rest.length) > EVEN * Vectors.norm(rest);
  }

  private static int roundedSteps(Reading reading) {
    double[] h = reading.source().moved(reading.source().single(), reading.steps());
    // Inputs are stored in float32 where the arithmetic is coarser.
    boolean fine = reading.arithmetic() == Precision.FLOAT64;
    Precision stored = fine ? Precision.FLOAT64 : Precision.FLOAT32;
    int rounded = 0;
    double[] x = reading.source().change().x();
    for (int k = 0; k < x.length; k++) {
      double apart = stored.round(x[k] + h[k]) - stored.round(x[k] - h[k]);
      rounded += Math.abs(apart / (2 * h[k]) - 1) > NOTABLE ? 1 : 0;
    }
    return rounded;
  }
}
