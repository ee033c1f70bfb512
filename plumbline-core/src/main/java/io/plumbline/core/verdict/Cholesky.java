package io.plumbline.core.verdict;

/** A symmetric positive definite matrix, factored in place (Golub and Van Loan 2013, 4.2). */
final class Cholesky {
  private final double[][] lower;

  Cholesky(double[][] matrix) {
    lower = matrix;
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = matrix[i][j];
        for (int k = 0; k < j; k++) {
          sum -= matrix[i][k] * matrix[j][k];
        }
        if (i == j) {
          matrix[i][i] = Math.sqrt(Math.max(sum, Double.MIN_NORMAL));
        } else {
          matrix[i][j] = sum / matrix[j][j];
        }
      }
    }
  }

  double[] solve(double[] right) {
    double[] x = right.clone();
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < i; j++) {
        x[i] -= lower[i][j] * x[j];
      }
      x[i] /= lower[i][i];
    }
    for (int i = x.length - 1; i >= 0; i--) {
      for (int j = i + 1; j < x.length; j++) {
        x[i] -= lower[j][i] * x[j];
      }
      x[i] /= lower[i][i];
    }
    return x;
  }
}
