package io.plumbline.diagnose.check;

import io.plumbline.core.verdict.Judgement;
import java.util.List;

/**
 * Solves for the choices at near-ties that a gradient was computed with. The gradient is linear in
 * each: with e_t the effect of the t-th, the differences are sum c_t e_t where every c_t is 0 or 1.
 * Least squares with 0 &lt;= c_t &lt;= 1 by coordinate descent, reweighted so that what no choice
 * explains does not bend the fit; whoever asks rounds the factors and holds the outcome against the
 * gradient.
 */
final class Choices {
  /** Differences below this part of the largest do not matter to the fit. */
  private static final double FLOOR = 1e-5;

  private static final int ROUNDS = 4;
  private static final int SWEEPS = 400;
  private static final double STILL = 1e-7;

  private final List<double[]> effects;
  private final double[] differences;
  private final double[] scales;
  private final double[] factors;

  private Choices(List<double[]> effects, double[] differences, double[] allowed) {
    this.effects = effects;
    this.differences = differences;
    this.factors = new double[effects.size()];
    this.scales = allowed.clone();
    double largest = 0;
    for (double each : differences) {
      largest = Math.max(largest, Math.abs(each));
    }
    for (int k = 0; k < scales.length; k++) {
      scales[k] = Math.max(scales[k], FLOOR * largest);
    }
  }

  /** One factor for each effect. */
  static double[] solve(List<double[]> effects, Judgement judgement) {
    return new Choices(effects, judgement.differences(), judgement.allowed()).fitted().factors;
  }

  /** The differences that shares of the effects leave. */
  static double[] remaining(List<double[]> effects, double[] differences, double[] allowed) {
    return new Choices(effects, differences, allowed).fitted().left();
  }

  private Choices fitted() {
    for (int round = 0; round < ROUNDS; round++) {
      fit(weights(round > 0));
    }
    return this;
  }

  private double[] left() {
    double[] left = differences.clone();
    for (int t = 0; t < factors.length; t++) {
      for (int k = 0; k < left.length; k++) {
        left[k] -= factors[t] * effects.get(t)[k];
      }
    }
    return left;
  }

  private double[] weights(boolean robust) {
    double[] left = left();
    double least = Double.POSITIVE_INFINITY;
    for (double scale : scales) {
      least = Math.min(least, scale);
    }
    double[] weights = new double[left.length];
    for (int k = 0; k < weights.length; k++) {
      double relative = least / scales[k];
      double ratio = Math.abs(left[k]) / scales[k];
      weights[k] = robust ? relative / Math.max(1, ratio) : relative;
    }
    return weights;
  }

  /** Coordinate descent on the normal equations. */
  private void fit(double[] weights) {
    int n = factors.length;
    double[][] products = new double[n][n + 1];
    for (int s = 0; s < n; s++) {
      for (int t = s; t < n; t++) {
        products[s][t] = product(weights, effects.get(s), effects.get(t));
        products[t][s] = products[s][t];
      }
      products[s][n] = product(weights, effects.get(s), differences);
    }
    double moved = 1;
    for (int sweep = 0; sweep < SWEEPS && moved > STILL; sweep++) {
      moved = 0;
      for (int t = 0; t < n; t++) {
        double slope = products[t][n];
        for (int s = 0; s < n; s++) {
          slope -= products[t][s] * factors[s];
        }
        if (products[t][t] > 0) {
          double to = Math.max(0, Math.min(1, factors[t] + slope / products[t][t]));
          moved = Math.max(moved, Math.abs(to - factors[t]));
          factors[t] = to;
        }
      }
    }
  }

  private static double product(double[] weights, double[] one, double[] other) {
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      sum += weights[k] * one[k] * other[k];
    }
    return sum;
  }
}
