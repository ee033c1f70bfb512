package io.plumbline.evaluate.kernel;

import io.plumbline.graph.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * The matrices of a {@link ConvolutionKernel}'s taps, and where each of the parameter's elements
 * stands in them.
 *
 * @param name the parameter's
 * @param values the parameter's, in its own order; its identity
 * @param place for each of a dense layer's inputs, tap · inChannels + inChannel; null of a
 *     convolution, whose parameter is (O, I/groups, taps…)
 * @param groups of a convolution
 * @param taps how many
 * @param inChannels of each tap's matrix
 * @param outChannels of each tap's matrix
 */
public record TapWeights(
    String name,
    double[] values,
    int @Nullable [] place,
    int groups,
    int taps,
    int inChannels,
    int outChannels) {

  /** Of a convolution kernel (O, I/groups, taps…). */
  public static TapWeights ofConvolution(Parameter weight, int groups) {
    int out = weight.tensor().shape().extent(0);
    int in = weight.tensor().shape().extent(1);
    double[] values = weight.tensor().values();
    int taps = values.length / Math.max(1, out * in);
    return new TapWeights(weight.name(), values, null, groups, taps, in * groups, out);
  }

  /**
   * Of a dense kernel (inputs, outputs) whose input is read from rows of channels.
   *
   * @param place for each of the dense layer's inputs, row · channels + channel of its source
   */
  public static TapWeights ofDense(Parameter weight, int[] place, int rows, int channels) {
    int out = weight.tensor().shape().extent(1);
    double[] values = weight.tensor().values();
    return new TapWeights(weight.name(), values, place, 1, rows, channels, out);
  }

  /** Where an element stands: tap · inChannels + inChannel. */
  public int row(int index) {
    if (place != null) {
      return place[index / outChannels];
    }
    int in = inChannels / groups;
    int group = index / (in * taps) / (outChannels / groups);
    return index % taps * inChannels + group * in + index / taps % in;
  }

  public int tap(int index) {
    return row(index) / inChannels;
  }

  public int inChannel(int index) {
    return row(index) % inChannels;
  }

  public int outChannel(int index) {
    return place != null ? index % outChannels : index / (inChannels / groups * taps);
  }

  /** One row of output channels for each tap and input channel; absent weights are zero. */
  double[][] rows() {
    double[][] rows = new double[taps * inChannels][outChannels];
    for (int k = 0; k < values.length; k++) {
      rows[row(k)][outChannel(k)] = values[k];
    }
    return rows;
  }
}
