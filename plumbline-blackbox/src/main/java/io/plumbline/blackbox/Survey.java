package io.plumbline.blackbox;

import io.plumbline.core.estimate.Progress;
import io.plumbline.core.noise.NoiseBound;
import io.plumbline.core.noise.NoiseSource;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * All that is measured of the loss around one sample. The gradient that is to be checked has no
 * part in it, so it serves every gradient of the sample.
 */
final class Survey {
  /** Steps that are tried, as powers of two of the sample's largest value. */
  private static final int[] EXPONENTS = {-4, -6, -8, -10, -12};

  private static final int PILOT_COORDINATES = 48;
  private static final int PILOT_JITTERS = 2;
  private static final int JITTERS = 4;
  private static final int CONFIRMING_JITTERS = 12;
  private static final long SEED = 1993;
  private static final long OTHER_SEED = 7919;

  /** What is spent on one sample at most; beyond it some coordinates are left out. */
  private static final long MOST_EVALUATIONS = 1L << 21;

  private final Surface surface;
  private final double[] x;
  private final double[] scoreWeights;
  private final Progress progress;
  private final NoiseBound noise;
  private final double step;
  private final Quotients quotients;
  private final Estimates estimates;

  /**
   * Makes the survey.
   *
   * @param scoreWeights for {@link Quotients#weights}
   * @param chance bound on the differences between repeated evaluations
   */
  Survey(Surface surface, double[] x, double[] scoreWeights, double chance, Progress progress) {
    this.surface = surface;
    this.x = surface.precision().rounded(x);
    this.scoreWeights = scoreWeights;
    this.progress = progress;
    this.noise = noise(chance);
    this.step = bestStep();
    int[] coordinates = chosen((int) (MOST_EVALUATIONS / Quotients.cost(1, JITTERS)), SEED);
    this.quotients =
        measure("difference quotients", step, Jitters.random(JITTERS, x.length, SEED), coordinates);
    this.estimates = Estimates.of(quotients, noise.absolute());
  }

  /** ECnoise, along lines; where it finds none, what repeated evaluations show is all there is. */
  private NoiseBound noise(double chance) {
    NoiseBound measured = NoiseSource.measured().at(surface, x);
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

  /** The largest value of the sample; 1 for a sample of zeros. */
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
        surface,
        x,
        with,
        jitters,
        coordinates,
        scoreWeights,
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
    jitters.addAll(Jitters.ramps(surface.shape().extents(), OTHER_SEED));
    return Estimates.of(measure("looking again", step, jitters, coordinates), noise.absolute());
  }

  /** The sample, as the model takes it. */
  double[] x() {
    return x;
  }

  Surface surface() {
    return surface;
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
