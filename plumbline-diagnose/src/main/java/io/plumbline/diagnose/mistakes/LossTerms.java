package io.plumbline.diagnose.mistakes;

import io.plumbline.diagnose.mistakes.ScoreLoss.Term;
import io.plumbline.graph.loss.Objective;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Losses of scores, probabilities or sigmoids u, with the target t. */
final class LossTerms {
  /** Where a probability is 0 or 1, its logarithm is that of this. */
  private static final double LEAST = 1e-300;

  private LossTerms() {}

  /** A term that is a sum over the entries. */
  private interface Entry {
    double of(int k, double u);
  }

  private record Sum(Entry values, Entry derivatives) implements Term {
    @Override
    public double value(double[] u) {
      double sum = 0;
      for (int k = 0; k < u.length; k++) {
        sum += values.of(k, u[k]);
      }
      return sum;
    }

    @Override
    public double[] slopes(double[] u) {
      double[] slopes = new double[u.length];
      Arrays.setAll(slopes, k -> derivatives.of(k, u[k]));
      return slopes;
    }
  }

  /** The same factor at every entry, or another at each. */
  static Term linear(double... weights) {
    return new Sum((k, u) -> weights[k] * u, (k, u) -> weights[k]);
  }

  static Term squares(double[] t, double factor) {
    return new Sum((k, u) -> factor * (u - t[k]) * (u - t[k]), (k, u) -> 2 * factor * (u - t[k]));
  }

  static Term absolute(double[] t, double factor) {
    return new Sum((k, u) -> factor * Math.abs(u - t[k]), (k, u) -> factor * Math.signum(u - t[k]));
  }

  /** The binary cross-entropy of probabilities; flat beyond the clip, as frameworks have it. */
  static Term binary(double[] t, double factor, double clip) {
    DoubleUnaryOperator within = u -> Math.max(clip, Math.min(1 - clip, u));
    return new Sum(
        (k, u) -> {
          double p = within.applyAsDouble(u);
          return -factor * (t[k] * Math.log(p) + (1 - t[k]) * Math.log1p(-p));
        },
        (k, u) ->
            u != within.applyAsDouble(u)
                ? 0
                : factor * ((1 - t[k]) / (1 - u) - t[k] / Math.max(LEAST, u)));
  }

  /** The binary cross-entropy of logits. */
  static Term binaryOfLogits(double[] t, double factor) {
    return new Sum(
        (k, u) -> factor * (Math.max(0, u) + Math.log1p(Math.exp(-Math.abs(u))) - t[k] * u),
        (k, u) -> factor * (ScoreLoss.sigmoid(u) - t[k]));
  }

  /** The cross-entropy of what are probabilities as they stand. */
  static Term logarithms(double[] t) {
    return new Sum(
        (k, u) -> t[k] == 0 ? 0 : -t[k] * Math.log(Math.max(LEAST, u)),
        (k, u) -> t[k] == 0 || u < LEAST ? 0 : -t[k] / u);
  }

  static Term entropy() {
    return new Sum(
        (k, u) -> -u * Math.log(Math.max(LEAST, u)), (k, u) -> -Math.log(Math.max(LEAST, u)) - 1);
  }

  /** The cross-entropy of the softmax of u divided by a temperature. */
  static Term crossEntropy(double[] t, double temperature) {
    double weight = Arrays.stream(t).sum();
    return new Term() {
      @Override
      public double value(double[] u) {
        double most = Arrays.stream(u).max().orElseThrow();
        double sum = 0;
        double along = 0;
        for (int k = 0; k < u.length; k++) {
          sum += Math.exp((u[k] - most) / temperature);
          along += t[k] * (u[k] - most) / temperature;
        }
        return weight * Math.log(sum) - along;
      }

      @Override
      public double[] slopes(double[] u) {
        double[] q = Objective.softmax(Arrays.stream(u).map(v -> v / temperature).toArray());
        Arrays.setAll(q, k -> (weight * q[k] - t[k]) / temperature);
        return q;
      }
    };
  }

  /** The focal loss with gamma 2 of the label's probability. */
  static Term focal(int label) {
    return new Sum(
        (k, u) -> k == label ? -(1 - u) * (1 - u) * Math.log(Math.max(LEAST, u)) : 0,
        (k, u) -> {
          double p = Math.max(LEAST, u);
          return k == label ? 2 * (1 - u) * Math.log(p) - (1 - u) * (1 - u) / p : 0;
        });
  }

  /** The multi-class hinge loss: the mean over the classes of max(0, 1 - u_label + u_k). */
  static Term hinge(int label) {
    return new Term() {
      @Override
      public double value(double[] u) {
        double sum = 0;
        for (int k = 0; k < u.length; k++) {
          sum += k == label ? 0 : Math.max(0, 1 - u[label] + u[k]);
        }
        return sum / u.length;
      }

      @Override
      public double[] slopes(double[] u) {
        double[] slopes = new double[u.length];
        for (int k = 0; k < u.length; k++) {
          if (k != label && 1 - u[label] + u[k] > 0) {
            slopes[k] += 1.0 / u.length;
            slopes[label] -= 1.0 / u.length;
          }
        }
        return slopes;
      }
    };
  }

  /** The label's entry less the largest other one. */
  static Term margin(int label, double factor) {
    return new Term() {
      @Override
      public double value(double[] u) {
        return factor * (u[label] - u[rival(u)]);
      }

      @Override
      public double[] slopes(double[] u) {
        double[] slopes = new double[u.length];
        slopes[label] += factor;
        slopes[rival(u)] -= factor;
        return slopes;
      }

      private int rival(double[] u) {
        int rival = label == 0 ? u.length - 1 : 0;
        for (int k = 0; k < u.length; k++) {
          rival = k != label && u[k] > u[rival] ? k : rival;
        }
        return rival;
      }
    };
  }
}
