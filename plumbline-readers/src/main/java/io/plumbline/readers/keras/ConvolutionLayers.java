package io.plumbline.readers.keras;

import io.plumbline.graph.Convolution;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Layout;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import io.plumbline.graph.Window;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Layers with kernels: convolutions of one and two axes, and Dense. */
final class ConvolutionLayers {
  private ConvolutionLayers() {}

  static void register(Map<String, LayerTypes.Reading> classes) {
    for (int rank = 1; rank <= 2; rank++) {
      int axes = rank;
      String suffix = rank + "D";
      classes.put("Conv" + suffix, LayerTypes.one((layer, x) -> convolution(layer, x, axes)));
      classes.put(
          "DepthwiseConv" + suffix, LayerTypes.one((layer, x) -> depthwise(layer, x, axes)));
      classes.put(
          "SeparableConv" + suffix, LayerTypes.one((layer, x) -> separable(layer, x, axes)));
    }
    classes.put("Dense", LayerTypes.one(ConvolutionLayers::dense));
  }

  private static Value convolution(Layer layer, Value x, int rank) {
    requirePlainKernel(layer);
    Layout layout = layer.layout();
    Window window = window(layer, x, rank);
    int groups = layer.config().integer("groups", 1);
    int filters = layer.config().integer("filters", 0);
    int channels = channels(layer, x, rank);
    if (groups < 1 || channels % groups != 0) {
      throw layer.error("groups (" + groups + ") must divide the channels (" + channels + ")");
    }
    int[] shape = kernelShape(window, channels / groups, filters);
    Parameter kernel =
        layer.weight(0, "kernel", true, ConvolutionLayers::outputChannelsFirst, shape);
    Parameter bias = bias(layer, 1, filters);
    Op op = new Convolution(kernel, bias, window, groups, layout);
    return Activations.fused(layer, layer.add(op, x));
  }

  private static Value depthwise(Layer layer, Value x, int rank) {
    requirePlainKernel(layer);
    Window window = window(layer, x, rank);
    int channels = channels(layer, x, rank);
    int multiplier = layer.config().integer("depth_multiplier", 1);
    Parameter kernel = depthwiseKernel(layer, "kernel", window, channels, multiplier);
    Parameter bias = bias(layer, 1, multiplier * channels);
    Op op = new Convolution(kernel, bias, window, channels, layer.layout());
    return Activations.fused(layer, layer.add(op, x));
  }

  private static Value separable(Layer layer, Value x, int rank) {
    requirePlainKernel(layer);
    Layout layout = layer.layout();
    Window window = window(layer, x, rank);
    int channels = channels(layer, x, rank);
    int multiplier = layer.config().integer("depth_multiplier", 1);
    int filters = layer.config().integer("filters", 0);
    Parameter depthwise = depthwiseKernel(layer, "depthwise_kernel", window, channels, multiplier);
    Value between =
        layer.add(
            "depthwise",
            "DepthwiseConv" + rank + "D",
            new Convolution(depthwise, null, window, channels, layout),
            x);
    int[] ones = new int[rank];
    Arrays.fill(ones, 1);
    Window point = Window.of(ones, ones);
    Parameter pointwise =
        layer.weight(
            1,
            "pointwise_kernel",
            true,
            ConvolutionLayers::outputChannelsFirst,
            kernelShape(point, channels * multiplier, filters));
    Op op = new Convolution(pointwise, bias(layer, 2, filters), point, 1, layout);
    return Activations.fused(layer, layer.add(op, between));
  }

  private static Value dense(Layer layer, Value x) {
    requirePlainKernel(layer);
    if (x.shape().rank() < 2) {
      throw layer.error("input " + x.shape() + " must have 2 axes or more");
    }
    int units = layer.config().integer("units", 0);
    Parameter kernel = layer.weight(0, "kernel", true, x.shape().extent(-1), units);
    return Activations.fused(layer, layer.add(new Dense(kernel, bias(layer, 1, units)), x));
  }

  /** Quantized and adapted layers keep other variables than these. */
  private static void requirePlainKernel(Layer layer) {
    for (String key : new String[] {"quantization_config", "quantization_mode", "lora_rank"}) {
      if (layer.config().has(key)) {
        throw layer.error(key + " must be null");
      }
    }
  }

  private static @Nullable Parameter bias(Layer layer, int index, int units) {
    return layer.config().flag("use_bias", true) ? layer.weight(index, "bias", true, units) : null;
  }

  private static int channels(Layer layer, Value x, int rank) {
    layer.requireAxes(x, rank + 2);
    return x.shape().extent(layer.layout().channelAxis());
  }

  static Window window(Layer layer, Value x, int rank) {
    channels(layer, x, rank);
    Config config = layer.config();
    Window bare =
        layer.checked(
            () ->
                new Window(
                    config.integers("kernel_size", rank, 0),
                    config.integers("strides", rank, 1),
                    config.integers("dilation_rate", rank, 1),
                    new int[rank],
                    new int[rank],
                    false));
    String padding = config.text("padding", "valid");
    return switch (padding) {
      case "valid" -> bare;
      case "same" -> layer.checked(() -> bare.same(spatial(layer, x), true));
      case "causal" -> {
        if (rank != 1) {
          throw layer.error("padding (causal) must be valid or same");
        }
        int reach = (bare.kernel()[0] - 1) * bare.dilations()[0];
        yield bare.padded(new int[] {reach}, new int[] {0});
      }
      default ->
          throw layer.error(
              "padding (" + Config.printable(padding) + ") must be valid, same or causal");
    };
  }

  static int[] spatial(Layer layer, Value x) {
    int first = layer.layout().firstSpatialAxis();
    return Arrays.copyOfRange(x.shape().extents(), first, first + x.shape().rank() - 2);
  }

  private static int[] kernelShape(Window window, int in, int out) {
    int[] shape = Arrays.copyOf(window.kernel(), window.rank() + 2);
    shape[window.rank()] = in;
    shape[window.rank() + 1] = out;
    return shape;
  }

  /** Keras keeps (K…, I, O); here kernels are (O, I, K…). */
  static Tensor outputChannelsFirst(Tensor kernel) {
    int rank = kernel.shape().rank();
    int in = kernel.shape().extent(-2);
    int out = kernel.shape().extent(-1);
    int taps = kernel.shape().size() / Math.max(1, in * out);
    int[] shape = new int[rank];
    shape[0] = out;
    shape[1] = in;
    for (int axis = 2; axis < rank; axis++) {
      shape[axis] = kernel.shape().extent(axis - 2);
    }
    double[] values = new double[kernel.values().length];
    for (int tap = 0; tap < taps; tap++) {
      for (int i = 0; i < in; i++) {
        for (int o = 0; o < out; o++) {
          values[(o * in + i) * taps + tap] = kernel.values()[(tap * in + i) * out + o];
        }
      }
    }
    return new Tensor(Tensor.shapeOf(shape), values);
  }

  /** Keras keeps (K…, C, M); here each of the C groups has M kernels of one channel. */
  private static Parameter depthwiseKernel(
      Layer layer, String variable, Window window, int channels, int multiplier) {
    return layer.weight(
        0,
        variable,
        true,
        kernel -> {
          Tensor swapped = outputChannelsFirst(kernel);
          int taps = kernel.shape().size() / Math.max(1, channels * multiplier);
          double[] values = new double[swapped.values().length];
          for (int m = 0; m < multiplier; m++) {
            for (int c = 0; c < channels; c++) {
              System.arraycopy(
                  swapped.values(),
                  (m * channels + c) * taps,
                  values,
                  (c * multiplier + m) * taps,
                  taps);
            }
          }
          int[] shape = swapped.shape().extents();
          shape[0] = channels * multiplier;
          shape[1] = 1;
          return new Tensor(Tensor.shapeOf(shape), values);
        },
        kernelShape(window, channels, multiplier));
  }
}
