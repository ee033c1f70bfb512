package io.plumbline.evaluate.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A convolution in groups: each input channel reaches only its group's outputs. The weight rows
 * hold the group's outputs alone, so that depthwise convolutions do not multiply by zeros.
 */
public final class GroupedConvolutionKernel extends ConvolutionKernel {
  private final int inPerGroup;
  private final int outPerGroup;
  private final double[][] compact;
  private final double[][] compactColumns;

  /**
   * Where each channel is a group of its own, the weights of each tap as one row: whole rows are
   * multiplied, element by element. Null elsewhere.
   */
  private final double @Nullable [][] byTap;

  public GroupedConvolutionKernel(
      String name,
      int[] in,
      int out,
      int inRows,
      Windows windows,
      TapWeights weights,
      @Nullable Slot bias,
      int groups) {
    super(name, in, out, inRows, windows, weights, bias);
    inPerGroup = inChannels / groups;
    outPerGroup = channels / groups;
    compact = new double[windows.tapCount * inChannels][outPerGroup];
    compactColumns = new double[windows.tapCount * channels][inPerGroup];
    byTap = channels == groups && inPerGroup == 1 ? new double[windows.tapCount][channels] : null;
    for (int k = 0; k < weights.values().length; k++) {
      int o = weights.outChannel(k);
      int i = weights.inChannel(k);
      double w = weights.values()[k];
      compact[weights.row(k)][o % outPerGroup] = w;
      compactColumns[weights.tap(k) * channels + o][i % inPerGroup] = w;
      if (byTap != null) {
        byTap[weights.tap(k)][o] = w;
      }
    }
  }

  @Override
  public boolean full() {
    return false;
  }

  @Override
  public void forward(double[][][] values) {
    if (byTap == null) {
      super.forward(values);
      return;
    }
    double[][] taps = byTap;
    Parallel.ranges(
        rows,
        work(),
        (from, to) -> {
          for (int q = from; q < to; q++) {
            double[] y = values[out][q];
            if (bias == null) {
              Arrays.fill(y, 0);
            } else {
              System.arraycopy(bias, 0, y, 0, channels);
            }
            multiply(values[in[0]], windows.rows[q], windows.taps[q], taps, y);
          }
        });
  }

  @Override
  void backward(double[][][] values, @Nullable Void pin, double[][][] bars, Entries norm) {
    if (byTap == null) {
      super.backward(values, pin, bars, norm);
      return;
    }
    double[][] taps = norm == Entries.SIGNED ? byTap : sizes(byTap, norm);
    Parallel.ranges(
        inRows,
        work(),
        (from, to) -> {
          for (int r = from; r < to; r++) {
            multiply(bars[out], windows.readers[r], windows.readerTaps[r], taps, bars[in[0]][r]);
          }
        });
  }

  @Override
  void pushAll(Changes.Change x, Changes.Change y) {
    if (byTap == null) {
      super.pushAll(x, y);
      return;
    }
    for (int q = 0; q < rows; q++) {
      multiply(x.rows, windows.rows[q], windows.taps[q], byTap, y.accumulator(q));
    }
  }

  private static double[][] sizes(double[][] taps, Entries norm) {
    double[][] sizes = new double[taps.length][];
    for (int tap = 0; tap < taps.length; tap++) {
      sizes[tap] = Arrays.stream(taps[tap]).map(norm::of).toArray();
    }
    return sizes;
  }

  /** Adds rows times the weights of the taps through which they are read. */
  private static void multiply(
      double[][] rows, int[] window, int[] through, double[][] taps, double[] y) {
    for (int k = 0; k < window.length; k++) {
      double[] x = rows[window[k]];
      double[] w = taps[through[k]];
      for (int c = 0; c < y.length; c++) {
        y[c] += x[c] * w[c];
      }
    }
  }

  @Override
  void combine(double[] y, int[] picks, double[] coefficients, int count, Entries norm) {
    scatter(y, compact, inChannels, inPerGroup, outPerGroup, picks, coefficients, count, norm);
  }

  @Override
  void spread(double[] x, int[] picks, double[] coefficients, int count, Entries norm) {
    scatter(x, compactColumns, channels, outPerGroup, inPerGroup, picks, coefficients, count, norm);
  }

  @Override
  void combine(RowBlock block) {
    block.each(
        (y, picks, coefficients, count) -> combine(y, picks, coefficients, count, Entries.SIGNED));
  }

  @Override
  void spread(RowBlock block) {
    block.each(
        (x, picks, coefficients, count) -> spread(x, picks, coefficients, count, Entries.SIGNED));
  }

  private static void scatter(
      double[] y,
      double[][] weights,
      int fromChannels,
      int fromPerGroup,
      int toPerGroup,
      int[] picks,
      double[] coefficients,
      int count,
      Entries norm) {
    for (int k = 0; k < count; k++) {
      double a = coefficients[k];
      double[] w = weights[picks[k]];
      int first = picks[k] % fromChannels / fromPerGroup * toPerGroup;
      for (int j = 0; j < toPerGroup; j++) {
        y[first + j] += a * norm.of(w[j]);
      }
    }
  }

  @Override
  public double forwardSums() {
    return (double) windows.tapCount * inPerGroup;
  }

  @Override
  public double backwardTerms() {
    return (double) windows.tapCount * outPerGroup;
  }
}
