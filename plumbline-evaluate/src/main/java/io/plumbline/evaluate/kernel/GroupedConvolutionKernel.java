package io.plumbline.evaluate.kernel;

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
    for (int k = 0; k < weights.values().length; k++) {
      int o = weights.outChannel(k);
      int i = weights.inChannel(k);
      double w = weights.values()[k];
      compact[weights.rowOf()[k]][o % outPerGroup] = w;
      compactColumns[weights.tap(k) * channels + o][i % inPerGroup] = w;
    }
  }

  @Override
  public boolean full() {
    return false;
  }

  @Override
  void combine(double[] y, int[] picks, double[] coefficients, int count, Entries norm) {
    scatter(y, compact, inChannels, inPerGroup, outPerGroup, picks, coefficients, count, norm);
  }

  @Override
  void spread(double[] x, int[] picks, double[] coefficients, int count, Entries norm) {
    scatter(x, compactColumns, channels, outPerGroup, inPerGroup, picks, coefficients, count, norm);
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
