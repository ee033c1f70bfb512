package io.plumbline.testing.oracle;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Layout;
import io.plumbline.graph.Node;
import io.plumbline.graph.Sliding;
import io.plumbline.graph.Transpose;
import io.plumbline.graph.Window;
import java.util.ArrayList;
import java.util.List;

/** The operations of {@link Float32Network} that are linear, as tables of products. */
final class Float32Tables {
  private final Node node;
  private final int inputs;
  private final int outputs;
  private final int[][] from;
  private final float[][] weight;
  private final float[] shift;

  private Float32Tables(Node node) {
    this.node = node;
    this.inputs = node.input().shape().size();
    this.outputs = node.output().shape().size();
    this.from = new int[outputs][];
    this.weight = new float[outputs][];
    this.shift = new float[outputs];
  }

  private Float32Linear table(int block) {
    return new Float32Linear(from, weight, shift, block, inputs);
  }

  static Float32Linear of(Node node, Dense d) {
    Float32Tables table = new Float32Tables(node);
    table.dense(d);
    return table.table(1);
  }

  static Float32Linear of(Node node, Transpose t) {
    Float32Tables table = new Float32Tables(node);
    table.transpose(t);
    return table.table(1);
  }

  static Float32Linear of(Node node, BatchNormalization b) {
    Float32Tables table = new Float32Tables(node);
    normalization(b, node, table.from, table.weight, table.shift);
    return table.table(1);
  }

  static Float32Linear of(Node node, Convolution c) {
    Float32Tables table = new Float32Tables(node);
    convolution(c, node, table.from, table.weight, table.shift);
    boolean last = c.layout() == Layout.CHANNELS_LAST;
    return table.table(last ? node.output().shape().extent(-1) : 1);
  }

  private void dense(Dense d) {
    for (int o = 0; o < outputs; o++) {
      from[o] = new int[inputs];
      weight[o] = new float[inputs];
      for (int i = 0; i < inputs; i++) {
        from[o][i] = i;
        weight[o][i] = (float) d.weight().tensor().values()[i * outputs + o];
      }
      shift[o] = d.bias() == null ? 0 : (float) d.bias().tensor().values()[o];
    }
  }

  private void transpose(Transpose t) {
    for (int o = 0; o < outputs; o++) {
      int[] at = node.output().shape().coordinates(o);
      int[] read = new int[at.length];
      for (int axis = 0; axis < at.length; axis++) {
        read[t.permutation()[axis]] = at[axis];
      }
      from[o] = new int[] {Reference.flat(node.input().shape(), read)};
      weight[o] = new float[] {1};
    }
  }

  /** The elements that a window reads in the channel of its output; notes the taps. */
  static int[] window(Sliding op, Node node, int k, List<Integer> taps) {
    Window w = op.window();
    Layout layout = op.layout();
    Shape in = node.input().shape();
    int[] at = node.output().shape().coordinates(k);
    List<Integer> found = new ArrayList<>();
    int first = layout.firstSpatialAxis();
    for (int tap = 0; tap < w.kernel()[0] * w.kernel()[1]; tap++) {
      int[] from = at.clone();
      from[first] =
          at[first] * w.strides()[0] - w.padsBegin()[0] + tap / w.kernel()[1] * w.dilations()[0];
      from[first + 1] =
          at[first + 1] * w.strides()[1]
              - w.padsBegin()[1]
              + tap % w.kernel()[1] * w.dilations()[1];
      boolean inside =
          from[first] >= 0
              && from[first] < in.extent(first)
              && from[first + 1] >= 0
              && from[first + 1] < in.extent(first + 1);
      if (inside) {
        int channel = layout == Layout.CHANNELS_FIRST ? 1 : 3;
        from[channel] = Math.min(from[channel], in.extent(channel) - 1);
        found.add(Reference.flat(in, from));
        taps.add(tap);
      }
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  /** One product and one sum: scale and shift are folded, in float32, as frameworks do. */
  private static void normalization(
      BatchNormalization b, Node node, int[][] from, float[][] weight, float[] shift) {
    for (int k = 0; k < from.length; k++) {
      int c = node.output().shape().coordinates(k)[b.axis()];
      float deviation =
          (float) Math.sqrt((float) b.variance().tensor().values()[c] + (float) b.epsilon());
      float scale = (float) b.scale().tensor().values()[c] / deviation;
      from[k] = new int[] {k};
      weight[k] = new float[] {scale};
      shift[k] =
          (float) b.shift().tensor().values()[c] - (float) b.mean().tensor().values()[c] * scale;
    }
  }

  private static void convolution(
      Convolution c, Node node, int[][] from, float[][] weight, float[] shift) {
    Shape w = c.weight().tensor().shape();
    Shape in = node.input().shape();
    int channelAxis = c.layout() == Layout.CHANNELS_FIRST ? 1 : 3;
    int stride = in.strides()[channelAxis];
    int perGroup = w.extent(0) / c.groups();
    int taps = w.extent(2) * w.extent(3);
    for (int k = 0; k < from.length; k++) {
      int o = node.output().shape().coordinates(k)[channelAxis];
      List<Integer> tap = new ArrayList<>();
      int[] places = window(c, node, k, tap);
      from[k] = new int[places.length * w.extent(1)];
      weight[k] = new float[from[k].length];
      for (int p = 0; p < places.length; p++) {
        int read = in.coordinates(places[p])[channelAxis];
        for (int i = 0; i < w.extent(1); i++) {
          int channel = o / perGroup * w.extent(1) + i;
          from[k][p * w.extent(1) + i] = places[p] + (channel - read) * stride;
          int at = (o * w.extent(1) + i) * taps + tap.get(p);
          weight[k][p * w.extent(1) + i] = (float) c.weight().tensor().values()[at];
        }
      }
      shift[k] = c.bias() == null ? 0 : (float) c.bias().tensor().values()[o];
    }
  }
}
