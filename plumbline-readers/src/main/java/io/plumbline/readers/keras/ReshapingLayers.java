package io.plumbline.readers.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.Layout;
import io.plumbline.graph.Pad;
import io.plumbline.graph.Repeat;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Slice;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Transpose;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** Layers that move elements: flatten, reshape, permute, pad, crop, repeat. */
final class ReshapingLayers {
  private ReshapingLayers() {}

  static void register(Map<String, LayerTypes.Reading> classes) {
    classes.put("Flatten", LayerTypes.one(ReshapingLayers::flatten));
    classes.put("Reshape", LayerTypes.one(ReshapingLayers::reshape));
    classes.put("Permute", LayerTypes.one(ReshapingLayers::permute));
    classes.put("RepeatVector", LayerTypes.one(ReshapingLayers::repeatVector));
    for (int rank = 1; rank <= 3; rank++) {
      int axes = rank;
      String suffix = rank + "D";
      classes.put("ZeroPadding" + suffix, LayerTypes.one((layer, x) -> pad(layer, x, axes)));
      classes.put("Cropping" + suffix, LayerTypes.one((layer, x) -> crop(layer, x, axes)));
    }
  }

  private static Value flatten(Layer layer, Value x) {
    int rank = x.shape().rank();
    Value last = x;
    if (layer.layout() == Layout.CHANNELS_FIRST && rank > 2) {
      int[] order = IntStream.range(0, rank).map(k -> k == 0 ? 0 : k % (rank - 1) + 1).toArray();
      last = layer.add("transpose", "Transpose", new Transpose(order), x);
    }
    int batch = x.shape().extent(0);
    return layer.add(new Reshape(Tensor.shapeOf(batch, x.shape().size() / batch)), last);
  }

  private static Value reshape(Layer layer, Value x) {
    int[] target = layer.config().integers("target_shape");
    if (target == null) {
      throw layer.error("target_shape (none) must be given");
    }
    int[] extents = new int[target.length + 1];
    extents[0] = x.shape().extent(0);
    long known = extents[0];
    int inferred = -1;
    for (int k = 0; k < target.length; k++) {
      extents[k + 1] = target[k];
      if (target[k] == -1 && inferred < 0) {
        inferred = k + 1;
      } else if (target[k] < 1 || (known *= target[k]) > Tensor.MOST_ELEMENTS) {
        throw layer.error(
            "target_shape (" + Arrays.toString(target) + ") must fit the input " + x.shape());
      }
    }
    if (inferred >= 0) {
      extents[inferred] = (int) (x.shape().size() / known);
    }
    return layer.add(new Reshape(layer.checked(() -> Tensor.shapeOf(extents))), x);
  }

  private static Value permute(Layer layer, Value x) {
    int[] dims = layer.config().integers("dims");
    if (dims == null) {
      throw layer.error("dims (none) must be given");
    }
    int[] order = new int[dims.length + 1];
    System.arraycopy(dims, 0, order, 1, dims.length);
    return layer.add(new Transpose(order), x);
  }

  private static Value repeatVector(Layer layer, Value x) {
    int times = layer.config().integer("n", 0);
    if (x.shape().rank() != 2 || times < 1) {
      throw layer.error("n (" + times + ") must be at least 1, and the input must have 2 axes");
    }
    Shape column = Tensor.shapeOf(x.shape().extent(0), 1, x.shape().extent(1));
    Value one = layer.add("reshape", "Reshape", new Reshape(column), x);
    return layer.add(new Repeat(new int[] {1, times, 1}), one);
  }

  private static Value pad(Layer layer, Value x, int rank) {
    int[][] pads = pairs(layer, x, "padding", rank);
    return layer.add(new Pad(pads[0], pads[1], Pad.Mode.CONSTANT, 0), x);
  }

  private static Value crop(Layer layer, Value x, int rank) {
    int[][] crops = pairs(layer, x, "cropping", rank);
    int[] extents = x.shape().extents();
    int[] steps = new int[extents.length];
    Arrays.fill(steps, 1);
    for (int axis = 0; axis < extents.length; axis++) {
      long left = (long) extents[axis] - crops[0][axis] - crops[1][axis];
      if (left < 1) {
        throw layer.error("cropping must leave something of " + x.shape());
      }
      extents[axis] = (int) left;
    }
    return layer.add(new Slice(crops[0], steps, Tensor.shapeOf(extents)), x);
  }

  /** What a setting gives before and behind each axis: n, (a, b), or ((a, b), (c, d)). */
  private static int[][] pairs(Layer layer, Value x, String key, int rank) {
    layer.requireAxes(x, rank + 2);
    int first = layer.layout().firstSpatialAxis();
    int[][] pairs = new int[2][rank + 2];
    JsonElement element = layer.config().get(key);
    for (int axis = 0; axis < rank; axis++) {
      JsonElement one =
          rank > 1 && element instanceof JsonArray list && list.size() == rank
              ? list.get(axis)
              : element;
      for (int side = 0; side < 2; side++) {
        JsonElement number =
            one instanceof JsonArray pair && pair.size() == 2 ? pair.get(side) : one;
        pairs[side][first + axis] = number == null ? 1 : layer.config().integer(key, number);
        if (pairs[side][first + axis] < 0) {
          throw layer.error(key + " (" + Config.shortened(element) + ") must be at least 0");
        }
      }
    }
    return pairs;
  }
}
