package io.plumbline.benchmarks;

import io.plumbline.core.function.Shape;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Point;
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
import io.plumbline.graph.Tensor;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.Value;
import io.plumbline.graph.Window;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import java.util.List;
import java.util.Random;

/**
 * A CNN of a given size, to show what a coordinate costs as networks grow: 3 x 3 convolutions of 16
 * channels with ReLU, every second one followed by a 2 x 2 max-pool, then a dense layer; random
 * weights and a random image.
 */
final class GeneratedNetwork {
  private static final int CHANNELS = 16;
  private static final int CLASSES = 10;

  private final Random random = new Random(20260101);
  private final Evaluator evaluator;
  private final double[] x;
  private final int side;
  private final int convolutions;
  private long multiplyAdds;

  /**
   * What a coordinate costs.
   *
   * @param side of the image, in pixels
   * @param convolutions how many
   * @param multiplyAdds of one dense evaluation
   * @param forward of one dense evaluation, nanoseconds
   * @param coordinate of one pixel's certified difference, both sides, the point's share included
   */
  record Cost(int side, int convolutions, long multiplyAdds, double forward, double coordinate) {}

  GeneratedNetwork(int side, int convolutions) {
    this.side = side;
    this.convolutions = convolutions;
    Graph.Builder builder = Graph.builder("generated");
    Value at = builder.input("x", Tensor.shapeOf(1, side, side, 1));
    int extent = side;
    int channels = 1;
    for (int k = 0; k < convolutions; k++) {
      at = convolution(builder, "convolution" + k, at, channels);
      multiplyAdds += 9L * channels * CHANNELS * extent * extent;
      channels = CHANNELS;
      Op relu = new Elementwise(Activation.of(Activation.Kind.RELU));
      at = builder.add("relu" + k, "ReLU", relu, at);
      if (k % 2 == 1) {
        Window window = Window.of(new int[] {2, 2}, new int[] {2, 2});
        at = builder.add("pool" + k, "MaxPool", new MaxPool(window, Layout.CHANNELS_LAST), at);
        extent /= 2;
      }
    }
    int features = extent * extent * CHANNELS;
    Op flatten = new Reshape(Tensor.shapeOf(1, features));
    at = builder.add("flatten", "Flatten", flatten, at);
    Op dense = new Dense(weights("dense", features, features, CLASSES), null);
    multiplyAdds += (long) features * CLASSES;
    evaluator = Evaluator.of(builder.build(builder.add("dense", "Dense", dense, at)));
    x = random.doubles((long) side * side).toArray();
  }

  private Value convolution(Graph.Builder builder, String name, Value at, int channels) {
    Parameter weight = weights(name, 9 * channels, CHANNELS, channels, 3, 3);
    Window plain = Window.of(new int[] {3, 3}, new int[] {1, 1});
    Window same = plain.padded(new int[] {1, 1}, new int[] {1, 1});
    Op op = new Convolution(weight, null, same, 1, Layout.CHANNELS_LAST);
    return builder.add(name, "Conv", op, at);
  }

  private Parameter weights(String name, int inputs, int... extents) {
    Shape shape = Tensor.shapeOf(extents);
    double scale = Math.sqrt(2.0 / inputs);
    double[] values = random.doubles(shape.size()).map(u -> scale * (2 * u - 1)).toArray();
    return Parameter.trainable(name, new Tensor(shape, values));
  }

  Cost cost(int rounds) {
    List<Timing.Result> results =
        Timing.of(
            List.of(
                new Timing.Work("forward", () -> evaluator.forward(x)),
                new Timing.Work("pixels", () -> point().differences(TieRule.FIRST))),
            rounds);
    return new Cost(
        side,
        convolutions,
        multiplyAdds,
        results.get(0).least(),
        results.get(1).least() / x.length);
  }

  private Point point() {
    return evaluator.at(x, Loss.CROSS_ENTROPY, Target.label(3, CLASSES));
  }
}
