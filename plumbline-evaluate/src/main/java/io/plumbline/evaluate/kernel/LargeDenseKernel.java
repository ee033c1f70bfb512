package io.plumbline.evaluate.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A dense layer of many rows whose weights do not fit into a cache. They are read where the model
 * holds them, the only copy: a product puts a panel of them at a time, turned around on the way
 * back, into a cache, and all rows have their share of it. With weights held by row and by column
 * besides, a large transformer would take three times the memory.
 */
public final class LargeDenseKernel extends ConvolutionKernel {
  /** So many weights fill a usual second-level cache of a megabyte. */
  public static final int LEAST = 1 << 17;

  /** Columns of a result made together, at most: eight rows of them stay in a first-level cache. */
  private static final int COLUMNS = 256;

  /** Rows of a panel, a multiple of four: a panel is a quarter of a second-level cache. */
  private static final int PANEL = 128;

  private final double[] weights;

  public LargeDenseKernel(
      String name, int[] in, int out, int rows, TapWeights weights, @Nullable Slot bias) {
    super(name, in, out, rows, Windows.identity(rows), weights, bias);
    this.weights = weights.values();
  }

  @Override
  public boolean full() {
    return false;
  }

  @Override
  public void forward(double[][][] values) {
    double[][] y = values[out];
    for (double[] row : y) {
      if (bias != null) {
        System.arraycopy(bias, 0, row, 0, channels);
      } else {
        Arrays.fill(row, 0);
      }
    }
    new Product(values[in[0]], y, false, Entries.SIGNED).add();
  }

  @Override
  void addErrors(Sparse x, double[][] errors, Entries norm) {
    double[][] dense = new double[inRows][inChannels];
    for (int q = 0; q < inRows; q++) {
      x.copy(q, dense[q]);
    }
    new Product(dense, errors, false, norm).add();
  }

  @Override
  void backward(double[][][] values, @Nullable Void pin, double[][][] bars, Entries norm) {
    new Product(bars[out], bars[in[0]], true, norm).add();
  }

  @Override
  void push(BasePoint point, @Nullable Void pin, Changes changes) {
    Changes.Change x = changes.of(in[0]);
    Changes.Change y = changes.of(out);
    y.begin(0, channels);
    double[][] moved = new double[x.count][];
    double[][] results = new double[x.count][];
    boolean whole = x.from == 0 && x.to == inChannels;
    for (int t = 0; t < x.count; t++) {
      int row = x.touched[t];
      moved[t] = x.rows[row];
      if (!whole) {
        // What lies beside the channels that are meant is left from before.
        moved[t] = new double[inChannels];
        System.arraycopy(x.rows[row], x.from, moved[t], x.from, x.to - x.from);
      }
      results[t] = y.accumulator(row);
    }
    new Product(moved, results, false, Entries.SIGNED).add();
  }

  /** Rows times the weights, or times their columns, added to others. */
  private final class Product {
    private final double[][] x;
    private final double[][] y;
    private final boolean turned;
    private final Entries norm;
    private final int inner;
    private final int width;
    private final int tiles;

    /** As many columns as each tile has, rounded up to whole vectors. */
    private final int columns;

    Product(double[][] x, double[][] y, boolean turned, Entries norm) {
      this.x = x;
      this.y = y;
      this.turned = turned;
      this.norm = norm;
      inner = turned ? channels : inChannels;
      width = turned ? inChannels : channels;
      // An even number, which two threads share.
      int most = 2 * ((width + 2 * COLUMNS - 1) / (2 * COLUMNS));
      columns = (width + most - 1) / most + 7 & -8;
      tiles = (width + columns - 1) / columns;
    }

    void add() {
      Parallel.ranges(
          tiles,
          (double) y.length * inner * width,
          (from, to) -> {
            double[][] panel = new double[PANEL][columns];
            double[][] sums = new double[y.length][columns];
            for (int tile = from; tile < to; tile++) {
              addTile(tile * columns, panel, sums);
            }
          });
    }

    private void addTile(int first, double[][] panel, double[][] sums) {
      int count = Math.min(columns, width - first);
      for (int q = 0; q < y.length; q++) {
        System.arraycopy(y[q], first, sums[q], 0, count);
      }
      for (int k = 0; k < inner; k += PANEL) {
        int length = Math.min(PANEL, inner - k);
        fill(panel, k, length, first, count);
        int q = 0;
        for (; q + 4 <= y.length; q += 4) {
          addFour(q, k, length, panel, sums);
        }
        for (; q < y.length; q++) {
          addRow(sums[q], x[q], k, 0, length, panel);
        }
      }
      for (int q = 0; q < y.length; q++) {
        System.arraycopy(sums[q], 0, y[q], first, count);
      }
    }

    /** Fills a panel with the weights from row k on and from a column on. */
    private void fill(double[][] panel, int k, int length, int first, int count) {
      if (turned) {
        for (int c = 0; c < count; c++) {
          int at = (first + c) * channels + k;
          for (int row = 0; row < length; row++) {
            panel[row][c] = weights[at + row];
          }
        }
      } else {
        for (int row = 0; row < length; row++) {
          System.arraycopy(weights, (k + row) * channels + first, panel[row], 0, count);
        }
      }
      if (norm != Entries.SIGNED) {
        for (int row = 0; row < length; row++) {
          double[] each = panel[row];
          for (int c = 0; c < count; c++) {
            each[c] = norm.of(each[c]);
          }
        }
      }
    }

    private void addFour(int q, int k, int length, double[][] panel, double[][] sums) {
      int row = 0;
      for (; row + 4 <= length; row += 4) {
        fourByFour(sums, q, x, k + row, panel, row);
      }
      for (int other = q; row < length && other < q + 4; other++) {
        addRow(sums[other], x[other], k, row, length, panel);
      }
    }
  }

  /** Adds to a row the panel's rows from one on, times the coefficients from {@code k} on. */
  private static void addRow(
      double[] y, double[] x, int k, int from, int length, double[][] panel) {
    int row = from;
    for (; row + 4 <= length; row += 4) {
      double a0 = x[k + row];
      double a1 = x[k + row + 1];
      double a2 = x[k + row + 2];
      double a3 = x[k + row + 3];
      double[] w0 = panel[row];
      double[] w1 = panel[row + 1];
      double[] w2 = panel[row + 2];
      double[] w3 = panel[row + 3];
      for (int j = 0; j < y.length; j++) {
        y[j] += (a0 * w0[j] + a1 * w1[j]) + (a2 * w2[j] + a3 * w3[j]);
      }
    }
    for (; row < length; row++) {
      double a = x[k + row];
      double[] w = panel[row];
      for (int j = 0; j < y.length; j++) {
        y[j] += a * w[j];
      }
    }
  }

  private static void fourByFour(
      double[][] sums, int q, double[][] x, int k, double[][] panel, int row) {
    double[] y0 = sums[q];
    double[] y1 = sums[q + 1];
    double[] y2 = sums[q + 2];
    double[] y3 = sums[q + 3];
    double a0 = x[q][k];
    double a1 = x[q][k + 1];
    double a2 = x[q][k + 2];
    double a3 = x[q][k + 3];
    double b0 = x[q + 1][k];
    double b1 = x[q + 1][k + 1];
    double b2 = x[q + 1][k + 2];
    double b3 = x[q + 1][k + 3];
    double c0 = x[q + 2][k];
    double c1 = x[q + 2][k + 1];
    double c2 = x[q + 2][k + 2];
    double c3 = x[q + 2][k + 3];
    double d0 = x[q + 3][k];
    double d1 = x[q + 3][k + 1];
    double d2 = x[q + 3][k + 2];
    double d3 = x[q + 3][k + 3];
    double[] w0 = panel[row];
    double[] w1 = panel[row + 1];
    double[] w2 = panel[row + 2];
    double[] w3 = panel[row + 3];
    for (int j = 0; j < y0.length; j++) {
      double p = w0[j];
      double r = w1[j];
      double s = w2[j];
      double t = w3[j];
      double s0 = y0[j] + ((a0 * p + a1 * r) + (a2 * s + a3 * t));
      double s1 = y1[j] + ((b0 * p + b1 * r) + (b2 * s + b3 * t));
      double s2 = y2[j] + ((c0 * p + c1 * r) + (c2 * s + c3 * t));
      double s3 = y3[j] + ((d0 * p + d1 * r) + (d2 * s + d3 * t));
      y0[j] = s0;
      y1[j] = s1;
      y2[j] = s2;
      y3[j] = s3;
    }
  }
}
