package io.plumbline.readers.keras;

import com.google.gson.JsonElement;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.Gather;
import io.plumbline.graph.MatrixProduct;
import io.plumbline.graph.Op;
import io.plumbline.graph.Repeat;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Slice;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Layers that give an image another size, and what images go through before a network. */
final class ImageLayers {
  private ImageLayers() {}

  static void register(Map<String, LayerTypes.Reading> classes) {
    for (int rank = 1; rank <= 3; rank++) {
      int axes = rank;
      classes.put("UpSampling" + rank + "D", LayerTypes.one((layer, x) -> repeat(layer, x, axes)));
    }
    classes.put("Resizing", LayerTypes.one(ImageLayers::resizing));
    classes.put("CenterCrop", LayerTypes.one(ImageLayers::centerCrop));
    classes.put("Pipeline", LayerTypes.one(ImageLayers::pipeline));
  }

  /** Layers one after another, as images go through before a network. */
  private static Value pipeline(Layer layer, Value x) {
    Map<String, Integer> used = new HashMap<>();
    Value y = x;
    for (JsonElement element : layer.config().array("layers")) {
      Config description = layer.nested("layers", element);
      String path = "layers/" + ModelLayers.filed(description.text("class_name", ""), used);
      y = LayerTypes.read(layer.inside("layers", path, description), List.of(y));
    }
    return y;
  }

  private static Value repeat(Layer layer, Value x, int rank) {
    String interpolation = layer.config().text("interpolation", "nearest");
    boolean linear = interpolation.equals("bilinear") && rank == 2;
    if (!linear && !interpolation.equals("nearest")) {
      throw layer.error(
          "interpolation ("
              + Config.printable(interpolation)
              + ") must be nearest, or bilinear over two axes");
    }
    layer.requireAxes(x, rank + 2);
    int[] size = layer.config().integers("size", rank, 2);
    int first = rank == 1 ? 1 : layer.layout().firstSpatialAxis();
    if (linear) {
      int[] made =
          layer.checked(
              () ->
                  new int[] {
                    Math.multiplyExact(x.shape().extent(first), size[0]),
                    Math.multiplyExact(x.shape().extent(first + 1), size[1])
                  });
      return resampled(layer, x, made, interpolation);
    }
    int[] factors = new int[rank + 2];
    Arrays.fill(factors, 1);
    System.arraycopy(size, 0, factors, first, rank);
    return layer.add(new Repeat(factors), x);
  }

  private static Value resizing(Layer layer, Value x) {
    Config config = layer.config();
    layer.requireOff("crop_to_aspect_ratio", "pad_to_aspect_ratio", "antialias");
    String interpolation = config.text("interpolation", "bilinear");
    if (!interpolation.equals("bilinear") && !interpolation.equals("nearest")) {
      throw layer.unsupported(
          "interpolation ("
              + Config.printable(interpolation)
              + ") is not supported: Keras's backends differ in it");
    }
    layer.requireAxes(x, 4);
    return resampled(layer, x, size(layer), interpolation);
  }

  /** The height and width that a layer gives. */
  private static int[] size(Layer layer) {
    return new int[] {layer.config().integer("height", 0), layer.config().integer("width", 0)};
  }

  private static Value centerCrop(Layer layer, Value x) {
    layer.requireAxes(x, 4);
    int[] size = size(layer);
    int first = layer.layout().firstSpatialAxis();
    int[] starts = new int[4];
    int[] extents = x.shape().extents();
    for (int k = 0; k < 2; k++) {
      int extent = extents[first + k];
      if (size[k] > extent) {
        throw layer.unsupported(
            "an image of "
                + extent
                + ", smaller than the "
                + size[k]
                + " to crop, is not supported");
      }
      starts[first + k] = (extent - size[k]) / 2;
      extents[first + k] = size[k];
    }
    return layer.add(new Slice(starts, new int[] {1, 1, 1, 1}, Tensor.shapeOf(extents)), x);
  }

  private static Value resampled(Layer layer, Value x, int[] size, String interpolation) {
    layer.checked(() -> Tensor.shapeOf(size));
    int first = layer.layout().firstSpatialAxis();
    if (interpolation.equals("nearest")) {
      TensorArithmetic terms = new TensorArithmetic(layer);
      Value tall = terms.gather(x, first, nearest(x.shape().extent(first), size[0]));
      Op across = new Gather(first + 1, nearest(x.shape().extent(first + 1), size[1]));
      return layer.add(across, tall);
    }
    Value tall = interpolated(layer, "rows", x, first, size[0]);
    return interpolated(layer, "columns", tall, first + 1, size[1]);
  }

  private static int[] nearest(int from, int to) {
    int[] places = new int[to];
    Arrays.setAll(places, k -> (int) ((2L * k + 1) * from / (2L * to)));
    return places;
  }

  /**
   * One axis resized linearly: element i lies at (i + 1/2) · from / to - 1/2 between those that
   * were there, and at the outermost beyond them.
   */
  private static Value interpolated(Layer layer, String part, Value x, int axis, int to) {
    int[] extents = x.shape().extents();
    int from = extents[axis];
    Shape matrix = layer.checked(() -> Tensor.shapeOf(to, from));
    double[] weights = new double[matrix.size()];
    for (int k = 0; k < to; k++) {
      double place = Math.max(0, Math.min(from - 1, (k + 0.5) * from / to - 0.5));
      int low = (int) place;
      int high = Math.min(from - 1, low + 1);
      weights[k * from + low] += 1 - (place - low);
      weights[k * from + high] += place - low;
    }
    int before = Arrays.stream(extents, 1, axis).reduce(1, (a, b) -> a * b);
    int behind = Arrays.stream(extents, axis + 1, extents.length).reduce(1, (a, b) -> a * b);
    Shape matrices = Tensor.shapeOf(extents[0], before, from, behind);
    Value flat = layer.add(part + "/flat", "Reshape", new Reshape(matrices), x);
    Value by = layer.constant(part, new Tensor(matrix, weights));
    Value made = layer.add(part, "MatMul", new MatrixProduct(), by, flat);
    extents[axis] = to;
    return layer.add(part + "/shape", "Reshape", new Reshape(Tensor.shapeOf(extents)), made);
  }
}
