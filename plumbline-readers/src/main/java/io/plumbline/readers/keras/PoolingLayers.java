package io.plumbline.readers.keras;

import io.plumbline.graph.AveragePool;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Layout;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Op;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import io.plumbline.graph.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Pooling by windows and over whole images. */
final class PoolingLayers {
  private PoolingLayers() {}

  static void register(Map<String, LayerTypes.Reading> classes) {
    for (int rank = 1; rank <= 3; rank++) {
      int axes = rank;
      String suffix = "Pooling" + rank + "D";
      if (rank < 3) {
        classes.put("Max" + suffix, LayerTypes.one((layer, x) -> windows(layer, x, axes, true)));
        classes.put(
            "Average" + suffix, LayerTypes.one((layer, x) -> windows(layer, x, axes, false)));
      }
      classes.put(
          "GlobalMax" + suffix,
          LayerTypes.one((layer, x) -> global(layer, x, axes, Reduce.Kind.MAXIMUM)));
      classes.put(
          "GlobalAverage" + suffix,
          LayerTypes.one((layer, x) -> global(layer, x, axes, Reduce.Kind.MEAN)));
      classes.put(
          "AdaptiveMax" + suffix,
          LayerTypes.one((layer, x) -> adaptive(layer, x, axes, Reduce.Kind.MAXIMUM)));
      classes.put(
          "AdaptiveAverage" + suffix,
          LayerTypes.one((layer, x) -> adaptive(layer, x, axes, Reduce.Kind.MEAN)));
    }
  }

  private static Value windows(Layer layer, Value x, int rank, boolean max) {
    layer.requireAxes(x, rank + 2);
    Config config = layer.config();
    int[] kernel = config.integers("pool_size", rank, 2);
    int[] strides = config.has("strides") ? config.integers("strides", rank, 1) : kernel;
    Window bare = layer.checked(() -> Window.of(kernel, strides));
    String padding = config.text("padding", "valid");
    Window window =
        switch (padding) {
          case "valid" -> bare;
          case "same" -> layer.checked(() -> bare.same(ConvolutionLayers.spatial(layer, x), true));
          default ->
              throw layer.error(
                  "padding (" + Config.printable(padding) + ") must be valid or same");
        };
    Layout layout = layer.layout();
    Op op = max ? new MaxPool(window, layout) : new AveragePool(window, false, layout);
    return layer.add(op, x);
  }

  private static Value global(Layer layer, Value x, int rank, Reduce.Kind kind) {
    layer.requireAxes(x, rank + 2);
    int first = layer.layout().firstSpatialAxis();
    int[] axes = IntStream.range(first, first + rank).toArray();
    Value mask = layer.masks().get(x.id());
    if (mask != null) {
      TensorArithmetic terms = new TensorArithmetic(layer);
      if (layer.layout() == Layout.CHANNELS_FIRST || layer.config().flag("keepdims", false)) {
        throw layer.unsupported("a mask is not supported here");
      }
      Value sum = terms.sum(terms.multiply(x, mask), axes);
      Value mean = terms.divide(sum, terms.sum(mask, axes));
      return layer.add(new Reshape(Tensor.shapeOf(1, x.shape().extent(-1))), mean);
    }
    return layer.add(new Reduce(kind, axes, layer.config().flag("keepdims", false)), x);
  }

  /** A fixed number of places along each axis, place i from floor(i·n/m) to ceil((i + 1)·n/m). */
  private static Value adaptive(Layer layer, Value x, int rank, Reduce.Kind kind) {
    layer.requireAxes(x, rank + 2);
    int[] sizes = layer.config().integers("output_size", rank, 0);
    int first = layer.layout().firstSpatialAxis();
    TensorArithmetic terms = new TensorArithmetic(layer);
    Value y = x;
    for (int k = 0; k < rank; k++) {
      int axis = first + k;
      long extent = x.shape().extent(axis);
      if (sizes[k] < 1 || sizes[k] > extent) {
        throw layer.error("output_size (" + sizes[k] + ") must be from 1 to " + extent);
      }
      Op pool = new Reduce(kind, new int[] {axis}, true);
      List<Value> places = new ArrayList<>();
      for (int place = 0; place < sizes[k]; place++) {
        int from = (int) (place * extent / sizes[k]);
        int to = (int) (((place + 1) * extent + sizes[k] - 1) / sizes[k]);
        places.add(layer.add("window", layer.type(), pool, terms.slice(y, axis, from, to)));
      }
      y =
          k < rank - 1
              ? terms.concat(axis, places)
              : layer.add(new Concat(axis), places.toArray(Value[]::new));
    }
    return y;
  }
}
