package io.plumbline.network.cause;

import io.plumbline.network.graph.Activation;
import io.plumbline.network.graph.Graph;
import io.plumbline.network.graph.Layout;
import io.plumbline.network.graph.Node;
import io.plumbline.network.graph.Op;
import io.plumbline.network.graph.Parameter;
import io.plumbline.network.graph.Shape;
import io.plumbline.network.graph.Tensor;
import io.plumbline.network.graph.Value;
import io.plumbline.network.graph.Window;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Small networks with random weights. */
final class Networks {
  private Networks() {}

  /** Convolution, batch normalization, activation, pooling, dropout and a dense layer of scores. */
  static Graph random(Random random) {
    int size = 12 + 2 * random.nextInt(3);
    int channels = random.nextBoolean() ? 1 : 3;
    int features = 6 + random.nextInt(6);
    Graph.Builder builder = Graph.builder("random");
    Value at = builder.input("x", Shape.of(1, size, size, channels));
    Op convolution =
        new Op.Convolution(
            weights(random, 2.0 / (9 * channels), features, channels, 3, 3),
            weights(random, 0.01, features),
            Window.of(new int[] {3, 3}, new int[] {1, 1}),
            1,
            Layout.CHANNELS_LAST);
    at = builder.add("conv", "Conv2D", convolution, at);
    if (random.nextBoolean()) {
      Op norm =
          new Op.BatchNormalization(
              positive(random, features),
              weights(random, 0.1, features),
              weights(random, 0.1, features),
              positive(random, features),
              1e-3,
              3);
      at = builder.add("norm", "BatchNormalization", norm, at);
    }
    Activation activation =
        random.nextBoolean() ? Activation.RELU : Activation.of(Activation.Kind.TANH);
    at = builder.add("act", "Activation", new Op.Elementwise(activation), at);
    Window two = Window.of(new int[] {2, 2}, new int[] {2, 2});
    at = builder.add("pool", "MaxPooling2D", new Op.MaxPool(two, Layout.CHANNELS_LAST), at);
    int flat = at.shape().size();
    at = builder.add("flatten", "Flatten", new Op.Reshape(Shape.of(1, flat)), at);
    Op hidden = new Op.Dense(weights(random, 2.0 / flat, flat, 24), weights(random, 0.01, 24));
    at = builder.add("hidden", "Dense", hidden, at);
    at = builder.add("hidden/relu", "Relu", new Op.Elementwise(Activation.RELU), at);
    at = builder.add("dropout", "Dropout", new Op.Dropout(0.4), at);
    Op last = new Op.Dense(weights(random, 2.0 / 24, 24, 7), weights(random, 0.01, 7));
    at = builder.add("dense", "Dense", last, at);
    if (random.nextBoolean()) {
      at = builder.add("softmax", "Softmax", new Op.Softmax(1), at);
    }
    return builder.build(at);
  }

  /** The graph with each dropout active: units are zero or magnified, at random. */
  static Graph dropping(Graph graph, Random random) {
    Graph.Builder builder = Graph.builder(graph.source());
    Map<Integer, Value> copies = new HashMap<>();
    copies.put(graph.input().id(), builder.input(graph.input().name(), graph.input().shape()));
    for (Node node : graph.nodes()) {
      Value[] inputs = new Value[node.inputs().size()];
      for (int k = 0; k < inputs.length; k++) {
        Value input = node.inputs().get(k);
        inputs[k] =
            copies.computeIfAbsent(input.id(), id -> builder.constant(graph.constant(input)));
      }
      if (node.op() instanceof Op.Dropout dropout) {
        Shape shape = node.output().shape();
        double[] mask = new double[shape.size()];
        for (int k = 0; k < mask.length; k++) {
          mask[k] = random.nextDouble() < dropout.rate() ? 0 : 1 / (1 - dropout.rate());
        }
        Value factors = builder.constant(Parameter.fixed("mask", new Tensor(shape, mask)));
        Op times = new Op.Binary(Op.Binary.Kind.MULTIPLY);
        copies.put(
            node.output().id(), builder.add(node.name(), "Dropout", times, inputs[0], factors));
      } else {
        copies.put(node.output().id(), builder.add(node.name(), node.type(), node.op(), inputs));
      }
    }
    return builder.build(copies.get(graph.output().id()));
  }

  private static Parameter weights(Random random, double variance, int... extents) {
    Shape shape = Shape.of(extents);
    double[] values = new double[shape.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) (Math.sqrt(variance) * random.nextGaussian());
    }
    return Parameter.trainable("w", new Tensor(shape, values));
  }

  private static Parameter positive(Random random, int count) {
    double[] values = new double[count];
    for (int k = 0; k < count; k++) {
      values[k] = (float) (0.5 + random.nextDouble());
    }
    return Parameter.fixed("p", new Tensor(Shape.of(count), values));
  }
}
