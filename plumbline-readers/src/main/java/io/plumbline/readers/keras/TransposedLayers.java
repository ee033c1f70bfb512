package io.plumbline.readers.keras;

import io.plumbline.graph.Convolution;
import io.plumbline.graph.Layout;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import io.plumbline.graph.Window;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Transposed convolutions: zeros between the elements, and a convolution by the mirrored kernel.
 */
final class TransposedLayers {
  private TransposedLayers() {}

  static void register(Map<String, LayerTypes.Reading> classes) {
    for (int rank = 1; rank <= 3; rank++) {
      int axes = rank;
      classes.put(
          "Conv" + rank + "DTranspose", LayerTypes.one((layer, x) -> transposed(layer, x, axes)));
    }
  }

  private static Value transposed(Layer layer, Value given, int rank) {
    Config config = layer.config();
    Layout layout = layer.layout();
    layer.requireAxes(given, rank + 2);
    if (config.integer("groups", 1) != 1) {
      throw layer.unsupported("groups are not supported");
    }
    int[] kernel = config.integers("kernel_size", rank, 0);
    int[] strides = config.integers("strides", rank, 1);
    int[] dilations = config.integers("dilation_rate", rank, 1);
    int filters = config.integer("filters", 0);
    Window window =
        layer.checked(
            () -> {
              Window checked =
                  new Window(kernel, strides, dilations, new int[rank], new int[rank], false);
              int[] ones = new int[rank];
              Arrays.fill(ones, 1);
              return new Window(
                  checked.kernel(), ones, dilations, new int[rank], new int[rank], false);
            });
    int[] shape = Arrays.copyOf(kernel, rank + 2);
    shape[rank] = filters;
    shape[rank + 1] = given.shape().extent(layout.channelAxis());
    UnaryOperator<Tensor> arranged =
        rank < 3 ? TransposedLayers::mirrored : k -> VolumeLayers.planesAsChannels(mirrored(k));
    Parameter weight = layer.weight(0, "kernel", true, arranged, shape);
    Parameter bias = config.flag("use_bias", true) ? layer.weight(1, "bias", true, filters) : null;
    Value spread = rank < 3 ? given : VolumeLayers.channelsFirst(layer, given);
    int first = rank < 3 ? layout.firstSpatialAxis() : 2;
    for (int k = 0; k < rank; k++) {
      int reach = dilations[k] * (kernel[k] - 1) + 1;
      spread = spread(layer, spread, first + k, strides[k]);
      spread = bordered(layer, spread, first + k, reach, cropped(layer, k, rank, reach));
    }
    Value made =
        rank < 3
            ? layer.add(new Convolution(weight, bias, window, 1, layout), spread)
            : VolumeLayers.slid(layer, spread, weight, bias, window, 1);
    return Activations.fused(layer, made);
  }

  private static Value spread(Layer layer, Value x, int axis, int stride) {
    if (stride == 1) {
      return x;
    }
    TensorArithmetic terms = new TensorArithmetic(layer);
    int[] extents = x.shape().extents();
    int[] split = new int[extents.length + 1];
    System.arraycopy(extents, 0, split, 0, axis + 1);
    System.arraycopy(extents, axis + 1, split, axis + 2, extents.length - axis - 1);
    split[axis + 1] = 1;
    Value wide = terms.pad(terms.reshape(x, split), axis + 1, 0, stride - 1);
    extents[axis] *= stride;
    int last = extents[axis] - stride + 1;
    return terms.slice(terms.reshape(wide, extents), axis, 0, last);
  }

  /**
   * How much of a full convolution's output {@code padding} takes away along an axis; below 0, how
   * many zeros it adds behind. Without {@code output_padding}, {@code valid} gives each element at
   * least its stride, and {@code same} as many elements as the stride times those that were there
   * (compute_conv_transpose_output_shape).
   */
  private static int cropped(Layer layer, int axis, int rank, int reach) {
    Config config = layer.config();
    int stride = config.integers("strides", rank, 1)[axis];
    boolean says = config.has("output_padding");
    int more = config.integers("output_padding", rank, 0)[axis];
    if (more < 0 || says && more >= stride) {
      throw layer.error("output_padding (" + more + ") must be from 0 to below the stride");
    }
    String padding = config.text("padding", "valid");
    return switch (padding) {
      case "valid" -> says ? -more : Math.min(0, reach - stride);
      case "same" -> reach - (says ? reach % 2 + more : stride);
      default ->
          throw layer.error("padding (" + Config.printable(padding) + ") must be valid or same");
    };
  }

  /** The border of a full convolution, less what is cropped: the smaller half in front. */
  private static Value bordered(Layer layer, Value x, int axis, int reach, int cropped) {
    int front = Math.max(0, cropped) / 2;
    int before = reach - 1 - front;
    int behind = reach - 1 - (cropped - front);
    return new TensorArithmetic(layer).pad(x, axis, before, behind);
  }

  /** Keras keeps (K…, O, I); here kernels are (O, I, K…), their taps from the last to the first. */
  private static Tensor mirrored(Tensor kernel) {
    int rank = kernel.shape().rank();
    int in = kernel.shape().extent(-1);
    int out = kernel.shape().extent(-2);
    int taps = kernel.shape().size() / (in * out);
    int[] extents = new int[rank];
    extents[0] = out;
    extents[1] = in;
    System.arraycopy(kernel.shape().extents(), 0, extents, 2, rank - 2);
    double[] values = new double[kernel.values().length];
    for (int k = 0; k < values.length; k++) {
      int tap = k / (in * out);
      int unit = k / in % out;
      values[(unit * in + k % in) * taps + taps - 1 - tap] = kernel.values()[k];
    }
    return new Tensor(Tensor.shapeOf(extents), values);
  }
}
