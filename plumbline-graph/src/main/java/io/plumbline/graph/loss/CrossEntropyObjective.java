package io.plumbline.graph.loss;

import java.util.Arrays;

/**
 * -sum t·log softmax(z). Its third derivative along a line is bounded as in docs/certificate.md.
 */
final class CrossEntropyObjective extends Objective {
  /** What an exponential is off by, in units of roundoff: two units in its last place. */
  private static final double EXPONENTIAL = 4;

  /** Half the spacing of numbers from 8 to 16, in units of roundoff. */
  private static final double LOGARITHM_ROUNDINGS = 8;

  /** Two divisions, a reciprocal and a product, each near 1. */
  private static final double KERAS_ROUNDINGS = 4;

  private final double[] target;
  private final double total;
  private final int reference;
  private final int weighted;
  private final boolean clip;
  private final boolean ofProbabilities;

  /**
   * A cross-entropy.
   *
   * @param target a weight for each class
   * @param clip whether probabilities are clipped as Keras does
   * @param ofProbabilities whether the model gives them, so that its scores may have been made anew
   */
  CrossEntropyObjective(double[] target, boolean clip, boolean ofProbabilities) {
    this.target = target;
    this.clip = clip;
    this.ofProbabilities = ofProbabilities;
    double sum = 0;
    int largest = 0;
    int nonZero = 0;
    for (int k = 0; k < target.length; k++) {
      sum += target[k];
      nonZero += target[k] == 0 ? 0 : 1;
      if (target[k] > target[largest]) {
        largest = k;
      }
    }
    total = sum;
    reference = largest;
    weighted = Math.max(1, nonZero);
  }

  @Override
  public double value(double[] scores) {
    double most = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      most = Math.max(most, score);
    }
    double rest = 0;
    boolean skipped = false;
    for (double score : scores) {
      if (score == most && !skipped) {
        skipped = true;
      } else {
        rest += Math.exp(score - most);
      }
    }
    double log = Math.log1p(rest);
    double loss = 0;
    for (int k = 0; k < scores.length; k++) {
      if (target[k] != 0) {
        loss += target[k] * clipped(log - (scores[k] - most));
      }
    }
    return loss;
  }

  private double clipped(double negativeLog) {
    if (!clip) {
      return negativeLog;
    }
    double least = -Math.log1p(-KERAS_CLIP);
    return Math.max(least, Math.min(-Math.log(KERAS_CLIP), negativeLog));
  }

  @Override
  public void gradient(double[] scores, double[] bar) {
    double[] p = softmax(scores);
    double[] kept = kept(p);
    double weight = 0;
    for (double t : kept) {
      weight += t;
    }
    double others = 0;
    for (int k = 0; k < bar.length; k++) {
      bar[k] = weight * p[k] - kept[k];
      if (k != reference) {
        others += bar[k];
      }
    }
    // All derivatives sum to 0, which gives p - 1 of a sure softmax without its cancellation.
    bar[reference] = -others;
  }

  /** The target weights whose logarithm is not clipped. */
  private double[] kept(double[] p) {
    if (!clip) {
      return target;
    }
    double[] kept = target.clone();
    for (int k = 0; k < p.length; k++) {
      if (p[k] < KERAS_CLIP || othersOf(p, k) < KERAS_CLIP) {
        kept[k] = 0;
      }
    }
    return kept;
  }

  private static double othersOf(double[] p, int k) {
    double sum = 0;
    for (int j = 0; j < p.length; j++) {
      sum += j == k ? 0 : p[j];
    }
    return sum;
  }

  @Override
  public double difference(double[] scores, double[] change) {
    return from(scores).of(change);
  }

  @Override
  public Differencer from(double[] scores) {
    double[] p = softmax(scores);
    double[] kept = kept(p);
    double weight = 0;
    for (double t : kept) {
      weight += t;
    }
    double sum = weight;
    return change -> difference(p, change, reference, kept, sum);
  }

  @Override
  public boolean crosses(double[] scores, double[] change) {
    if (!clip) {
      return false;
    }
    double[] moved = scores.clone();
    for (int k = 0; k < moved.length; k++) {
      moved[k] += change[k];
    }
    return !Arrays.equals(kept(softmax(scores)), kept(softmax(moved)));
  }

  /**
   * T·log sum p·exp(d - d_r) - sum t·(d - d_r), with d_r the change of the reference score: what
   * would cancel is subtracted while it is still exact.
   */
  private static double difference(
      double[] p, double[] change, int reference, double[] target, double total) {
    double shift = change[reference];
    double sum = 0;
    double linear = 0;
    for (int k = 0; k < p.length; k++) {
      double d = change[k] - shift;
      sum += p[k] * expm1(d);
      linear += target[k] * d;
    }
    return total * log1p(sum) - linear;
  }

  private static double expm1(double d) {
    return Math.abs(d) < 1e-5 ? d * (1 + d * (0.5 + d * (1.0 / 6))) : Math.expm1(d);
  }

  private static double log1p(double d) {
    return Math.abs(d) < 1e-5 ? d * (1 - d * (0.5 - d * (1.0 / 3 - d / 4))) : Math.log1p(d);
  }

  @Override
  public void gradientError(double[] scores, double[] scoreErrors, double u, double[] bar) {
    double[] p = softmax(scores);
    double[] relative = relativeErrors(scores, p, scoreErrors, u);
    for (int k = 0; k < bar.length; k++) {
      // p - t is computed from a rounded p: where both are near 1, what is left is of the size u.
      bar[k] = Math.abs(total) * p[k] * relative[k] + u / 2 * (p[k] + Math.abs(target[k]));
    }
  }

  /**
   * The formulas: T·p - t, where p is exp(z - max) / S or exp(z - max - log S), with S = sum exp(z
   * - max), and T the sum of t. Where the largest term of S, which is 1, exceeds the others
   * together, {@link SumRounding} bounds what adding does. Else a term is added to a sum of at
   * least 1, which rounds by half the spacing there, u·S, and by no more than the term itself. A
   * probability of at least 1/2 is rounded to multiples of u, and off by one of them at most.
   */
  @Override
  public void formulaError(double[] scores, double u, double[] bar) {
    double[] p = softmax(scores);
    double most = Arrays.stream(scores).max().orElse(0);
    double[] exponential = new double[p.length];
    double sum = 0;
    boolean topSkipped = false;
    for (int k = 0; k < p.length; k++) {
      boolean top = scores[k] == most && !topSkipped;
      topSkipped |= top;
      // The largest is exp(0), exactly; the others' arguments round, and so do they.
      exponential[k] = top ? 0 : u * (most - scores[k] + EXPONENTIAL);
      sum += p[k] * exponential[k];
    }
    double rounded = sumRounding(p, u);
    for (int k = 0; k < p.length; k++) {
      double own = p[k] >= 0.5 ? u : p[k] * u * (EXPONENTIAL - Math.log(p[k]));
      double off =
          p[k] * (exponential[k] + sum + rounded) + (p[k] > 0 ? own : u * Double.MIN_NORMAL);
      double products = total == 1 ? 0 : u * Math.abs(total) * p[k];
      bar[k] =
          Math.abs(total) * off
              + (weighted - 1) * u * p[k]
              + products
              + u * Math.abs(total * p[k] - target[k]);
    }
  }

  /** How far S is off by being added up, relative to it. */
  private static double sumRounding(double[] p, double u) {
    double[] sorted = p.clone();
    Arrays.sort(sorted);
    double top = sorted[p.length - 1];
    double[] others = Arrays.copyOf(sorted, p.length - 1);
    return top > 0.5
        ? top * SumRounding.of(Arrays.stream(others).map(each -> each / top).toArray(), u)
        : Arrays.stream(others).map(each -> Math.min(each, u)).sum();
  }

  /**
   * exp(z - log sum exp z) rounds the logarithm where it is as large as the scores, which are taken
   * to be below 16; and Keras divides once more by the sum of all probabilities, clips, and goes
   * back through a logarithm and a softmax one after the other, with 1/p in between, which is
   * rounded where it is near 1.
   *
   * <p>Of a model that gives probabilities, attacks make scores anew, log(clip(p)): a class below
   * the clip has no slope left, and what the clip adds to it the label seems to lack.
   */
  @Override
  public void looseFormulaError(double[] scores, double u, double[] bar) {
    double[] p = softmax(scores);
    for (int k = 0; k < p.length; k++) {
      bar[k] = Math.abs(total) * p[k] * u * (LOGARITHM_ROUNDINGS + KERAS_ROUNDINGS);
    }
    if (ofProbabilities) {
      double added = 0;
      for (int k = 0; k < p.length; k++) {
        if (p[k] < KERAS_CLIP) {
          bar[k] += Math.abs(total) * p[k];
          added += KERAS_CLIP - p[k];
        }
      }
      for (int k = 0; k < p.length; k++) {
        bar[k] += Math.abs(target[k]) * added;
      }
    }
  }

  @Override
  public double thirdDerivative(double range) {
    return Math.abs(total) * range * range * range / (6 * Math.sqrt(3));
  }
}
