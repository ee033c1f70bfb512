package io.plumbline.core.verdict;

import java.util.List;

/**
 * Finds the common errors that leave the fewest coordinates in disagreement. Which errors those are
 * is a linear feasibility problem, |r - sum e_j v_j| &lt;= allowed with |e_j| bounded; it is
 * approached by reweighted least squares, coordinate descent within the bounds: first in the manner
 * of Huber, so that a few wrong coordinates do not bend the fit, then with weights that grow where
 * the fit is worst, which tends to the smallest largest violation.
 */
final class CommonErrors {
  /** The fit does not care for differences below this part of the root mean square. */
  private static final double FLOOR = 1e-6;

  private static final int ROBUST_ROUNDS = 8;
  private static final int POLISHING_ROUNDS = 12;
  private static final int SWEEPS = 6;

  private final double[] scales;
  private final List<Freedom> freedoms;
  private final double[] factors;
  private final double[] weights;
  private final double[] differences;

  private CommonErrors(double[] differences, double[] allowed, Evidence evidence) {
    this.differences = differences.clone();
    this.freedoms = evidence.freedoms();
    this.factors = new double[freedoms.size()];
    this.weights = new double[differences.length];
    this.scales = new double[differences.length];
    double floor = Math.max(FLOOR * Judge.size(evidence), Double.MIN_NORMAL);
    for (int k = 0; k < scales.length; k++) {
      scales[k] = Math.max(allowed[k], floor);
    }
  }

  /** The differences with the fitted common errors taken out. */
  static double[] takeOut(double[] differences, double[] allowed, Evidence evidence) {
    int before = violations(differences, allowed);
    if (evidence.freedoms().isEmpty() || before == 0) {
      return differences;
    }
    CommonErrors fit = new CommonErrors(differences, allowed, evidence);
    double[] best = differences;
    int fewest = before;
    for (int round = 0; round < ROBUST_ROUNDS + POLISHING_ROUNDS && fewest > 0; round++) {
      fit.weigh(round < ROBUST_ROUNDS);
      fit.descend();
      int violations = violations(fit.differences, allowed);
      if (violations < fewest) {
        fewest = violations;
        best = fit.differences.clone();
      }
    }
    return best;
  }

  private static int violations(double[] differences, double[] allowed) {
    int count = 0;
    for (int k = 0; k < differences.length; k++) {
      count += Math.abs(differences[k]) <= allowed[k] ? 0 : 1;
    }
    return count;
  }

  private void weigh(boolean robust) {
    for (int k = 0; k < weights.length; k++) {
      double ratio = Math.abs(differences[k]) / scales[k];
      double weight;
      if (robust) {
        weight = ratio <= 1 ? 1 : 1 / ratio;
      } else {
        weight = Math.min(1e4, 1 + Math.pow(ratio, 6));
      }
      double relative = scales[k] / scales[0];
      weights[k] = Double.isFinite(ratio) ? weight / (relative * relative) : 0;
    }
  }

  private void descend() {
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int j = 0; j < factors.length; j++) {
        descend(j);
      }
    }
  }

  private void descend(int j) {
    double[] v = freedoms.get(j).direction();
    double bound = freedoms.get(j).bound();
    double product = 0;
    double square = 0;
    for (int k = 0; k < v.length; k++) {
      if (weights[k] > 0) {
        product += weights[k] * v[k] * differences[k];
        square += weights[k] * v[k] * v[k];
      }
    }
    if (!(square > 0) || !Double.isFinite(product / square)) {
      return;
    }
    double fitted = Math.max(-bound, Math.min(bound, factors[j] + product / square));
    double by = fitted - factors[j];
    factors[j] = fitted;
    for (int k = 0; k < v.length; k++) {
      differences[k] -= by * v[k];
    }
  }
}
