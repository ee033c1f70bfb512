package io.plumbline.testing.generated;

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

/** CNNs of any size, all of one kind: what a benchmark needs to show how cost grows. */
public final class GeneratedCnn {
  private static final int CLASSES = 10;

  private GeneratedCnn() {}

  /**
   * A classifier of square grey images: 3 by 3 convolutions of 16 channels with ReLU, every second
   * one followed by a 2 by 2 max-pool while the image is larger than 7, then a dense layer and
   * softmax.
   *
   * @param side pixels along each side
   * @param convolutions how many
   * @param seed of the weights
   * @return the network, channels last
   */
  public static Graph of(int side, int convolutions, long seed) {
    Random random = new Random(seed);
    Graph.Builder builder = Graph.builder("cnn-" + side + "-" + convolutions);
    Value at = builder.input("image", Tensor.shapeOf(1, side, side, 1));
    Window same = new Window(ints(3), ints(1), ints(1), ints(1), ints(1), false);
    for (int k = 0; k < convolutions; k++) {
      int in = at.shape().extent(-1);
      Op convolution =
          new Convolution(
              weight(random, "w" + k, Math.sqrt(2.0 / (9 * in)), 16, in, 3, 3),
              weight(random, "b" + k, 0.05, 16),
              same,
              1,
              Layout.CHANNELS_LAST);
      at = builder.add("conv" + k, "Conv2D", convolution, at);
      at = builder.add("relu" + k, "Relu", new Elementwise(Activation.RELU), at);
      if (k % 2 == 1 && at.shape().extent(1) > 7) {
        Op pool = new MaxPool(Window.of(ints(2), ints(2)), Layout.CHANNELS_LAST);
        at = builder.add("pool" + k, "MaxPooling2D", pool, at);
      }
    }
    int features = at.shape().size();
    at = builder.add("flatten", "Flatten", new Reshape(Tensor.shapeOf(1, features)), at);
    Op dense =
        new Dense(
            weight(random, "w", 1 / Math.sqrt(features), features, CLASSES),
            weight(random, "b", 0.05, CLASSES));
    at = builder.add("dense", "Dense", dense, at);
    return builder.build(builder.add("softmax", "Softmax", new Softmax(1), at));
  }

  /**
   * An image of noise, without ties.
   *
   * @param side pixels along each side
   * @param seed of the noise
   * @return the pixels, from 0 to 1
   */
  public static double[] image(int side, long seed) {
    return new Random(seed).doubles((long) side * side).toArray();
  }

  private static int[] ints(int value) {
    return new int[] {value, value};
  }

  private static Parameter weight(Random random, String name, double scale, int... extents) {
    Shape shape = Tensor.shapeOf(extents);
    double[] values = new double[shape.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = scale * random.nextGaussian();
    }
    return Parameter.trainable(name, new Tensor(shape, values));
  }
}
