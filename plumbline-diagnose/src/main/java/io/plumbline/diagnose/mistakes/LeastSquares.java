package io.plumbline.diagnose.mistakes;

import java.util.Arrays;

/** Fits a vector by a combination of a few others, in the sense of robust least squares. */
final class LeastSquares {
  private static final int REWEIGHTINGS = 6;
  private static final double DAMPING = 1e-13;

  private LeastSquares() {}

  /**
   * The coefficients, each row scaled to length 1 meanwhile. Coordinates that are far off count
   * less and less, as a Cauchy distribution of errors has it.
   */
  static double[] fit(double[][] rows, double[] vector) {
    double[] weights = new double[vector.length];
    Arrays.fill(weights, 1);
    double[] coefficients = new double[rows.length];
    for (int round = 0; round < REWEIGHTINGS; round++) {
      coefficients = solve(rows, vector, weights);
      double[] off = vector.clone();
      for (int j = 0; j < rows.length; j++) {
        for (int k = 0; k < off.length; k++) {
          off[k] -= coefficients[j] * rows[j][k];
        }
      }
      double[] sizes = Arrays.stream(off).map(Math::abs).filter(v -> v > 0).sorted().toArray();
      double scale = sizes.length == 0 ? 0 : 2 * sizes[sizes.length / 2];
      if (!(scale > 0)) {
        break;
      }
      for (int k = 0; k < off.length; k++) {
        double ratio = off[k] / scale;
        weights[k] = 1 / (1 + ratio * ratio);
      }
    }
    return coefficients;
  }

  /** The coefficients that leave the least square. */
  static double[] plain(double[][] rows, double[] vector) {
    double[] weights = new double[vector.length];
    Arrays.fill(weights, 1);
    return solve(rows, vector, weights);
  }

  private static double[] solve(double[][] rows, double[] vector, double[] weights) {
    int count = rows.length;
    double[][] normal = new double[count][count];
    double[] right = new double[count];
    double[] lengths = new double[count];
    for (int i = 0; i < count; i++) {
      lengths[i] = Math.sqrt(product(rows[i], rows[i], weights));
      lengths[i] = lengths[i] > 0 ? lengths[i] : 1;
    }
    for (int i = 0; i < count; i++) {
      right[i] = product(rows[i], vector, weights) / lengths[i];
      for (int j = 0; j <= i; j++) {
        normal[i][j] = product(rows[i], rows[j], weights) / lengths[i] / lengths[j];
        normal[j][i] = normal[i][j];
      }
      normal[i][i] += DAMPING;
    }
    eliminate(normal, right);
    for (int i = 0; i < count; i++) {
      right[i] /= lengths[i];
    }
    return right;
  }

  /** Gauss's elimination with pivots; the solution replaces the right side. */
  private static void eliminate(double[][] a, double[] b) {
    int count = b.length;
    for (int column = 0; column < count; column++) {
      int pivot = column;
      for (int row = column + 1; row < count; row++) {
        pivot = Math.abs(a[row][column]) > Math.abs(a[pivot][column]) ? row : pivot;
      }
      double[] swapped = a[pivot];
      a[pivot] = a[column];
      a[column] = swapped;
      double value = b[pivot];
      b[pivot] = b[column];
      b[column] = value;
      for (int row = column + 1; row < count && a[column][column] != 0; row++) {
        double factor = a[row][column] / a[column][column];
        for (int k = column; k < count; k++) {
          a[row][k] -= factor * a[column][k];
        }
        b[row] -= factor * b[column];
      }
    }
    for (int row = count - 1; row >= 0; row--) {
      for (int k = row + 1; k < count; k++) {
        b[row] -= a[row][k] * b[k];
      }
      b[row] = a[row][row] == 0 ? 0 : b[row] / a[row][row];
    }
  }

  private static double product(double[] a, double[] b, double[] weights) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += weights[k] * a[k] * b[k];
    }
    return sum;
  }
}
