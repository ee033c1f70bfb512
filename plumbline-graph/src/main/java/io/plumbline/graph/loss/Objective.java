package io.plumbline.graph.loss;

import io.plumbline.core.InvalidInputException;
import java.util.Arrays;

/**
 * A loss as a function of the scores it is computed from, with all that differencing needs: value,
 * gradient, the difference between two nearby scores without cancellation, what rounding makes of
 * the gradient, and a bound on the third derivative.
 *
 * <p>The scores are the model's output, or what goes into its final softmax: {@link
 * #beforeSoftmax}.
 */
public abstract class Objective {
  /** The probabilities that Keras's cross-entropy clips to: [1e-7, 1 - 1e-7]. */
  static final double KERAS_CLIP = 1e-7;

  /** How many times each rounding of a formula counts that was not followed in detail. */
  private static final double ROUNDINGS = 8;

  /** A loss that says for itself what it is. */
  protected Objective() {}

  /**
   * The objective of a loss.
   *
   * @param loss which scalar
   * @param target the label or its weights, as many as the model has outputs
   * @param kind what the model's output means
   * @param outputs how many outputs the model has
   * @return the objective
   * @throws InvalidInputException if an index is out of range or the target's length is wrong
   */
  public static Objective of(Loss loss, Target target, OutputKind kind, int outputs) {
    double[] weights = target.weights();
    if (weights.length != outputs) {
      throw new InvalidInputException(
          "label weights (" + weights.length + ") must be as many as outputs, " + outputs);
    }
    if (target.positions().isPresent()) {
      if (!(loss instanceof Loss.CrossEntropy || loss instanceof Loss.NegativeLogLikelihood)) {
        throw new InvalidInputException(
            "labels (a class at each position) must be for --loss cross-entropy");
      }
      return new PositionsObjective(weights, target.positions().get());
    } else if (loss instanceof Loss.CrossEntropy c) {
      return new CrossEntropyObjective(
          weights, c.clipProbabilities(), kind == OutputKind.PROBABILITIES);
    } else if (loss instanceof Loss.NegativeLogLikelihood) {
      return new CrossEntropyObjective(weights, false, kind == OutputKind.PROBABILITIES);
    } else if (loss instanceof Loss.MeanSquaredError) {
      return kind == OutputKind.PROBABILITIES
          ? new BrierObjective(weights)
          : new SquaredErrorObjective(weights);
    } else if (loss instanceof Loss.Logit l) {
      double[] coefficients = new double[outputs];
      coefficients[index(l.index(), outputs)] = 1;
      return new LinearObjective(coefficients);
    } else if (loss instanceof Loss.Margin m) {
      double[] coefficients = new double[outputs];
      coefficients[index(m.index(), outputs)] += 1;
      coefficients[index(m.other(), outputs)] -= 1;
      return new LinearObjective(coefficients);
    } else if (loss instanceof Loss.Probability p) {
      return new ProbabilityObjective(index(p.index(), outputs));
    }
    throw new IllegalStateException("no objective for " + loss);
  }

  private static int index(int index, int outputs) {
    if (index < 0 || index >= outputs) {
      throw new InvalidInputException(
          "output index (" + index + ") must be at least 0 and below " + outputs);
    }
    return index;
  }

  /**
   * Whether the scores are what goes into the model's final softmax or log-softmax, if it has one.
   *
   * @return false where they are the output itself
   */
  public boolean beforeSoftmax() {
    return true;
  }

  /**
   * The loss.
   *
   * @param scores at a point
   * @return its value
   */
  public abstract double value(double[] scores);

  /**
   * The loss's gradient.
   *
   * @param scores at a point
   * @param bar is overwritten with the derivative by each score
   */
  public abstract void gradient(double[] scores, double[] bar);

  /**
   * The loss at {@code scores + change} minus the loss at {@code scores}, to nearly full relative
   * precision however small the change; on the piece that holds at {@code scores}.
   *
   * @param scores at a point
   * @param change of each score
   * @return the difference
   */
  public abstract double difference(double[] scores, double[] change);

  /** The loss's differences from one point. */
  public interface Differencer {
    /**
     * As {@link Objective#difference}.
     *
     * @param change of each score
     * @return the difference
     */
    double of(double[] change);
  }

  /**
   * The differences from one point, which share what is computed from the point alone.
   *
   * @param scores at the point
   * @return the same as {@link #difference}, for any change
   */
  public Differencer from(double[] scores) {
    return change -> difference(scores, change);
  }

  /**
   * The same where the change may cross a kink of the loss.
   *
   * @param scores at a point
   * @param change of each score
   * @return the difference of the loss as it is
   */
  public double realDifference(double[] scores, double[] change) {
    if (!crosses(scores, change)) {
      return difference(scores, change);
    }
    double[] moved = scores.clone();
    for (int k = 0; k < moved.length; k++) {
      moved[k] += change[k];
    }
    return value(moved) - value(scores);
  }

  /**
   * Whether the loss has a kink between the scores and the changed scores.
   *
   * @param scores at a point
   * @param change of each score
   * @return true where another piece of the loss holds behind the change
   */
  public boolean crosses(double[] scores, double[] change) {
    return false;
  }

  /**
   * How far the gradient may be off when it is computed with unit roundoff {@code u} from scores
   * that are off by {@code scoreErrors}.
   *
   * @param scores at a point
   * @param scoreErrors for each score
   * @param u the unit roundoff
   * @param bar is overwritten with a bound for each score
   */
  public abstract void gradientError(double[] scores, double[] scoreErrors, double u, double[] bar);

  /**
   * How far the gradient may be off when it is computed with unit roundoff {@code u} from scores
   * that are exact, by any formula in use that keeps its digits.
   *
   * @param scores at a point
   * @param u the unit roundoff
   * @param bar is overwritten with a bound for each score
   */
  public void formulaError(double[] scores, double u, double[] bar) {
    gradientError(scores, new double[scores.length], ROUNDINGS * u, bar);
  }

  /**
   * How much further it may be off by formulas in use that lose digits.
   *
   * @param scores at a point
   * @param u the unit roundoff
   * @param bar is overwritten with a bound for each score
   */
  public void looseFormulaError(double[] scores, double u, double[] bar) {
    Arrays.fill(bar, 0);
  }

  /**
   * A bound on the loss's third derivative along a line on which the scores are affine.
   *
   * @param range the largest minus the smallest slope of a score along the line
   * @return the bound, 0 where the loss is at most quadratic
   */
  public abstract double thirdDerivative(double range);

  /**
   * Probabilities of scores.
   *
   * @param scores finite
   * @return their softmax
   */
  public static double[] softmax(double[] scores) {
    double most = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      most = Math.max(most, score);
    }
    double[] p = new double[scores.length];
    double sum = 0;
    for (int k = 0; k < p.length; k++) {
      p[k] = Math.exp(scores[k] - most);
      sum += p[k];
    }
    for (int k = 0; k < p.length; k++) {
      p[k] /= sum;
    }
    return p;
  }

  /** The relative errors of computed probabilities, to first order. */
  static double[] relativeErrors(double[] scores, double[] p, double[] scoreErrors, double u) {
    double[] relative = new double[p.length];
    double mean = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < p.length; k++) {
      mean += p[k] * scoreErrors[k];
      most = Math.max(most, scores[k]);
    }
    for (int k = 0; k < p.length; k++) {
      // d log p_k = dz_k - sum p dz; the subtraction of the largest score rounds, which the
      // exponential magnifies, and so do exponential, sum and division.
      double own = (1 - p[k]) * scoreErrors[k] + mean - p[k] * scoreErrors[k];
      relative[k] = own + u * (Math.abs(scores[k] - most) + 1);
    }
    return relative;
  }
}
