package io.plumbline.evaluate.kernel;

import io.plumbline.graph.Parameter;

/**
 * The matrices of a {@link ConvolutionKernel}'s taps, and where each of the parameter's elements
 * stands in them.
 *
 * @param name the parameter's
 * @param values the parameter's, in its own order; its identity
 * @param rowOf for each element, tap · inChannels + inChannel
 * @param outOf for each element, its output channel
 * @param taps how many
 * @param inChannels of each tap's matrix
 * @param outChannels of each tap's matrix
 */
public record TapWeights(
    String name,
    double[] values,
    int[] rowOf,
    int[] outOf,
    int taps,
    int inChannels,
    int outChannels) {

  /** Of a convolution kernel (O, I/groups, taps…). */
  public static TapWeights ofConvolution(Parameter weight, int groups) {
    int out = weight.tensor().shape().extent(0);
    int in = weight.tensor().shape().extent(1);
    double[] values = weight.tensor().values();
    int taps = values.length / Math.max(1, out * in);
    int[] rowOf = new int[values.length];
    int[] outOf = new int[values.length];
    for (int k = 0; k < values.length; k++) {
      int o = k / (in * taps);
      int group = o / (out / groups);
      int i = group * in + k / taps % in;
      rowOf[k] = k % taps * (in * groups) + i;
      outOf[k] = o;
    }
    return new TapWeights(weight.name(), values, rowOf, outOf, taps, in * groups, out);
  }

  /**
   * Of a dense kernel (inputs, outputs) whose input is read from rows of channels.
   *
   * @param place for each of the dense layer's inputs, row · channels + channel of its source
   */
  public static TapWeights ofDense(Parameter weight, int[] place, int rows, int channels) {
    int out = weight.tensor().shape().extent(1);
    double[] values = weight.tensor().values();
    int[] rowOf = new int[values.length];
    int[] outOf = new int[values.length];
    for (int k = 0; k < values.length; k++) {
      rowOf[k] = place[k / out];
      outOf[k] = k % out;
    }
    return new TapWeights(weight.name(), values, rowOf, outOf, rows, channels, out);
  }

  public int tap(int index) {
    return rowOf[index] / inChannels;
  }

  public int inChannel(int index) {
    return rowOf[index] % inChannels;
  }

  public int outChannel(int index) {
    return outOf[index];
  }

  /** One row of output channels for each tap and input channel; absent weights are zero. */
  double[][] rows() {
    double[][] rows = new double[taps * inChannels][outChannels];
    for (int k = 0; k < values.length; k++) {
      rows[rowOf[k]][outOf[k]] = values[k];
    }
    return rows;
  }
}
