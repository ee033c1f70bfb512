package io.plumbline.core.survey;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.Progress;
import io.plumbline.core.function.Precision;
import io.plumbline.core.noise.NoiseBound;
import io.plumbline.core.noise.NoiseSource;
import io.plumbline.core.verdict.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * All that is measured of a function around a point. The gradient that is to be checked has no part
 * in it, so it serves every gradient there.
 */
public final class Survey {
  /** The stage that takes most of the time, as progress tells it. */
  public static final String QUOTIENTS = "difference quotients";

  private static final int REPEATS = 6;
  private static final int ROWS = 4;

  /** Values that differ by more than so many roundings do so by chance. */
  private static final double ROUNDINGS = 64;

  /** Steps that are tried, as powers of two of the point's largest value. */
  private static final int[] EXPONENTS = {-4, -6, -8, -10, -12};

  private static final int PILOT_COORDINATES = 48;
  private static final int PILOT_JITTERS = 2;
  static final int JITTERS = 4;
  private static final int CONFIRMING_JITTERS = 12;
  private static final long SEED = 1993;
  private static final long OTHER_SEED = 7919;

  /** What is spent on one point at most; beyond it some coordinates are left out. */
  private static final long MOST_EVALUATIONS = 1L << 21;

  private final WeightedOutputs function;
  private final double[] x;
  private final Precision precision;
  private final double[] outputWeights;
  private final Progress progress;
  private final NoiseBound noise;
  private final double step;
  private final Quotients quotients;
  private final Estimates estimates;

  private Survey(
      WeightedOutputs function, double[] x, Precision precision, double chance, Progress progress) {
    this.function = function;
    this.x = x;
    this.precision = precision;
    this.outputWeights = UnseenRounding.weights(function, precision);
    this.progress = progress;
    this.noise = noise(chance);
    this.step = bestStep();
    int[] coordinates = chosen((int) (MOST_EVALUATIONS / Quotients.cost(1, JITTERS)), SEED);
    this.quotients = measure(QUOTIENTS, step, Jitters.random(JITTERS, x.length, SEED), coordinates);
    this.estimates = Estimates.of(quotients, noise.absolute());
  }

  /**
   * Makes a survey.
   *
   * @param function what is differenced
   * @param x the point, as long as the function's argument; rounded to its arithmetic, not modified
   * @param precision of the arithmetic that gradients were computed in
   * @param progress is told how far it has come
   * @return empty where repeated evaluations differ by more than rounding: then there is no
   *     gradient
   * @throws InvalidInputException if the point has not the function's size
   */
  public static Optional<Survey> of(
      WeightedOutputs function, double[] x, Precision precision, Progress progress) {
    function.shape().requireLength("x", x);
    double[] rounded = function.precision().rounded(x);
    double chance = repeated(function, rounded);
    double most = Arrays.stream(function.at()).map(Math::abs).max().orElse(0);
    double slopes = Arrays.stream(function.weights()).map(Math::abs).sum();
    return chance <= ROUNDINGS * function.precision().unitRoundoff() * most * slopes
        ? Optional.of(new Survey(function, rounded, precision, chance, progress))
        : Optional.empty();
  }

  /** The largest difference between repeated evaluations of one point. */
  private static double repeated(WeightedOutputs function, double[] x) {
    double most = 0;
    double[] first = values(function, x);
    for (int k = 1; k < REPEATS; k++) {
      double[] again = values(function, x);
      for (int row = 0; row < first.length; row++) {
        double difference = Math.abs(again[row] - first[row]);
        most = difference <= most ? most : difference;
      }
    }
    return most;
  }

  private static double[] values(WeightedOutputs function, double[] x) {
    int count = Math.min(ROWS, function.batch());
    double[] points = new double[count * x.length];
    for (int k = 0; k < count; k++) {
      System.arraycopy(x, 0, points, k * x.length, x.length);
    }
    double[] values = new double[count];
    function.evaluate(points, count, values);
    return values;
  }

  /**
   * Judges a gradient.
   *
   * @param gradient as long as x
   * @param relativeTolerance allowed beside what rounding and the derivative's bound allow
   * @param mustSee the largest mistake, relative to the derivative's norm, that a pass may overlook
   * @param coarse why a gradient stays open that the rounding of its arithmetic hides
   * @return what is said of it
   * @throws InvalidInputException if its size is wrong
   */
  public SurveyedGradient judge(
      double[] gradient, double relativeTolerance, double mustSee, Reason coarse) {
    function.shape().requireLength("gradient", gradient);
    return new SurveyJudge(this, gradient, relativeTolerance, mustSee, coarse).result();
  }

  /** ECnoise, along lines; where it finds none, what repeated evaluations show is all there is. */
  private NoiseBound noise(double chance) {
    NoiseBound measured = NoiseSource.measured().at(function, x);
    return measured.isKnown()
        ? new NoiseBound(Math.max(measured.absolute(), chance), 0, measured.origin())
        : measured;
  }

  /** The step at which a few coordinates are known best. */
  private double bestStep() {
    int[] pilots = chosen(PILOT_COORDINATES, SEED + 1);
    List<double[]> jitters = Jitters.random(PILOT_JITTERS, x.length, SEED + 2);
    double best = Double.POSITIVE_INFINITY;
    double chosen = scale() * Math.scalb(1.0, EXPONENTS[0]);
    for (int exponent : EXPONENTS) {
      double candidate = scale() * Math.scalb(1.0, exponent);
      Quotients pilot = measure("choosing the step", candidate, jitters, pilots);
      double uncertainty = Estimates.of(pilot, noise.absolute()).uncertainty();
      if (uncertainty < best) {
        best = uncertainty;
        chosen = candidate;
      }
    }
    return chosen;
  }

  /** The largest value of x; 1 for zeros. */
  private double scale() {
    double scale = Arrays.stream(x).map(Math::abs).max().orElse(0);
    return scale > 0 ? scale : 1;
  }

  /** So many coordinates, or all. */
  private int[] chosen(int most, long seed) {
    int[] all = IntStream.range(0, x.length).toArray();
    if (all.length <= most) {
      return all;
    }
    SplittableRandom random = new SplittableRandom(seed);
    for (int k = 0; k < most; k++) {
      int other = k + random.nextInt(all.length - k);
      int swapped = all[k];
      all[k] = all[other];
      all[other] = swapped;
    }
    int[] some = Arrays.copyOf(all, most);
    Arrays.sort(some);
    return some;
  }

  private Quotients measure(String stage, double with, List<double[]> jitters, int[] coordinates) {
    long total = Quotients.cost(coordinates.length, jitters.size());
    long[] done = {0};
    return Quotients.of(
        function,
        x,
        with,
        jitters,
        coordinates,
        outputWeights,
        evaluations -> {
          synchronized (done) {
            done[0] += evaluations;
            progress.update(stage, done[0], total);
          }
        });
  }

  /** Some coordinates once more, with other jitters and more of them. */
  Estimates again(int[] coordinates) {
    List<double[]> jitters =
        new java.util.ArrayList<>(Jitters.random(CONFIRMING_JITTERS, x.length, OTHER_SEED));
    jitters.addAll(Jitters.ramps(function.shape().extents(), OTHER_SEED));
    return Estimates.of(measure("looking again", step, jitters, coordinates), noise.absolute());
  }

  /** The point, as the function takes it. */
  double[] x() {
    return x;
  }

  WeightedOutputs function() {
    return function;
  }

  Precision precision() {
    return precision;
  }

  NoiseBound noise() {
    return noise;
  }

  double step() {
    return step;
  }

  int[] coordinates() {
    return quotients.coordinates();
  }

  double[] weights() {
    return quotients.weights();
  }

  Estimates estimates() {
    return estimates;
  }
}
