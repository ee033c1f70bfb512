package io.plumbline.evaluate.kernel;

import java.util.Arrays;

/** How the outputs of a convolution or dense layer depend on its weights and its bias. */
public final class ConvolutionParameters {
  private final Windows windows;
  private final TapWeights weights;
  private final int rows;

  /** For each tap, which output rows read through it, ascending. */
  private final int[][] readers;

  /** For each tap, which input rows those read. */
  private final int[][] read;

  ConvolutionParameters(Windows windows, TapWeights weights, int rows) {
    this.windows = windows;
    this.weights = weights;
    this.rows = rows;
    int[] counts = new int[windows.tapCount];
    for (int[] taps : windows.taps) {
      for (int tap : taps) {
        counts[tap]++;
      }
    }
    readers = new int[windows.tapCount][];
    read = new int[windows.tapCount][];
    for (int tap = 0; tap < counts.length; tap++) {
      readers[tap] = new int[counts[tap]];
      read[tap] = new int[counts[tap]];
    }
    Arrays.fill(counts, 0);
    for (int q = 0; q < rows; q++) {
      for (int k = 0; k < windows.taps[q].length; k++) {
        int tap = windows.taps[q][k];
        readers[tap][counts[tap]] = q;
        read[tap][counts[tap]++] = windows.rows[q][k];
      }
    }
  }

  public TapWeights weights() {
    return weights;
  }

  double[] biasGradient(double[][] bar) {
    double[] sum = new double[weights.outChannels()];
    for (double[] row : bar) {
      for (int o = 0; o < sum.length; o++) {
        sum[o] += row[o];
      }
    }
    return sum;
  }

  double[] weightGradient(double[][] x, double[][] bar, boolean absolute) {
    int inChannels = weights.inChannels();
    double[][] outer = new double[windows.tapCount * inChannels][weights.outChannels()];
    double work = (double) rows * outer.length * weights.outChannels();
    Parallel.ranges(
        windows.tapCount,
        work,
        (from, to) -> {
          for (int tap = from; tap < to; tap++) {
            addTap(tap, x, bar, absolute, outer);
          }
        });
    double[] gradient = new double[weights.values().length];
    for (int k = 0; k < gradient.length; k++) {
      gradient[k] = outer[weights.row(k)][weights.outChannel(k)];
    }
    return gradient;
  }

  /** Adds to each input channel's row its values times the rows that read them. */
  private void addTap(int tap, double[][] x, double[][] bar, boolean absolute, double[][] outer) {
    int inChannels = weights.inChannels();
    int[] picks = new int[readers[tap].length];
    double[] coefficients = new double[picks.length];
    for (int i = 0; i < inChannels; i++) {
      int count = 0;
      for (int k = 0; k < picks.length; k++) {
        double a = x[read[tap][k]][i];
        if (a != 0) {
          picks[count] = readers[tap][k];
          coefficients[count++] = absolute ? Math.abs(a) : a;
        }
      }
      Rows.accumulate(outer[tap * inChannels + i], bar, picks, coefficients, count);
    }
  }

  void perturbBias(int index, double step, Changes.Change y) {
    y.begin(index, index + 1);
    for (int q = 0; q < rows; q++) {
      y.touch(q)[index] = step;
    }
  }

  void perturbWeight(int index, double step, double[][] x, Changes.Change y) {
    int tap = weights.tap(index);
    int i = weights.inChannel(index);
    int o = weights.outChannel(index);
    y.begin(o, o + 1);
    int[] to = readers[tap];
    int[] from = read[tap];
    for (int k = 0; k < to.length; k++) {
      double a = x[from[k]][i];
      if (a != 0) {
        y.touch(to[k])[o] = step * a;
      }
    }
  }

  /** For each tap and output row, the input row that is read; -1 where it is padding. */
  public int[][] readTable() {
    int[][] table = new int[windows.tapCount][rows];
    for (int tap = 0; tap < table.length; tap++) {
      Arrays.fill(table[tap], -1);
      for (int k = 0; k < readers[tap].length; k++) {
        table[tap][readers[tap][k]] = read[tap][k];
      }
    }
    return table;
  }
}
