package io.plumbline.core.estimate;

import org.jspecify.annotations.Nullable;

/**
 * From the values on a ladder to the derivative and its bound.
 *
 * <p>A candidate takes the slope out of the odd part at m + 1 successive steps, free of the next m
 * terms of its expansion. Its bound is the noise that its weights carry, plus the whole change to
 * the candidate one step further out, whose truncation is several times as large. It counts only if
 * its interval meets that of every candidate of shorter steps: so a feature of the function of any
 * width is seen as soon as it is larger than the noise. The first step whose plain quotient fails
 * that ends the ladder.
 */
final class LadderEstimator {
  private static final int[][] SLOPE = {{1}, {1, 3}, {1, 3, 5}, {1, 3, 5, 7}};
  private static final int[][] KINK = {{1}, {1, 2}, {1, 2, 4}};

  /** Half a jump of the slope below this part of the slope is left to the bound. */
  private static final double VISIBLE = 0.01;

  /** So many times its noise a kink is more than that. */
  private static final double CONSPICUOUS = 4;

  /** What fewer steps than this agree on is no slope: a root looks straight over a few. */
  private static final int FEWEST_STEPS = 6;

  private final Rungs rungs;
  private final double[] noise;
  private double least = Double.NEGATIVE_INFINITY;
  private double most = Double.POSITIVE_INFINITY;
  private double kinkAtMost = Double.POSITIVE_INFINITY;
  private final double[] seen;
  private double kink;
  private @Nullable Candidate best;
  private int agreed;
  private boolean ended;
  private int end;

  /**
   * An estimator.
   *
   * @param noise a bound on the error of a value at each step
   */
  private LadderEstimator(Rungs rungs, double[] noise) {
    this.rungs = rungs;
    this.noise = noise;
    this.seen = new double[rungs.count()];
  }

  /** What the values say; null if no steps agree. */
  static LadderEstimator of(Rungs rungs, double[] noise) {
    LadderEstimator estimator = new LadderEstimator(rungs, noise);
    for (int last = 1; last < rungs.count() && !estimator.ended; last++) {
      estimator.climbTo(last);
      estimator.end = estimator.ended ? last : last + 1;
    }
    return estimator;
  }

  /** The first step that does not agree with those before; how many there are if all do. */
  int end() {
    return end;
  }

  /** The candidate with the smallest bound; null if too few steps agree. */
  @Nullable Candidate best() {
    return best != null
            && agreed >= Math.min(FEWEST_STEPS, rungs.count() - 1)
            && best.bound() < Double.POSITIVE_INFINITY
        ? best
        : null;
  }

  boolean isUnclear() {
    return best() == null || showsKink();
  }

  /** Whether the slopes to both sides differ by more than a mistake worth the name. */
  boolean showsKink() {
    return kink > VISIBLE * (best == null ? 0 : Math.abs(best.value));
  }

  /** Takes in all candidates whose longest step, that of the comparison included, is this. */
  private void climbTo(int last) {
    weighKink(last);
    for (int order = 0; order < SLOPE.length && last - order - 1 >= 0; order++) {
      int first = last - order - 1;
      Candidate candidate = candidate(first, order);
      if (!growing(first, order)) {
        ended |= order == 0 && agreed > 0;
        if (ended) {
          return;
        }
        continue;
      }
      double low = candidate.value - candidate.bound();
      double high = candidate.value + candidate.bound();
      if (!(low <= most && high >= least)) {
        ended |= order == 0;
        if (ended) {
          return;
        }
        continue;
      }
      agreed += order == 0 ? 1 : 0;
      least = Math.max(least, low);
      most = Math.min(most, high);
      best = best == null || candidate.bound() < best.bound() ? candidate : best;
    }
  }

  private Candidate candidate(int first, int order) {
    Slope here = slope(first, order);
    double change = change(first, order);
    double growth = Math.pow(rungs.steps[first + 1] / rungs.steps[first], 2.0 * (order + 1));
    if (first + order + 2 < rungs.count()) {
      change = Math.max(change, Math.abs(slope(first + 2, order).value - here.value) / growth);
    }
    double unsure = (here.noise + slope(first + 1, order).noise) / growth;
    return new Candidate(
        first,
        here.value,
        change + unsure + Math.max(kinkAtMost, seenUpTo(first)),
        here.noise,
        rungs.steps[first]);
  }

  private double change(int first, int order) {
    return Math.abs(slope(first + 1, order).value - slope(first, order).value);
  }

  /** Whether the change grows with the step, as that of a converging difference does. */
  private boolean growing(int first, int order) {
    int middle = Math.max(first, 1);
    if (middle + order + 1 >= rungs.count()) {
      return false;
    }
    Slope shorter = slope(middle - 1, order);
    Slope here = slope(middle, order);
    Slope longer = slope(middle + 1, order);
    double inner = Math.abs(here.value - shorter.value) - here.noise - shorter.noise;
    double outer = Math.abs(longer.value - here.value) + longer.noise + here.noise;
    return 2 * inner <= outer;
  }

  private Slope slope(int first, int order) {
    return combined(rungs.odd, first, SLOPE[order], 1);
  }

  private Slope combined(double[] parts, int first, int[] exponents, double times) {
    double[] weights = FitWeights.coefficient(rungs.steps, first, exponents);
    double value = 0;
    double carried = 0;
    double size = 0;
    for (int j = 0; j < weights.length; j++) {
      double weight = Math.abs(weights[j]);
      value += weights[j] * parts[first + j];
      carried += weight * (times * noise[first + j] + rungs.skew[first + j]);
      size += weight * Math.abs(parts[first + j]);
    }
    return new Slope(value, carried + 8 * 0x1p-53 * size);
  }

  /** Half the jump of the slope at x, and what it is at most. */
  private void weighKink(int last) {
    for (int order = 0; order < KINK.length && last - order - 1 >= 0; order++) {
      int first = last - order - 1;
      Slope here = combined(rungs.even, first, KINK[order], 2);
      Slope longer = combined(rungs.even, first + 1, KINK[order], 2);
      double unsure = Math.abs(longer.value - here.value) + here.noise + longer.noise / 2;
      double atLeast = Math.abs(here.value) - unsure;
      see(first, order, here, longer);
      if (order > 0 && atLeast > kinkAtMost) {
        ended = true;
        return;
      }
      // What is seen counts twice: a kink a little beside x shows less than it does.
      if (2 * Math.abs(here.value) + unsure < kinkAtMost) {
        kinkAtMost = 2 * Math.abs(here.value) + unsure;
        kink = Math.max(0, atLeast);
      }
    }
  }

  /**
   * A kink beside x, within the steps from one on: half its jump is in all their slopes alike, so
   * that these change no more, whatever the shorter steps say of one at x itself. What is left of a
   * smooth function grows from step to step.
   */
  private void see(int first, int order, Slope here, Slope longer) {
    double half = Math.abs(here.value);
    if (first == 0 || order == 0 || half <= CONSPICUOUS * here.noise) {
      return;
    }
    Slope shorter = combined(rungs.even, first - 1, KINK[order], 2);
    double change = Math.abs(longer.value - here.value);
    if (change <= half / 2 && Math.abs(shorter.value - here.value) <= half / 2) {
      double atMost = half + change + here.noise;
      seen[first] = seen[first] == 0 ? atMost : Math.min(seen[first], atMost);
    }
  }

  /** What is seen over shorter steps lies within longer ones too. */
  private double seenUpTo(int first) {
    double most = 0;
    for (int k = 0; k <= first; k++) {
      most = Math.max(most, seen[k]);
    }
    return most;
  }

  private record Slope(double value, double noise) {}

  /**
   * An estimate that could be returned.
   *
   * @param step the shortest of its steps
   */
  record Candidate(int first, double value, double truncation, double noise, double step) {
    double bound() {
      return truncation + noise;
    }
  }
}
