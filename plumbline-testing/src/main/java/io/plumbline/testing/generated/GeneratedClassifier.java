package io.plumbline.testing.generated;

import io.plumbline.graph.Activation;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Layout;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import io.plumbline.graph.Window;
import java.util.Arrays;
import java.util.Random;

/**
 * A small classifier of small images, drawn from a seed: one to three convolutions, some with batch
 * normalization, a residual sum or a max-pool, overlapping or not; weights that float32 holds.
 */
public final class GeneratedClassifier {
  private final Random random;
  private final Graph.Builder builder;
  private final Layout layout;

  private GeneratedClassifier(long seed) {
    random = new Random(seed);
    builder = Graph.builder("classifier " + seed);
    layout = random.nextBoolean() ? Layout.CHANNELS_LAST : Layout.CHANNELS_FIRST;
  }

  public static Graph of(long seed) {
    return new GeneratedClassifier(seed).build();
  }

  private Graph build() {
    int side = 8 + random.nextInt(5);
    int channels = random.nextInt(3) == 0 ? 3 : 1;
    Value at =
        builder.input(
            "image",
            layout == Layout.CHANNELS_LAST
                ? Tensor.shapeOf(1, side, side, channels)
                : Tensor.shapeOf(1, channels, side, side));
    int blocks = 1 + random.nextInt(3);
    for (int k = 0; k < blocks && extent(at) > 3; k++) {
      at = block(at, k);
    }
    int features = at.shape().size();
    at = builder.add("flatten", "Flatten", new Reshape(Tensor.shapeOf(1, features)), at);
    at = dense(at, "dense", 3 + random.nextInt(8));
    Graph graph =
        builder.build(
            random.nextBoolean() ? at : builder.add("softmax", "Softmax", new Softmax(1), at));
    return graph;
  }

  private int extent(Value at) {
    return at.shape().extent(layout.firstSpatialAxis());
  }

  private int channelAxis() {
    return layout == Layout.CHANNELS_LAST ? 3 : 1;
  }

  private Value block(Value at, int k) {
    int size = random.nextInt(4) == 0 ? 1 : 3;
    int stride = random.nextInt(5) == 0 ? 2 : 1;
    Value y = convolution(at, "conv" + k, 3 + random.nextInt(6), size, stride);
    if (random.nextInt(5) < 2) {
      y = normalization(y, "norm" + k);
    }
    y = activation(y, "act" + k);
    if (random.nextInt(5) == 0) {
      Value inner = convolution(y, "inner" + k, y.shape().extent(channelAxis()), 3, 1);
      y = builder.add("sum" + k, "Add", new Binary(Binary.Kind.ADD), y, inner);
      y = activation(y, "act-sum" + k);
    }
    int pooled = random.nextInt(3);
    if (extent(y) > 3 && pooled > 0) {
      int window = pooled == 1 ? 2 : 3;
      Op pool = new MaxPool(Window.of(ints(window), ints(2)), layout);
      y = builder.add("pool" + k, "MaxPool", pool, y);
    }
    return y;
  }

  private Value convolution(Value at, String name, int out, int size, int stride) {
    int in = at.shape().extent(channelAxis());
    boolean padded = random.nextBoolean() || name.startsWith("inner") || extent(at) <= size;
    int pad = padded ? size / 2 : 0;
    Window window = new Window(ints(size), ints(stride), ints(1), ints(pad), ints(pad), false);
    Op op =
        new Convolution(
            weight(name + ".w", Math.sqrt(2.0 / (size * size * in)), out, in, size, size),
            random.nextInt(4) == 0 ? null : weight(name + ".b", 0.1, out),
            window,
            1,
            layout);
    return builder.add(name, "Conv", op, at);
  }

  private Value normalization(Value at, String name) {
    int channels = at.shape().extent(channelAxis());
    Parameter variance = weight(name + ".v", 0.3, channels);
    Arrays.setAll(variance.tensor().values(), k -> (float) Math.exp(variance.tensor().values()[k]));
    Op op =
        new BatchNormalization(
            weight(name + ".g", 1, channels),
            weight(name + ".s", 0.3, channels),
            weight(name + ".m", 0.3, channels),
            variance,
            1e-3,
            channelAxis());
    return builder.add(name, "BatchNormalization", op, at);
  }

  private Value activation(Value at, String name) {
    Activation f =
        switch (random.nextInt(6)) {
          case 0 -> Activation.of(Activation.Kind.LEAKY_RELU, 0.125);
          case 1 -> Activation.of(Activation.Kind.TANH);
          case 2 -> Activation.of(Activation.Kind.SIGMOID);
          default -> Activation.RELU;
        };
    return builder.add(name, "Activation", new Elementwise(f), at);
  }

  private Value dense(Value at, String name, int out) {
    int in = at.shape().size();
    Op op =
        new Dense(weight(name + ".w", 1 / Math.sqrt(in), in, out), weight(name + ".b", 0.1, out));
    return builder.add(name, "Dense", op, at);
  }

  private Parameter weight(String name, double scale, int... extents) {
    double[] values = new double[Tensor.shapeOf(extents).size()];
    Arrays.setAll(values, k -> (float) (scale * random.nextGaussian()));
    return Parameter.trainable(name, new Tensor(Tensor.shapeOf(extents), values));
  }

  private static int[] ints(int value) {
    return new int[] {value, value};
  }

  /**
   * Whether every exact tie is one of values that do not round: of a bias alone on black, behind
   * ReLU at most. Rounded ones a framework may break as it likes.
   */
  public static boolean tiesDoNotRound(Graph graph, double[] x) {
    long convolutions =
        graph.nodes().stream().filter(node -> node.op() instanceof Convolution).count();
    boolean plain =
        graph.nodes().stream()
            .noneMatch(
                node ->
                    node.op() instanceof BatchNormalization
                        || node.op() instanceof Elementwise e
                            && e.function().kind() != Activation.Kind.RELU);
    return convolutions == 1 && plain && x[0] == 0;
  }

  /**
   * An image that float32 holds. Four of six have constant areas, and so ties: strokes on black, on
   * black that a normalization has shifted, on grey, and no strokes at all.
   */
  public static double[] image(Graph graph, Random random) {
    int[] extents = graph.input().shape().extents();
    boolean last = extents[2] == extents[1];
    int side = last ? extents[1] : extents[2];
    int channels = last ? extents[3] : extents[1];
    int kind = random.nextInt(6);
    double ground = new double[] {0, -0.4242129623889923, 0.25, 0, 0, 0}[kind];
    double[] x = new double[side * side * channels];
    Arrays.fill(x, (float) ground);
    if (kind == 5) {
      Arrays.setAll(x, k -> (float) random.nextDouble());
    } else if (kind < 3 || kind == 4) {
      strokes(x, side, channels, last, random);
      for (int k = 0; kind == 4 && k < x.length; k++) {
        x[k] = (float) (x[k] + 0.01 * random.nextGaussian());
      }
    } else if (random.nextBoolean()) {
      Arrays.fill(x, 0.5f);
    }
    return x;
  }

  private static void strokes(double[] x, int side, int channels, boolean last, Random random) {
    int row = 1 + random.nextInt(side - 2);
    int column = 1 + random.nextInt(side - 2);
    for (int step = 0; step < 2 * side; step++) {
      for (int c = 0; c < channels; c++) {
        int place = row * side + column;
        x[last ? place * channels + c : c * side * side + place] =
            random.nextInt(3) == 0 ? random.nextInt(256) / 255f : 253 / 255f;
      }
      row = Math.max(1, Math.min(side - 2, row + random.nextInt(3) - 1));
      column = Math.max(1, Math.min(side - 2, column + random.nextInt(3) - 1));
    }
  }
}
