package io.plumbline.blackbox;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
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
import java.util.Random;

/**
 * A small network and an input, drawn from a seed.
 *
 * @param graph of float32 weights
 * @param x the input, of float32 values
 * @param label to take the loss of
 */
record Generated(Graph graph, double[] x, int label) {
  private static final int CLASSES = 4;

  /** What is drawn. */
  enum Family {
    /** Dense layers and tanh: no kinks. */
    SMOOTH,
    /** Dense layers and ReLU on noise: kinks, but none at the input. */
    KINKED,
    /** Convolutions, ReLU and max-pools on an image with a constant background: exact ties. */
    TIED,
    /** The same on noise. */
    UNTIED
  }

  static Generated of(Family family, long seed) {
    Random random = new Random(seed * 31 + family.ordinal());
    Graph.Builder builder = Graph.builder(family + "-" + seed);
    boolean image = family == Family.TIED || family == Family.UNTIED;
    int side = image ? 8 + random.nextInt(5) : 1;
    int size = image ? side * side : 10 + random.nextInt(60);
    Value at =
        builder.input("x", image ? Tensor.shapeOf(1, side, side, 1) : Tensor.shapeOf(1, size));
    if (image) {
      at = convolutional(builder, at, random);
    }
    Op activation =
        new Elementwise(
            family == Family.SMOOTH ? Activation.of(Activation.Kind.TANH) : Activation.RELU);
    int hidden = 6 + random.nextInt(12);
    at = dense(builder, "hidden", at, hidden, random);
    at = builder.add("act", "Activation", activation, at);
    at = dense(builder, "head", at, CLASSES, random);
    if (random.nextBoolean()) {
      at = builder.add("softmax", "Softmax", new Softmax(1), at);
    }
    double[] x = new double[size];
    for (int i = 0; i < size; i++) {
      boolean background = family == Family.TIED && (i % side < 3 || i / side < 3);
      x[i] = background ? 0 : (float) (image ? random.nextDouble() : random.nextGaussian());
    }
    return new Generated(builder.build(at), x, random.nextInt(CLASSES));
  }

  private static Value convolutional(Graph.Builder builder, Value at, Random random) {
    Value moving = at;
    int layers = 1 + random.nextInt(2);
    for (int k = 0; k < layers; k++) {
      int in = moving.shape().extent(-1);
      int out = 4 + random.nextInt(5);
      Window window = new Window(ints(3), ints(1), ints(1), ints(1), ints(1), false);
      Op convolution =
          new Convolution(
              weight(random, "w" + k, Math.sqrt(2.0 / (9 * in)), out, in, 3, 3),
              weight(random, "b" + k, 0.1, out),
              window,
              1,
              Layout.CHANNELS_LAST);
      moving = builder.add("conv" + k, "Conv", convolution, moving);
      moving = builder.add("relu" + k, "Relu", new Elementwise(Activation.RELU), moving);
      Op pool = new MaxPool(Window.of(ints(2), ints(2)), Layout.CHANNELS_LAST);
      moving = builder.add("pool" + k, "MaxPool", pool, moving);
    }
    return builder.add(
        "flat", "Flatten", new Reshape(Tensor.shapeOf(1, moving.shape().size())), moving);
  }

  private static Value dense(Graph.Builder builder, String name, Value at, int out, Random random) {
    int in = at.shape().size();
    return builder.add(
        name,
        "Dense",
        new Dense(
            weight(random, name + "-w", 1 / Math.sqrt(in), in, out),
            weight(random, name + "-b", 0.1, out)),
        at);
  }

  private static int[] ints(int value) {
    return new int[] {value, value};
  }

  private static Parameter weight(Random random, String name, double scale, int... extents) {
    Shape shape = Tensor.shapeOf(extents);
    double[] values = new double[shape.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) (scale * random.nextGaussian());
    }
    return Parameter.trainable(name, new Tensor(shape, values));
  }
}
