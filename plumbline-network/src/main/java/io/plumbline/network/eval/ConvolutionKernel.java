package io.plumbline.network.eval;

import java.util.Arrays;
import java.util.List;

/**
 * Every output row is the sum, over the input rows of its window, of the row times the tap's
 * matrix: convolutions, and dense layers as windows of one row or of all rows.
 */
class ConvolutionKernel extends Kernel {
  final Windows windows;
  final int inRows;
  final int inChannels;
  final double[] bias;

  private final Weights weights;
  private final double[][] forward;
  private double[][] transposed;
  private volatile TapIndex tapIndex;

  ConvolutionKernel(
      String name, int[] in, int out, int inRows, Windows windows, Weights weights, double[] bias) {
    super(name, in, out, windows.rows.length, weights.outChannels());
    this.inRows = inRows;
    this.windows = windows;
    this.inChannels = weights.inChannels();
    this.weights = weights;
    this.bias = bias;
    this.forward = full() ? weights.rows() : null;
  }

  /** Whether each tap's matrix is held in full; a grouped convolution holds its blocks instead. */
  boolean full() {
    return true;
  }

  @Override
  void forward(double[][][] values) {
    double[][] x = values[in[0]];
    int[] picks = new int[windows.tapCount * inChannels];
    double[] coefficients = new double[picks.length];
    for (int q = 0; q < rows; q++) {
      double[] y = values[out][q];
      if (bias != null) {
        System.arraycopy(bias, 0, y, 0, channels);
      } else {
        Arrays.fill(y, 0);
      }
      int count = 0;
      int[] window = windows.rows[q];
      for (int k = 0; k < window.length; k++) {
        int first = windows.taps[q][k] * inChannels;
        count = gather(x[window[k]], 0, inChannels, first, picks, coefficients, count);
      }
      combine(y, picks, coefficients, count, Norm.SIGNED);
    }
  }

  /** Notes the non-zero elements and which weight row each goes with. */
  static int gather(
      double[] x, int from, int to, int first, int[] picks, double[] coefficients, int count) {
    for (int i = from; i < to; i++) {
      double a = x[i];
      if (a != 0) {
        picks[count] = first + i;
        coefficients[count++] = a;
      }
    }
    return count;
  }

  /** Adds the picked weight rows to an output row. */
  void combine(double[] y, int[] picks, double[] coefficients, int count, Norm norm) {
    if (norm == Norm.SIGNED) {
      Rows.accumulate(y, forward, picks, coefficients, count);
    } else {
      Rows.accumulateSizes(y, forward, picks, coefficients, count, norm);
    }
  }

  /** Adds the picked columns to an input row: pick = tap · outChannels + outChannel. */
  void spread(double[] x, int[] picks, double[] coefficients, int count, Norm norm) {
    double[][] columns = transposed();
    if (norm == Norm.SIGNED) {
      Rows.accumulate(x, columns, picks, coefficients, count);
    } else {
      Rows.accumulateSizes(x, columns, picks, coefficients, count, norm);
    }
  }

  private synchronized double[][] transposed() {
    if (transposed == null) {
      double[][] columns = new double[windows.tapCount * channels][inChannels];
      for (int tap = 0; tap < windows.tapCount; tap++) {
        for (int i = 0; i < inChannels; i++) {
          double[] row = forward[tap * inChannels + i];
          for (int o = 0; o < channels; o++) {
            columns[tap * channels + o][i] = row[o];
          }
        }
      }
      transposed = columns;
    }
    return transposed;
  }

  @Override
  void forwardError(double[][][] values, double[][][] errors, double u, Norm norm) {
    double terms = (double) windows.tapCount * inChannels;
    double c = norm.size(u) * norm.roundings(terms);
    double sums = norm == Norm.SQUARED ? norm.size(u) * terms / 4 : 0;
    double[][] x = values[in[0]];
    double[][] e = errors[in[0]];
    int[] picks = new int[windows.tapCount * inChannels];
    double[] coefficients = new double[picks.length];
    for (int q = 0; q < rows; q++) {
      double[] y = errors[out][q];
      for (int j = 0; j < channels; j++) {
        y[j] = bias == null ? 0 : c * norm.size(bias[j]);
        y[j] += sums * norm.size(values[out][q][j]);
      }
      int count = 0;
      int[] window = windows.rows[q];
      for (int k = 0; k < window.length; k++) {
        int first = windows.taps[q][k] * inChannels;
        for (int i = 0; i < inChannels; i++) {
          double a = e[window[k]][i] + c * norm.size(x[window[k]][i]);
          if (a != 0) {
            picks[count] = first + i;
            coefficients[count++] = a;
          }
        }
      }
      if (count == 0) {
        // The bias alone: nothing is multiplied or added, so nothing rounds.
        Arrays.fill(y, 0);
      }
      combine(y, picks, coefficients, count, norm);
    }
  }

  @Override
  void backward(double[][][] values, Object pin, double[][][] bars, Norm norm) {
    spreadAll(bars[out], bars[in[0]], norm);
  }

  private void spreadAll(double[][] bar, double[][] x, Norm norm) {
    int[] picks = new int[256];
    double[] coefficients = new double[256];
    for (int r = 0; r < inRows; r++) {
      int[] readers = windows.readers[r];
      if (picks.length < readers.length * channels) {
        picks = new int[readers.length * channels];
        coefficients = new double[picks.length];
      }
      int count = 0;
      for (int k = 0; k < readers.length; k++) {
        int first = windows.readerTaps[r][k] * channels;
        count = gather(bar[readers[k]], 0, channels, first, picks, coefficients, count);
      }
      spread(x[r], picks, coefficients, count, norm);
    }
  }

  @Override
  double backwardTerms() {
    return (double) windows.tapCount * channels;
  }

  @Override
  double pushRoundings() {
    return (double) windows.tapCount * inChannels + 4;
  }

  @Override
  boolean affine(int[] changingInputs) {
    return true;
  }

  @Override
  void push(Point point, Object pin, Changes changes) {
    Changes.Change x = changes.of(in[0]);
    Changes.Change y = changes.of(out);
    y.begin(0, channels);
    changes.reserve(windows.tapCount * (x.to - x.from));
    for (int t = 0; t < x.count; t++) {
      for (int q : windows.readers[x.touched[t]]) {
        if (!y.has(q)) {
          pushRow(q, x, y, changes);
        }
      }
    }
  }

  private void pushRow(int q, Changes.Change x, Changes.Change y, Changes changes) {
    int[] window = windows.rows[q];
    int count = 0;
    for (int k = 0; k < window.length; k++) {
      if (x.has(window[k])) {
        int first = windows.taps[q][k] * inChannels;
        count =
            gather(
                x.rows[window[k]], x.from, x.to, first, changes.picks, changes.coefficients, count);
      }
    }
    if (count > 0) {
      combine(y.accumulator(q), changes.picks, changes.coefficients, count, Norm.SIGNED);
    }
  }

  @Override
  List<Slot> slots() {
    Slot weight = new Slot(weights.name(), weights.values());
    return bias == null ? List.of(weight) : List.of(weight, new Slot(name + "/bias", bias));
  }

  @Override
  double[] parameterGradient(
      int slot, double[][][] values, Object pin, double[][] bar, boolean absolute) {
    if (slot == 1) {
      double[] sum = new double[channels];
      for (double[] row : bar) {
        for (int o = 0; o < channels; o++) {
          sum[o] += row[o];
        }
      }
      return sum;
    }
    double[][] x = values[in[0]];
    double[][] outer = new double[windows.tapCount * inChannels][channels];
    for (int q = 0; q < rows; q++) {
      for (int k = 0; k < windows.rows[q].length; k++) {
        int first = windows.taps[q][k] * inChannels;
        double[] read = x[windows.rows[q][k]];
        for (int i = 0; i < inChannels; i++) {
          double a = absolute ? Math.abs(read[i]) : read[i];
          if (a != 0) {
            double[] row = outer[first + i];
            for (int o = 0; o < channels; o++) {
              row[o] += a * bar[q][o];
            }
          }
        }
      }
    }
    double[] gradient = new double[weights.values().length];
    for (int k = 0; k < gradient.length; k++) {
      gradient[k] = outer[weights.rowOf()[k]][weights.outOf()[k]];
    }
    return gradient;
  }

  @Override
  void perturb(Point point, Object pin, int slot, int index, double step, Changes changes) {
    Changes.Change y = changes.of(out);
    if (slot == 1) {
      y.begin(index, index + 1);
      for (int q = 0; q < rows; q++) {
        y.touch(q)[index] = step;
      }
      return;
    }
    int tap = weights.tap(index);
    int i = weights.inChannel(index);
    int o = weights.outChannel(index);
    y.begin(o, o + 1);
    TapIndex taps = taps();
    double[][] x = point.values[in[0]];
    int[] readers = taps.readers[tap];
    int[] read = taps.rows[tap];
    for (int k = 0; k < readers.length; k++) {
      double a = x[read[k]][i];
      if (a != 0) {
        y.touch(readers[k])[o] = step * a;
      }
    }
  }

  /** For each tap, which output rows read through it, and which input rows they read. */
  private record TapIndex(int[][] readers, int[][] rows) {}

  private TapIndex taps() {
    TapIndex known = tapIndex;
    if (known == null) {
      known = indexTaps();
      tapIndex = known;
    }
    return known;
  }

  private TapIndex indexTaps() {
    int[] counts = new int[windows.tapCount];
    for (int[] taps : windows.taps) {
      for (int tap : taps) {
        counts[tap]++;
      }
    }
    int[][] readers = new int[windows.tapCount][];
    int[][] read = new int[windows.tapCount][];
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
    return new TapIndex(readers, read);
  }
}
