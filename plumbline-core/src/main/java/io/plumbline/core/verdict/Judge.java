package io.plumbline.core.verdict;

import io.plumbline.core.InvalidInputException;

/**
 * The one rule. A coordinate agrees where
 *
 * <pre>|g - d - sum e_j v_j| &lt;= bound + rounding + rtol·|d|,    |e_j| &lt;= bound_j</pre>
 *
 * with one set of e_j for the whole gradient, fitted. The rule is continuous at d = 0, has no fixed
 * floor, and knows nothing of the number of coordinates.
 */
public final class Judge {
  private static final int REWEIGHTINGS = 8;
  private static final int SWEEPS = 6;

  private final double relativeTolerance;

  /**
   * A judge.
   *
   * @param relativeTolerance allowed beside bound and rounding, relative to each derivative
   * @throws InvalidInputException if it is negative or not finite
   */
  public Judge(double relativeTolerance) {
    if (!(relativeTolerance >= 0 && relativeTolerance < 1)) {
      throw new InvalidInputException(
          "rtol (" + relativeTolerance + ") must be at least 0 and below 1");
    }
    this.relativeTolerance = relativeTolerance;
  }

  /**
   * Holds a gradient against the evidence.
   *
   * @param gradient as long as the evidence
   * @param evidence what is known of the derivative
   * @return what is said of each coordinate
   */
  public Judgement judge(double[] gradient, Evidence evidence) {
    int size = evidence.size();
    double[] differences = new double[size];
    double[] allowed = allowed(evidence);
    for (int k = 0; k < size; k++) {
      differences[k] = gradient[k] - evidence.derivative()[k];
    }
    takeOutCommonErrors(differences, allowed, evidence);
    Agreement[] agreements = new Agreement[size];
    for (int k = 0; k < size; k++) {
      double noise = evidence.bound()[k] + evidence.rounding()[k];
      double derivative = Math.abs(evidence.derivative()[k]);
      if (!(Math.abs(differences[k]) <= allowed[k])) {
        agreements[k] = Agreement.DISAGREES;
      } else {
        agreements[k] = noise >= derivative && noise > 0 ? Agreement.UNDECIDED : Agreement.AGREES;
      }
    }
    return new Judgement(agreements, differences, allowed);
  }

  private double[] allowed(Evidence evidence) {
    double[] allowed = new double[evidence.size()];
    for (int k = 0; k < allowed.length; k++) {
      allowed[k] =
          evidence.bound()[k]
              + evidence.rounding()[k]
              + relativeTolerance * Math.abs(evidence.derivative()[k]);
    }
    return allowed;
  }

  /**
   * Fits the common errors by least squares within their bounds, coordinate descent, weighing each
   * coordinate by what is allowed there and, in the manner of Huber, less where it is far off: one
   * wrong coordinate must not bend the fit.
   */
  private static void takeOutCommonErrors(
      double[] differences, double[] allowed, Evidence evidence) {
    int count = evidence.freedoms().size();
    if (count == 0) {
      return;
    }
    double[] factors = new double[count];
    double[] weights = new double[differences.length];
    for (int round = 0; round < REWEIGHTINGS; round++) {
      for (int k = 0; k < weights.length; k++) {
        double size = Math.abs(differences[k]);
        double scale = Math.max(allowed[k], Double.MIN_NORMAL);
        double weight = size <= scale ? 1 : scale / size;
        weights[k] = Double.isFinite(size) && allowed[k] > 0 ? weight / (scale * scale) : 0;
      }
      for (int sweep = 0; sweep < SWEEPS; sweep++) {
        for (int j = 0; j < count; j++) {
          factors[j] = fitOne(differences, weights, evidence.freedoms().get(j), factors[j]);
        }
      }
    }
  }

  private static double fitOne(
      double[] differences, double[] weights, Freedom freedom, double factor) {
    double[] v = freedom.direction();
    double product = 0;
    double square = 0;
    for (int k = 0; k < v.length; k++) {
      if (weights[k] > 0) {
        product += weights[k] * v[k] * differences[k];
        square += weights[k] * v[k] * v[k];
      }
    }
    if (!(square > 0) || !Double.isFinite(product / square)) {
      return factor;
    }
    double fitted = factor + product / square;
    fitted = Math.max(-freedom.bound(), Math.min(freedom.bound(), fitted));
    double by = fitted - factor;
    for (int k = 0; k < v.length; k++) {
      differences[k] -= by * v[k];
    }
    return fitted;
  }
}
