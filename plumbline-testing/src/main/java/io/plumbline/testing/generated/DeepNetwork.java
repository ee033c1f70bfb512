package io.plumbline.testing.generated;

import io.plumbline.graph.Activation;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Layout;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import io.plumbline.graph.Window;
import java.util.Arrays;
import java.util.Random;

/** Networks of the same blocks, any number of them: what bounds have to survive. */
public final class DeepNetwork {
  private static final int CLASSES = 5;
  private static final int CHANNELS = 6;

  /** Keeps sums of many branches, and with them the scores, of a moderate size. */
  private static final double BRANCH = 0.5;

  private static final double HEAD = 0.5;

  private final Random random;
  private final Graph.Builder builder;

  private DeepNetwork(String name, long seed) {
    random = new Random(seed);
    builder = Graph.builder(name);
  }

  /**
   * Residual blocks: convolution, normalization, activation and convolution, normalization, added
   * to what came in, activation.
   *
   * @param blocks how many
   * @param side of the image, of three channels
   * @param kind of activation
   * @param seed of the weights, which float32 holds
   * @return the network, up to its scores
   */
  public static Graph residual(int blocks, int side, Activation.Kind kind, long seed) {
    return new DeepNetwork("residual-" + blocks, seed).residual(blocks, side, kind);
  }

  /**
   * Dense layers with activations between them.
   *
   * @param layers how many are hidden
   * @param width of each, and of the input
   * @param kind of activation
   * @param seed of the weights, which float32 holds
   * @return the network, up to its scores
   */
  public static Graph dense(int layers, int width, Activation.Kind kind, long seed) {
    return new DeepNetwork("dense-" + layers, seed).dense(layers, width, kind);
  }

  /**
   * An input without ties.
   *
   * @param graph whose
   * @param seed of the numbers, which float32 holds
   * @return one sample
   */
  public static double[] input(Graph graph, long seed) {
    Random numbers = new Random(seed);
    double[] x = new double[graph.input().shape().size()];
    Arrays.setAll(x, k -> (float) numbers.nextGaussian());
    return x;
  }

  private Graph residual(int blocks, int side, Activation.Kind kind) {
    Value at = builder.input("image", Tensor.shapeOf(1, 3, side, side));
    at = activation("stem", kind, convolution("stem", at, 1));
    for (int k = 0; k < blocks; k++) {
      String name = "block" + k;
      Value inner = activation(name + ".a", kind, convolution(name + ".a", at, 1));
      Value added = convolution(name + ".b", inner, BRANCH);
      at = builder.add(name, "Add", new Binary(Binary.Kind.ADD), added, at);
      at = activation(name, kind, at);
    }
    int features = at.shape().size();
    at = builder.add("flatten", "Flatten", new Reshape(Tensor.shapeOf(1, features)), at);
    return builder.build(layer("scores", at, CLASSES, HEAD));
  }

  private Graph dense(int layers, int width, Activation.Kind kind) {
    Value at = builder.input("x", Tensor.shapeOf(1, width));
    for (int k = 0; k < layers; k++) {
      at = activation("layer" + k, kind, layer("layer" + k, at, width, 1.5));
    }
    return builder.build(layer("scores", at, CLASSES, HEAD));
  }

  private Value convolution(String name, Value at, double gain) {
    int in = at.shape().extent(1);
    int[] one = {1, 1};
    Window window = new Window(new int[] {3, 3}, one, one, one, one, false);
    Op op =
        new Convolution(
            weight(name + ".w", Math.sqrt(2.0 / (9 * in)), CHANNELS, in, 3, 3),
            null,
            window,
            1,
            Layout.CHANNELS_FIRST);
    Value y = builder.add(name + ".conv", "Conv", op, at);
    Parameter variance = weight(name + ".v", 0.3, CHANNELS);
    Arrays.setAll(variance.tensor().values(), k -> (float) Math.exp(variance.tensor().values()[k]));
    Op norm =
        new BatchNormalization(
            weight(name + ".g", gain, CHANNELS),
            weight(name + ".s", 0.2 * gain, CHANNELS),
            weight(name + ".m", 0.2, CHANNELS),
            variance,
            1e-5,
            1);
    return builder.add(name + ".norm", "BatchNormalization", norm, y);
  }

  private Value activation(String name, Activation.Kind kind, Value at) {
    return builder.add(name + ".act", "Activation", new Elementwise(Activation.of(kind)), at);
  }

  private Value layer(String name, Value at, int out, double gain) {
    int in = at.shape().size();
    Op op =
        new Dense(
            weight(name + ".w", gain / Math.sqrt(in), in, out), weight(name + ".b", 0.1, out));
    return builder.add(name, "Dense", op, at);
  }

  private Parameter weight(String name, double scale, int... extents) {
    double[] values = new double[Tensor.shapeOf(extents).size()];
    Arrays.setAll(values, k -> (float) (scale * random.nextGaussian()));
    return Parameter.trainable(name, new Tensor(Tensor.shapeOf(extents), values));
  }
}
