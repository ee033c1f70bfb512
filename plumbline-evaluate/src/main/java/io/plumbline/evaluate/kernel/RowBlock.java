package io.plumbline.evaluate.kernel;

import java.util.Arrays;

/**
 * Some output rows of one matrix product, each with its picks: what {@link Rows#accumulate} does
 * for one of them, for all. The weights are passed in blocks that stay in the cache until every row
 * has had its share, and four rows that pick the same weights, as those of a dense operand do, read
 * them once. Every row is added to in the same order as alone, so that the results are the same to
 * the last bit, however rows are put together.
 */
final class RowBlock {
  /** Rows that share a block of weights: their picks, twelve bytes each, should stay cached too. */
  static final int ROWS = 16;

  /** Elements of a block of weights: half of a usual second-level cache of 512 KB. */
  private static final int ELEMENTS = 1 << 15;

  private static final int TOGETHER = 4;

  private final double[][] rows = new double[ROWS][];
  private final int[][] picks = new int[ROWS][];
  private final double[][] coefficients = new double[ROWS][];
  private final int[] counts = new int[ROWS];
  private final int most;
  private int count;

  /**
   * Room for rows.
   *
   * @param most how many picks a row has at most
   */
  RowBlock(int most) {
    this.most = most;
  }

  /** Covers rows from 0 to {@code count}, as many at a time as share their weights. */
  static void ranges(int count, double work, Parallel.Range range) {
    Parallel.ranges(
        (count + ROWS - 1) / ROWS,
        work,
        (from, to) -> range.run(from * ROWS, Math.min(count, to * ROWS)));
  }

  void clear() {
    count = 0;
  }

  boolean isFull() {
    return count == ROWS;
  }

  /** Begins a row; picks may be added to it until the next is begun. */
  void begin(double[] row) {
    rows[count] = row;
    if (picks[count] == null) {
      picks[count] = new int[most];
      coefficients[count] = new double[most];
    }
    counts[count++] = 0;
  }

  /** Adds what a row of an operand has to the picks of the row that was begun last. */
  void gather(Sparse from, int row, int first) {
    int at = count - 1;
    counts[at] = from.gather(row, first, picks[at], coefficients[at], counts[at]);
  }

  /** The picks of one row, for what does not add them up like this. */
  void each(Row use) {
    for (int k = 0; k < count; k++) {
      use.of(rows[k], picks[k], coefficients[k], counts[k]);
    }
  }

  /** Does something with a row and its picks. */
  interface Row {
    void of(double[] row, int[] picks, double[] coefficients, int count);
  }

  /** Adds to each row its picks. */
  void accumulate(double[][] weights) {
    int length = count == 0 ? 1 : Math.max(1, rows[0].length);
    // A multiple of eight, so that a row is added to in the same steps as without blocks.
    int block = Math.max(8, ELEMENTS / length & -8);
    int longest = 0;
    for (int k = 0; k < count; k++) {
      longest = Math.max(longest, counts[k]);
    }
    boolean[] alike = new boolean[ROWS];
    for (int k = 0; k + TOGETHER <= count; k += TOGETHER) {
      alike[k] = length > 1 && alike(k);
    }
    for (int from = 0; from < longest; from += block) {
      for (int k = 0; k < count; k++) {
        int to = Math.min(counts[k], from + block);
        if (alike[k]) {
          four(k, weights, from, to);
          k += TOGETHER - 1;
        } else if (from < to) {
          Rows.accumulate(rows[k], weights, picks[k], coefficients[k], from, to);
        }
      }
    }
  }

  private boolean alike(int k) {
    for (int other = k + 1; other < k + TOGETHER; other++) {
      if (!Arrays.equals(picks[k], 0, counts[k], picks[other], 0, counts[other])) {
        return false;
      }
    }
    return true;
  }

  private void four(int row, double[][] weights, int from, int to) {
    double[] y0 = rows[row];
    double[] y1 = rows[row + 1];
    double[] y2 = rows[row + 2];
    double[] y3 = rows[row + 3];
    int[] which = picks[row];
    int k = from;
    for (; k + 4 <= to; k += 4) {
      double[] c0 = coefficients[row];
      double[] c1 = coefficients[row + 1];
      double[] c2 = coefficients[row + 2];
      double[] c3 = coefficients[row + 3];
      fourByFour(y0, y1, y2, y3, weights, which, c0, c1, c2, c3, k);
    }
    for (int other = row; k < to && other < row + TOGETHER; other++) {
      Rows.accumulate(rows[other], weights, which, coefficients[other], k, to);
    }
  }

  private static void fourByFour(
      double[] y0,
      double[] y1,
      double[] y2,
      double[] y3,
      double[][] weights,
      int[] picks,
      double[] a,
      double[] b,
      double[] c,
      double[] d,
      int k) {
    double a0 = a[k];
    double a1 = a[k + 1];
    double a2 = a[k + 2];
    double a3 = a[k + 3];
    double b0 = b[k];
    double b1 = b[k + 1];
    double b2 = b[k + 2];
    double b3 = b[k + 3];
    double c0 = c[k];
    double c1 = c[k + 1];
    double c2 = c[k + 2];
    double c3 = c[k + 3];
    double d0 = d[k];
    double d1 = d[k + 1];
    double d2 = d[k + 2];
    double d3 = d[k + 3];
    double[] w0 = weights[picks[k]];
    double[] w1 = weights[picks[k + 1]];
    double[] w2 = weights[picks[k + 2]];
    double[] w3 = weights[picks[k + 3]];
    for (int j = 0; j < y0.length; j++) {
      double p = w0[j];
      double q = w1[j];
      double r = w2[j];
      double s = w3[j];
      double s0 = y0[j] + ((a0 * p + a1 * q) + (a2 * r + a3 * s));
      double s1 = y1[j] + ((b0 * p + b1 * q) + (b2 * r + b3 * s));
      double s2 = y2[j] + ((c0 * p + c1 * q) + (c2 * r + c3 * s));
      double s3 = y3[j] + ((d0 * p + d1 * q) + (d2 * r + d3 * s));
      y0[j] = s0;
      y1[j] = s1;
      y2[j] = s2;
      y3[j] = s3;
    }
  }
}
