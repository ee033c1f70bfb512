package io.plumbline.evaluate.kernel;

/**
 * The inner loops: y += sum of coefficient · row. Rows are arrays of their own and share one index,
 * which is what lets the just-in-time compiler vectorise them: with one flat array and an offset it
 * cannot prove that source and destination do not overlap.
 */
public final class Rows {
  private Rows() {}

  /** Fills rows with what is given in C order. */
  public static void fill(double[][] rows, double[] flat) {
    int at = 0;
    for (double[] row : rows) {
      System.arraycopy(flat, at, row, 0, row.length);
      at += row.length;
    }
  }

  /** What rows hold, in C order. */
  public static double[] flatten(double[][] rows) {
    double[] flat = new double[rows.length == 0 ? 0 : rows.length * rows[0].length];
    int at = 0;
    for (double[] row : rows) {
      System.arraycopy(row, 0, flat, at, row.length);
      at += row.length;
    }
    return flat;
  }

  /**
   * Adds, in the order given, {@code coefficients[k] · weights[picks[k]]} to {@code y}.
   *
   * @param count how many of the picks are meant
   */
  static void accumulate(
      double[] y, double[][] weights, int[] picks, double[] coefficients, int count) {
    accumulate(y, weights, picks, coefficients, 0, count);
  }

  /**
   * The same for part of the picks.
   *
   * @param from the first that is meant
   * @param to the one behind the last
   */
  static void accumulate(
      double[] y, double[][] weights, int[] picks, double[] coefficients, int from, int to) {
    if (y.length == 1) {
      y[0] = single(y[0], weights, picks, coefficients, from, to);
      return;
    }
    int k = from;
    for (; k + 8 <= to; k += 8) {
      eight(y, weights, picks, coefficients, k);
    }
    if (k + 4 <= to) {
      four(y, weights, picks, coefficients, k);
      k += 4;
    }
    for (; k < to; k++) {
      double a = coefficients[k];
      double[] w = weights[picks[k]];
      for (int j = 0; j < y.length; j++) {
        y[j] += a * w[j];
      }
    }
  }

  private static double single(
      double start, double[][] weights, int[] picks, double[] coefficients, int from, int to) {
    double sum = start;
    for (int k = from; k < to; k++) {
      sum += coefficients[k] * weights[picks[k]][0];
    }
    return sum;
  }

  private static void eight(double[] y, double[][] weights, int[] picks, double[] c, int k) {
    double a0 = c[k];
    double a1 = c[k + 1];
    double a2 = c[k + 2];
    double a3 = c[k + 3];
    double a4 = c[k + 4];
    double a5 = c[k + 5];
    double a6 = c[k + 6];
    double a7 = c[k + 7];
    double[] w0 = weights[picks[k]];
    double[] w1 = weights[picks[k + 1]];
    double[] w2 = weights[picks[k + 2]];
    double[] w3 = weights[picks[k + 3]];
    double[] w4 = weights[picks[k + 4]];
    double[] w5 = weights[picks[k + 5]];
    double[] w6 = weights[picks[k + 6]];
    double[] w7 = weights[picks[k + 7]];
    for (int j = 0; j < y.length; j++) {
      double low = y[j] + ((a0 * w0[j] + a1 * w1[j]) + (a2 * w2[j] + a3 * w3[j]));
      y[j] = low + ((a4 * w4[j] + a5 * w5[j]) + (a6 * w6[j] + a7 * w7[j]));
    }
  }

  private static void four(double[] y, double[][] weights, int[] picks, double[] c, int k) {
    double a0 = c[k];
    double a1 = c[k + 1];
    double a2 = c[k + 2];
    double a3 = c[k + 3];
    double[] w0 = weights[picks[k]];
    double[] w1 = weights[picks[k + 1]];
    double[] w2 = weights[picks[k + 2]];
    double[] w3 = weights[picks[k + 3]];
    for (int j = 0; j < y.length; j++) {
      y[j] += (a0 * w0[j] + a1 * w1[j]) + (a2 * w2[j] + a3 * w3[j]);
    }
  }

  /** As {@link #accumulate}, with the weights' absolute values or their squares. */
  static void accumulateSizes(
      double[] y, double[][] weights, int[] picks, double[] coefficients, int count, Entries norm) {
    int k = 0;
    for (; k + 4 <= count; k += 4) {
      if (norm != Entries.ABSOLUTE) {
        fourSquares(y, weights, picks, coefficients, k);
      } else {
        fourAbsolutes(y, weights, picks, coefficients, k);
      }
    }
    for (; k < count; k++) {
      double[] w = weights[picks[k]];
      for (int j = 0; j < y.length; j++) {
        y[j] += coefficients[k] * norm.of(w[j]);
      }
    }
  }

  private static void fourAbsolutes(
      double[] y, double[][] weights, int[] picks, double[] c, int k) {
    double a0 = c[k];
    double a1 = c[k + 1];
    double a2 = c[k + 2];
    double a3 = c[k + 3];
    double[] w0 = weights[picks[k]];
    double[] w1 = weights[picks[k + 1]];
    double[] w2 = weights[picks[k + 2]];
    double[] w3 = weights[picks[k + 3]];
    for (int j = 0; j < y.length; j++) {
      double low = y[j] + a0 * Math.abs(w0[j]) + a1 * Math.abs(w1[j]);
      y[j] = low + (a2 * Math.abs(w2[j]) + a3 * Math.abs(w3[j]));
    }
  }

  private static void fourSquares(double[] y, double[][] weights, int[] picks, double[] c, int k) {
    double a0 = c[k];
    double a1 = c[k + 1];
    double a2 = c[k + 2];
    double a3 = c[k + 3];
    double[] w0 = weights[picks[k]];
    double[] w1 = weights[picks[k + 1]];
    double[] w2 = weights[picks[k + 2]];
    double[] w3 = weights[picks[k + 3]];
    for (int j = 0; j < y.length; j++) {
      double low = y[j] + a0 * (w0[j] * w0[j]) + a1 * (w1[j] * w1[j]);
      y[j] = low + (a2 * (w2[j] * w2[j]) + a3 * (w3[j] * w3[j]));
    }
  }
}
