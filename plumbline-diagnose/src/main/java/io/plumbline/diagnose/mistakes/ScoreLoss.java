package io.plumbline.diagnose.mistakes;

import io.plumbline.graph.loss.Objective;
import java.util.Arrays;

/**
 * A loss of the scores that nobody means to use: what a wrong option makes of the right one. It is
 * evaluated, never checked, and so has no bounds of its own.
 */
final class ScoreLoss extends Objective {
  /** What the scores z become before the loss is taken of them. */
  enum Stage {
    /** z itself. */
    LOGITS {
      @Override
      double[] of(double[] z) {
        return z;
      }

      @Override
      double[] back(double[] u, double[] slopes) {
        return slopes;
      }
    },
    /** The softmax of z. */
    PROBABILITIES {
      @Override
      double[] of(double[] z) {
        return Objective.softmax(z);
      }

      @Override
      double[] back(double[] u, double[] slopes) {
        return SoftmaxJacobian.back(u, slopes);
      }
    },
    /** The sigmoid of each z. */
    SIGMOIDS {
      @Override
      double[] of(double[] z) {
        return Arrays.stream(z).map(ScoreLoss::sigmoid).toArray();
      }

      @Override
      double[] back(double[] u, double[] slopes) {
        double[] back = new double[u.length];
        Arrays.setAll(back, k -> u[k] * (1 - u[k]) * slopes[k]);
        return back;
      }
    };

    abstract double[] of(double[] z);

    /** Derivatives by z of derivatives by what they became. */
    abstract double[] back(double[] u, double[] slopes);
  }

  /** A loss of what the scores became. */
  interface Term {
    double value(double[] u);

    /** The derivatives by each u. */
    double[] slopes(double[] u);
  }

  private final Stage stage;
  private final Term term;

  ScoreLoss(Stage stage, Term term) {
    this.stage = stage;
    this.term = term;
  }

  static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  @Override
  public double value(double[] scores) {
    return term.value(stage.of(scores));
  }

  @Override
  public void gradient(double[] scores, double[] bar) {
    double[] u = stage.of(scores);
    System.arraycopy(stage.back(u, term.slopes(u)), 0, bar, 0, bar.length);
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
