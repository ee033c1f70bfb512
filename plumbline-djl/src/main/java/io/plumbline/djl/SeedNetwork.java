package io.plumbline.djl;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Dropout;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Layout;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import io.plumbline.graph.Window;
import java.util.SplittableRandom;

/**
 * The convolutional network of the original question, before training: two convolutions of 3x3 with
 * ReLU, each followed by a 2x2 max pool, then dropout and one dense layer with softmax; 34,826
 * parameters. Layers are named as Keras names them, images have their channels last.
 */
public final class SeedNetwork {
  private static final int SIDE = 28;
  private static final int CLASSES = 10;
  private static final double DROPOUT = 0.5;

  private final Graph.Builder builder = Graph.builder("seed");
  private final SplittableRandom random;

  private SeedNetwork(long seed) {
    random = new SplittableRandom(seed);
  }

  /**
   * Builds the network with Glorot-uniform kernels (Glorot and Bengio 2010, equation 16: uniform in
   * ±sqrt(6 / (fan in + fan out))) and zero biases.
   *
   * @param seed of the kernels
   * @return input (1, 28, 28, 1), output (1, 10): probabilities
   */
  public static Graph create(long seed) {
    return new SeedNetwork(seed).build();
  }

  private Graph build() {
    Value x = builder.input("input", Tensor.shapeOf(1, SIDE, SIDE, 1));
    x = convolution("conv2d", 32, x);
    x = pool("max_pooling2d", x);
    x = convolution("conv2d_1", 64, x);
    x = pool("max_pooling2d_1", x);
    x = builder.add("flatten", "Flatten", new Reshape(Tensor.shapeOf(1, x.shape().size())), x);
    x = builder.add("dropout", "Dropout", new Dropout(DROPOUT), x);
    int inputs = x.shape().size();
    Parameter kernel =
        glorot("dense/kernel", Tensor.shapeOf(inputs, CLASSES), (long) inputs + CLASSES);
    x = builder.add("dense", "Dense", new Dense(kernel, zeros("dense/bias", CLASSES)), x);
    return builder.build(builder.add("dense/softmax", "Softmax", new Softmax(1), x));
  }

  private Value convolution(String name, int filters, Value x) {
    int channels = x.shape().extent(-1);
    Window window = Window.of(new int[] {3, 3}, new int[] {1, 1});
    Parameter kernel =
        glorot(
            name + "/kernel", Tensor.shapeOf(filters, channels, 3, 3), 9L * (channels + filters));
    Parameter bias = zeros(name + "/bias", filters);
    Value y =
        builder.add(
            name, "Conv2D", new Convolution(kernel, bias, window, 1, Layout.CHANNELS_LAST), x);
    return builder.add(name + "/relu", "ReLU", new Elementwise(Activation.RELU), y);
  }

  private Value pool(String name, Value x) {
    Window window = Window.of(new int[] {2, 2}, new int[] {2, 2});
    return builder.add(name, "MaxPooling2D", new MaxPool(window, Layout.CHANNELS_LAST), x);
  }

  private Parameter glorot(String name, Shape shape, long fans) {
    double limit = Math.sqrt(6.0 / fans);
    double[] values = new double[shape.size()];
    for (int k = 0; k < values.length; k++) {
      // Rounded to what training will hold, so that graph and engine begin from one network.
      values[k] = (float) random.nextDouble(-limit, limit);
    }
    return Parameter.trainable(name, new Tensor(shape, values));
  }

  private static Parameter zeros(String name, int length) {
    return Parameter.trainable(name, new Tensor(Tensor.shapeOf(length), new double[length]));
  }
}
