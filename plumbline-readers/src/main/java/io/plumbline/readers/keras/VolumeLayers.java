package io.plumbline.readers.keras;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.AveragePool;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.Dropout;
import io.plumbline.graph.Layout;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Transpose;
import io.plumbline.graph.Value;
import io.plumbline.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Convolution and pooling over three axes. The graph slides over two: a kernel's planes become
 * channels, for each place along the first axis; a pool is one over two axes and then one over the
 * third. Channels stand first in between.
 */
final class VolumeLayers {
  private static final int[] FIRST = {0, 4, 1, 2, 3};
  private static final int[] LAST = {0, 2, 3, 4, 1};

  private VolumeLayers() {}

  static void register(Map<String, LayerTypes.Reading> classes) {
    classes.put("Conv3D", LayerTypes.one(VolumeLayers::convolution));
    classes.put("MaxPooling3D", LayerTypes.one((layer, x) -> pool(layer, x, true)));
    classes.put("AveragePooling3D", LayerTypes.one((layer, x) -> pool(layer, x, false)));
  }

  static Value channelsFirst(Layer layer, Value x) {
    return layer.layout() == Layout.CHANNELS_FIRST
        ? x
        : new TensorArithmetic(layer).transpose(x, FIRST);
  }

  /** The layer's last node. */
  private static Value asGiven(Layer layer, Value x) {
    return layer.layout() == Layout.CHANNELS_FIRST
        ? layer.add(new Dropout(0), x)
        : layer.add(new Transpose(LAST), x);
  }

  private static Value convolution(Layer layer, Value given) {
    Window window = ConvolutionLayers.window(layer, given, 3);
    Value x = channelsFirst(layer, given);
    int groups = layer.config().integer("groups", 1);
    int filters = layer.config().integer("filters", 0);
    int channels = x.shape().extent(1);
    if (groups < 1 || channels % groups != 0) {
      throw layer.error("groups (" + groups + ") must divide the channels (" + channels + ")");
    }
    int[] kernel = window.kernel();
    Parameter weight =
        layer.weight(
            0,
            "kernel",
            true,
            k -> planesAsChannels(ConvolutionLayers.outputChannelsFirst(k)),
            kernel[0],
            kernel[1],
            kernel[2],
            channels / groups,
            filters);
    Parameter bias =
        layer.config().flag("use_bias", true) ? layer.weight(1, "bias", true, filters) : null;
    return Activations.fused(layer, slid(layer, x, weight, bias, window, groups));
  }

  /**
   * A convolution over three axes.
   *
   * @param x of shape (1, channels, depth, height, width)
   * @param weight as {@link #planesAsChannels} arranges it
   * @return the layer's last node, its axes as the layer has them
   */
  static Value slid(
      Layer layer, Value x, Parameter weight, @Nullable Parameter bias, Window window, int groups) {
    TensorArithmetic terms = new TensorArithmetic(layer);
    Op op = new Convolution(weight, bias, window.axes(1, 3), groups, Layout.CHANNELS_FIRST);
    Value padded = terms.pad(x, 2, window.padsBegin()[0], window.padsEnd()[0]);
    int places = layer.checked(() -> window.outputExtent(0, x.shape().extent(2)));
    int rows = x.shape().extent(3);
    int columns = x.shape().extent(4);
    List<Value> all = new ArrayList<>();
    for (int place = 0; place < places; place++) {
      int start = place * window.strides()[0];
      int[] depths = new int[window.kernel()[0]];
      Arrays.setAll(depths, tap -> start + tap * window.dilations()[0]);
      Value slab = terms.gather(padded, 2, depths);
      Value image = terms.reshape(slab, 1, x.shape().extent(1) * depths.length, rows, columns);
      Value y = layer.add("plane", "Conv2D", op, image);
      Shape out = y.shape();
      all.add(terms.reshape(y, 1, out.extent(1), 1, out.extent(2), out.extent(3)));
    }
    return asGiven(layer, terms.concat(2, all));
  }

  /** (O, I, KD, KH, KW) as (O, I·KD, KH, KW). */
  static Tensor planesAsChannels(Tensor kernel) {
    int[] k = kernel.shape().extents();
    return new Tensor(Tensor.shapeOf(k[0], k[1] * k[2], k[3], k[4]), kernel.values());
  }

  private static Value pool(Layer layer, Value given, boolean max) {
    Config config = layer.config();
    layer.requireAxes(given, 5);
    int[] kernel = config.integers("pool_size", 3, 2);
    int[] strides = config.has("strides") ? config.integers("strides", 3, 1) : kernel;
    Window bare = layer.checked(() -> Window.of(kernel, strides));
    boolean same = config.text("padding", "valid").equals("same");
    Window window =
        same ? layer.checked(() -> bare.same(ConvolutionLayers.spatial(layer, given), true)) : bare;
    Function<Window, Op> pool =
        w ->
            max
                ? new MaxPool(w, Layout.CHANNELS_FIRST)
                : new AveragePool(w, false, Layout.CHANNELS_FIRST);
    TensorArithmetic terms = new TensorArithmetic(layer);
    Value x = channelsFirst(layer, given);
    int[] e = x.shape().extents();
    Value planes = terms.reshape(x, 1, e[1] * e[2], e[3], e[4]);
    Value flat = layer.add("planes", layer.type(), pool.apply(window.axes(1, 3)), planes);
    int rows = flat.shape().extent(2);
    int columns = flat.shape().extent(3);
    Value along = terms.reshape(flat, 1, e[1], e[2], rows * columns);
    Value pooled =
        layer.add("depth", layer.type(), pool.apply(window.axes(0, 1).besideFixedAxis()), along);
    return asGiven(layer, terms.reshape(pooled, 1, e[1], pooled.shape().extent(2), rows, columns));
  }
}
