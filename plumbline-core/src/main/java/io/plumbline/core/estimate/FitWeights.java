package io.plumbline.core.estimate;

/**
 * Weights of values y(t_j) = sum of c_q t_j^q over a few exponents q, one for each value: those
 * that take one coefficient out, and those that give y elsewhere. They solve sum w_j t_j^q = b_q by
 * Gaussian elimination with pivots, in units of the longest offset.
 */
final class FitWeights {
  private FitWeights() {}

  /**
   * The weights for the coefficient of the first of the exponents: b_q = [q is the first].
   *
   * @param offsets t_j, positive and distinct
   * @param from the first offset to take
   * @param exponents q, as many as offsets are taken
   */
  static double[] coefficient(double[] offsets, int from, int[] exponents) {
    int n = exponents.length;
    double[] right = new double[n];
    right[0] = 1;
    double[] weights = solve(offsets, from, exponents, right);
    double scale = power(offsets[from + n - 1], exponents[0]);
    for (int i = 0; i < n; i++) {
      weights[i] /= scale;
    }
    return weights;
  }

  /** The weights for the value at another offset: b_q = t^q. */
  static double[] at(double t, double[] offsets, int from, int[] exponents) {
    int n = exponents.length;
    double[] right = new double[n];
    for (int i = 0; i < n; i++) {
      right[i] = power(t / offsets[from + n - 1], exponents[i]);
    }
    return solve(offsets, from, exponents, right);
  }

  private static double[] solve(double[] offsets, int from, int[] exponents, double[] right) {
    int n = exponents.length;
    double unit = offsets[from + n - 1];
    double[][] rows = new double[n][n + 1];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        rows[i][j] = power(offsets[from + j] / unit, exponents[i]);
      }
      rows[i][n] = right[i];
    }
    eliminate(rows);
    double[] weights = new double[n];
    for (int i = n - 1; i >= 0; i--) {
      double sum = rows[i][n];
      for (int j = i + 1; j < n; j++) {
        sum -= rows[i][j] * weights[j];
      }
      weights[i] = sum / rows[i][i];
    }
    return weights;
  }

  private static void eliminate(double[][] rows) {
    int n = rows.length;
    for (int column = 0; column < n; column++) {
      int pivot = column;
      for (int i = column + 1; i < n; i++) {
        if (Math.abs(rows[i][column]) > Math.abs(rows[pivot][column])) {
          pivot = i;
        }
      }
      double[] swapped = rows[column];
      rows[column] = rows[pivot];
      rows[pivot] = swapped;
      for (int i = column + 1; i < n; i++) {
        double factor = rows[i][column] / rows[column][column];
        for (int j = column; j <= n; j++) {
          rows[i][j] -= factor * rows[column][j];
        }
      }
    }
  }

  private static double power(double base, int exponent) {
    double power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= base;
    }
    return power;
  }
}
