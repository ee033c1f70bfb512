package io.plumbline.diagnose.explain;

import io.plumbline.graph.loss.Objective;
import java.util.Arrays;

/**
 * A loss of the probabilities that nobody means to use: what a wrong option makes of the right one.
 * It is evaluated, never checked, and so has no bounds of its own.
 */
final class MistakenLoss extends Objective {
  /** Which. */
  enum Kind {
    /** Cross-entropy that takes probabilities for logits. */
    SOFTMAX_TWICE,
    /** The mean over the classes of the binary cross-entropy of each probability. */
    BINARY
  }

  private static final double LEAST = 1e-7;

  private final Kind kind;
  private final double[] target;

  MistakenLoss(Kind kind, double[] target) {
    this.kind = kind;
    this.target = target;
  }

  @Override
  public double value(double[] scores) {
    double[] p = softmax(scores);
    double loss = 0;
    if (kind == Kind.SOFTMAX_TWICE) {
      double[] q = softmax(p);
      for (int k = 0; k < q.length; k++) {
        loss -= target[k] * Math.log(q[k]);
      }
      return loss;
    }
    for (int k = 0; k < p.length; k++) {
      double each = Math.max(LEAST, Math.min(1 - LEAST, p[k]));
      loss -= target[k] * Math.log(each) + (1 - target[k]) * Math.log1p(-each);
    }
    return loss / p.length;
  }

  @Override
  public void gradient(double[] scores, double[] bar) {
    double[] p = softmax(scores);
    double[] slopes = slopes(p);
    double mean = 0;
    for (int k = 0; k < p.length; k++) {
      mean += p[k] * slopes[k];
    }
    for (int k = 0; k < p.length; k++) {
      bar[k] = p[k] * (slopes[k] - mean);
    }
  }

  /** The derivatives by the probabilities. */
  private double[] slopes(double[] p) {
    double[] slopes = new double[p.length];
    if (kind == Kind.SOFTMAX_TWICE) {
      double[] q = softmax(p);
      double weight = Arrays.stream(target).sum();
      for (int k = 0; k < p.length; k++) {
        slopes[k] = weight * q[k] - target[k];
      }
      return slopes;
    }
    for (int k = 0; k < p.length; k++) {
      boolean clipped = p[k] < LEAST || p[k] > 1 - LEAST;
      double slope = (1 - target[k]) / (1 - p[k]) - target[k] / p[k];
      slopes[k] = clipped ? 0 : slope / p.length;
    }
    return slopes;
  }

  @Override
  public double difference(double[] scores, double[] change) {
    double[] moved = scores.clone();
    for (int k = 0; k < moved.length; k++) {
      moved[k] += change[k];
    }
    return value(moved) - value(scores);
  }

  @Override
  public void gradientError(double[] scores, double[] scoreErrors, double u, double[] bar) {
    Arrays.fill(bar, Double.POSITIVE_INFINITY);
  }

  @Override
  public double thirdDerivative(double range) {
    return Double.POSITIVE_INFINITY;
  }
}
