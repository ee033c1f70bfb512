package io.plumbline.testing.oracle;

import io.plumbline.graph.Activation;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Layout;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A framework's arithmetic, simulated: forward and reverse mode in float32, with sums in an order
 * of choice. Every operation that is linear is a table of products.
 */
public final class Float32Network {
  /** In which order a sum's products are added. */
  public enum Order {
    /** One by one. */
    SEQUENTIAL,
    /** Halves first. */
    PAIRWISE,
    /** In eight lanes. */
    BLOCKED,
    /** One by one, each product added without rounding it first. */
    FUSED,
    /**
     * One by one or in eight lanes, depending on the place of the result: what kernels do that take
     * rows in blocks and the rest singly. Values that are equal by symmetry come out unequal.
     */
    PLACED;

    private Order at(int place) {
      return this != PLACED ? this : place % 4 == 2 ? BLOCKED : SEQUENTIAL;
    }
  }

  /**
   * y = shift + sum of weight · x, by element of y.
   *
   * @param block how many results lie at one place
   * @param readers the transposed table
   */
  private record Linear(int[][] from, float[][] weight, float[] shift, int block, Linear readers) {
    Linear(int[][] from, float[][] weight, float[] shift, int block, int inputs) {
      this(from, weight, shift, block, transposed(from, weight, inputs));
    }

    private static Linear transposed(int[][] from, float[][] weight, int inputs) {
      int[] counts = new int[inputs];
      for (int[] row : from) {
        for (int k : row) {
          counts[k]++;
        }
      }
      int[][] to = new int[inputs][];
      float[][] back = new float[inputs][];
      for (int k = 0; k < inputs; k++) {
        to[k] = new int[counts[k]];
        back[k] = new float[counts[k]];
      }
      for (int o = from.length - 1; o >= 0; o--) {
        for (int k = from[o].length - 1; k >= 0; k--) {
          int in = from[o][k];
          to[in][--counts[in]] = o;
          back[in][counts[in]] = weight[o][k];
        }
      }
      return new Linear(to, back, null, 1, null);
    }

    float[] apply(float[] x, Order order) {
      float[] y = new float[from.length];
      for (int o = 0; o < y.length; o++) {
        float[] read = new float[from[o].length];
        for (int k = 0; k < read.length; k++) {
          read[k] = x[from[o][k]];
        }
        y[o] = sum(read, weight[o], order.at(o / block));
        y[o] += shift == null ? 0 : shift[o];
      }
      return y;
    }
  }

  private final Graph graph;
  private final Map<Node, Linear> tables = new HashMap<>();

  /**
   * A network.
   *
   * @param graph of dense layers, convolutions, transpositions, batch normalizations, max-pools,
   *     sums, activations and a final softmax
   */
  public Float32Network(Graph graph) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      Linear table = table(node);
      if (table != null) {
        tables.put(node, table);
      }
    }
  }

  private static float sum(float[] a, float[] b, Order order) {
    return switch (order) {
      case SEQUENTIAL -> range(a, b, 0, a.length);
      case PLACED -> throw new IllegalStateException("a sum is at one place");
      case PAIRWISE -> pairwise(a, b, 0, a.length);
      case FUSED -> {
        float sum = 0;
        for (int k = 0; k < a.length; k++) {
          sum = Math.fma(a[k], b[k], sum);
        }
        yield sum;
      }
      case BLOCKED -> {
        float[] lanes = new float[8];
        for (int k = 0; k < a.length; k++) {
          lanes[k % 8] += a[k] * b[k];
        }
        yield ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
            + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
      }
    };
  }

  private static float range(float[] a, float[] b, int from, int to) {
    float sum = 0;
    for (int k = from; k < to; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  private static float pairwise(float[] a, float[] b, int from, int to) {
    int middle = (from + to) / 2;
    return to - from <= 4
        ? range(a, b, from, to)
        : pairwise(a, b, from, middle) + pairwise(a, b, middle, to);
  }

  /**
   * The gradient of cross-entropy by label; the final softmax, if any, is part of the loss.
   *
   * @param input in C order
   * @param label which class
   * @param order of all sums
   * @return one derivative for each element of the input
   */
  public double[] gradient(double[] input, int label, Order order) {
    return gradient(input, label, order, null);
  }

  /**
   * The same with a lot drawn at each exact tie of a max-pool, window by window: what no framework
   * computes.
   *
   * @param input in C order
   * @param label which class
   * @param order of all sums
   * @param lots draws the winners
   * @return one derivative for each element of the input
   */
  public double[] gradient(double[] input, int label, Order order, Random lots) {
    float[][] values = new float[graph.valueCount()][];
    float[][] bars = new float[graph.valueCount()][];
    float[] x = new float[input.length];
    for (int k = 0; k < x.length; k++) {
      x[k] = (float) input[k];
    }
    List<Node> run = run(x, values, order);
    int scores = run.get(run.size() - 1).output().id();
    bars[scores] = lossGradient(values[scores], label);
    for (int k = run.size() - 1; k >= 0; k--) {
      backward(run.get(k), values, bars, order, lots);
    }
    double[] gradient = new double[x.length];
    Arrays.setAll(gradient, k -> bars[graph.input().id()][k]);
    return gradient;
  }

  /**
   * What goes into the final softmax, if any.
   *
   * @param x one sample, in C order
   * @param order of all sums
   * @return one score for each class
   */
  public float[] scores(float[] x, Order order) {
    float[][] values = new float[graph.valueCount()][];
    List<Node> run = run(x, values, order);
    return values[run.get(run.size() - 1).output().id()];
  }

  private List<Node> run(float[] x, float[][] values, Order order) {
    values[graph.input().id()] = x;
    List<Node> run = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof Op.Softmax)) {
        values[node.output().id()] = forward(node, values, order);
        run.add(node);
      }
    }
    return run;
  }

  private static float[] lossGradient(float[] scores, int label) {
    float most = Float.NEGATIVE_INFINITY;
    for (float score : scores) {
      most = Math.max(most, score);
    }
    float[] p = new float[scores.length];
    float sum = 0;
    for (int k = 0; k < p.length; k++) {
      p[k] = (float) Math.exp(scores[k] - most);
      sum += p[k];
    }
    for (int k = 0; k < p.length; k++) {
      p[k] /= sum;
    }
    p[label] -= 1;
    return p;
  }

  private float[] forward(Node node, float[][] values, Order order) {
    float[] x = values[node.input().id()];
    if (tables.containsKey(node)) {
      return tables.get(node).apply(x, order);
    }
    float[] y = new float[node.output().shape().size()];
    if (node.op() instanceof Op.Binary) {
      float[] other = values[node.inputs().get(1).id()];
      for (int k = 0; k < y.length; k++) {
        y[k] = x[k] + other[k];
      }
    } else if (node.op() instanceof Op.Elementwise e) {
      for (int k = 0; k < y.length; k++) {
        y[k] = (float) e.function().value(x[k]);
      }
    } else if (node.op() instanceof Op.MaxPool p) {
      for (int k = 0; k < y.length; k++) {
        y[k] = x[winner(p, node, x, k, null)];
      }
    } else {
      return x;
    }
    return y;
  }

  private void backward(Node node, float[][] values, float[][] bars, Order order, Random lots) {
    float[] bar = bars[node.output().id()];
    float[] x = values[node.input().id()];
    float[] back = new float[x.length];
    if (tables.containsKey(node)) {
      back = tables.get(node).readers.apply(bar, order);
    } else if (node.op() instanceof Op.Elementwise e) {
      float[] y = values[node.output().id()];
      for (int k = 0; k < back.length; k++) {
        back[k] = bar[k] * slope(e.function(), x[k], y[k]);
      }
    } else if (node.op() instanceof Op.MaxPool p) {
      for (int k = 0; k < bar.length; k++) {
        back[winner(p, node, x, k, lots)] += bar[k];
      }
    } else {
      back = bar;
    }
    add(bars, node.input().id(), back);
    if (node.op() instanceof Op.Binary) {
      add(bars, node.inputs().get(1).id(), bar);
    }
  }

  private static void add(float[][] bars, int id, float[] more) {
    if (bars[id] == null) {
      bars[id] = more.clone();
    } else {
      for (int k = 0; k < more.length; k++) {
        bars[id][k] += more[k];
      }
    }
  }

  private static float slope(Activation f, float x, float y) {
    return switch (f.kind()) {
      case RELU -> x > 0 ? 1 : 0;
      case TANH -> 1 - y * y;
      case SIGMOID -> y * (1 - y);
      default -> (float) f.slope(x);
    };
  }

  private static int winner(Op.MaxPool p, Node node, float[] x, int k, Random lots) {
    int[] window = window(p.window(), p.layout(), node, k, new ArrayList<>());
    int winner = window[0];
    for (int candidate : window) {
      boolean drawn = lots != null && x[candidate] == x[winner] && lots.nextBoolean();
      winner = x[candidate] > x[winner] || drawn ? candidate : winner;
    }
    return winner;
  }

  /** The elements that a window reads in the channel of its output; notes the taps. */
  private static int[] window(
      io.plumbline.graph.Window w, Layout layout, Node node, int k, List<Integer> taps) {
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

  private static Linear table(Node node) {
    int outputs = node.output().shape().size();
    int inputs = node.input().shape().size();
    int[][] from = new int[outputs][];
    float[][] weight = new float[outputs][];
    float[] shift = new float[outputs];
    Layout layout = Layout.CHANNELS_FIRST;
    if (node.op() instanceof Op.Dense d) {
      for (int o = 0; o < outputs; o++) {
        from[o] = new int[inputs];
        weight[o] = new float[inputs];
        for (int i = 0; i < inputs; i++) {
          from[o][i] = i;
          weight[o][i] = (float) d.weight().tensor().values()[i * outputs + o];
        }
        shift[o] = d.bias() == null ? 0 : (float) d.bias().tensor().values()[o];
      }
    } else if (node.op() instanceof Op.Transpose t) {
      for (int o = 0; o < outputs; o++) {
        int[] at = node.output().shape().coordinates(o);
        int[] read = new int[at.length];
        for (int axis = 0; axis < at.length; axis++) {
          read[t.permutation()[axis]] = at[axis];
        }
        from[o] = new int[] {Reference.flat(node.input().shape(), read)};
        weight[o] = new float[] {1};
      }
    } else if (node.op() instanceof Op.Convolution c) {
      convolution(c, node, from, weight, shift);
      layout = c.layout();
    } else if (node.op() instanceof Op.BatchNormalization b) {
      normalization(b, node, from, weight, shift);
    } else {
      return null;
    }
    int last = node.output().shape().extent(-1);
    return new Linear(from, weight, shift, layout == Layout.CHANNELS_LAST ? last : 1, inputs);
  }

  /** One product and one sum: scale and shift are folded, in float32, as frameworks do. */
  private static void normalization(
      Op.BatchNormalization b, Node node, int[][] from, float[][] weight, float[] shift) {
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
      Op.Convolution c, Node node, int[][] from, float[][] weight, float[] shift) {
    Shape w = c.weight().tensor().shape();
    Shape in = node.input().shape();
    int channelAxis = c.layout() == Layout.CHANNELS_FIRST ? 1 : 3;
    int stride = in.strides()[channelAxis];
    int perGroup = w.extent(0) / c.groups();
    int taps = w.extent(2) * w.extent(3);
    for (int k = 0; k < from.length; k++) {
      int o = node.output().shape().coordinates(k)[channelAxis];
      List<Integer> tap = new ArrayList<>();
      int[] places = window(c.window(), c.layout(), node, k, tap);
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
