package io.plumbline.readers.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Binary;
import io.plumbline.graph.LayerNormalization;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Shape;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Transpose;
import io.plumbline.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Normalization by stored statistics or by the sample's own. */
final class NormalizationLayers {
  /** Keras's {@code backend.epsilon()}, below which Normalization takes no deviation. */
  private static final double LEAST_DEVIATION = 1e-7;

  private NormalizationLayers() {}

  static void register(Map<String, LayerTypes.Reading> classes) {
    classes.put("BatchNormalization", LayerTypes.one(NormalizationLayers::batch));
    classes.put("LayerNormalization", LayerTypes.one(NormalizationLayers::layer));
    classes.put("Normalization", LayerTypes.one(NormalizationLayers::stored));
  }

  private static Value batch(Layer layer, Value x) {
    Config config = layer.config();
    if (config.flag("renorm", false)) {
      throw layer.error("renorm must be false");
    }
    int[] axes = config.has("axis") ? config.integers("axis") : new int[] {-1};
    if (axes.length != 1) {
      throw layer.error("axis (" + Arrays.toString(axes) + ") must be one number");
    }
    int axis = layer.axis(axes[0], x.shape());
    int channels = x.shape().extent(axis);
    int index = 0;
    Parameter scale = null;
    Parameter shift = null;
    if (config.flag("scale", true)) {
      scale = layer.weight(index++, "gamma", true, channels);
    }
    if (config.flag("center", true)) {
      shift = layer.weight(index++, "beta", true, channels);
    }
    Parameter mean = layer.weight(index++, "moving_mean", false, channels);
    Parameter variance = layer.weight(index, "moving_variance", false, channels);
    double epsilon = config.number("epsilon", 1e-3);
    for (double v : variance.tensor().values()) {
      if (!(v + epsilon > 0)) {
        throw layer.error("moving_variance (" + v + ") plus epsilon must be above 0");
      }
    }
    return layer.add(new BatchNormalization(scale, shift, mean, variance, epsilon, axis), x);
  }

  private static Value layer(Layer layer, Value x) {
    Config config = layer.config();
    if (config.flag("rms_scaling", false)) {
      throw layer.error("rms_scaling must be false");
    }
    int[] given = config.has("axis") ? config.integers("axis") : new int[] {-1};
    int[] axes = Arrays.stream(given).map(a -> layer.axis(a, x.shape())).sorted().toArray();
    int rank = x.shape().rank();
    int[] shape = Arrays.stream(axes).map(a -> x.shape().extent(a)).toArray();
    int index = 0;
    Parameter scale = null;
    Parameter shift = null;
    if (config.flag("scale", true)) {
      scale = layer.weight(index++, "gamma", true, shape);
    }
    if (config.flag("center", true)) {
      shift = layer.weight(index, "beta", true, shape);
    }
    double epsilon = config.number("epsilon", 1e-3);
    int[] order = trailing(axes, rank);
    int first = rank - axes.length;
    Op normalize = new LayerNormalization(scale, shift, epsilon, first);
    if (isIdentity(order)) {
      return layer.add(normalize, x);
    }
    Value moved = layer.add("transpose", "Transpose", new Transpose(order), x);
    Value normal = layer.add(normalize, moved);
    int[] back = new int[rank];
    for (int k = 0; k < rank; k++) {
      back[order[k]] = k;
    }
    return layer.add("back", "Transpose", new Transpose(back), normal);
  }

  /** All axes, those to normalize over last. */
  private static int[] trailing(int[] axes, int rank) {
    List<Integer> order = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      if (Arrays.binarySearch(axes, axis) < 0) {
        order.add(axis);
      }
    }
    Arrays.stream(axes).forEach(order::add);
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  private static boolean isIdentity(int[] order) {
    for (int k = 0; k < order.length; k++) {
      if (order[k] != k) {
        return false;
      }
    }
    return true;
  }

  /** (x - mean) / max(deviation, 1e-7), or the inverse of that. */
  private static Value stored(Layer layer, Value x) {
    Config config = layer.config();
    int[] given = config.has("axis") ? config.integers("axis") : new int[0];
    int[] axes = Arrays.stream(given).map(a -> layer.axis(a, x.shape())).sorted().toArray();
    int[] kept = Arrays.stream(axes).map(a -> x.shape().extent(a)).toArray();
    int[] broadcast = new int[x.shape().rank()];
    Arrays.fill(broadcast, 1);
    Arrays.stream(axes).forEach(a -> broadcast[a] = x.shape().extent(a));
    Tensor mean;
    Tensor variance;
    if (config.has("mean")) {
      mean = given(layer, "mean", kept);
      variance = given(layer, "variance", kept);
    } else {
      mean = layer.weight(0, "mean", false, kept).tensor();
      variance = layer.weight(1, "variance", false, kept).tensor();
    }
    Shape shape = Shape.of(broadcast);
    double[] deviation =
        Arrays.stream(variance.values())
            .map(v -> Math.max(Math.sqrt(v), LEAST_DEVIATION))
            .toArray();
    Value shift = layer.constant("shift", new Tensor(shape, mean.values()));
    Value scale = layer.constant("deviation", new Tensor(shape, deviation));
    if (config.flag("invert", false)) {
      Value wide = layer.add("scale", "Multiply", new Binary(Binary.Kind.MULTIPLY), x, scale);
      return layer.add(new Binary(Binary.Kind.ADD), wide, shift);
    }
    Value centred = layer.add("center", "Subtract", new Binary(Binary.Kind.SUBTRACT), x, shift);
    return layer.add(new Binary(Binary.Kind.DIVIDE), centred, scale);
  }

  /** Statistics in the settings: one number for all, or as many as the kept axes have. */
  private static Tensor given(Layer layer, String key, int[] kept) {
    Shape shape = Shape.of(kept);
    List<Double> numbers = new ArrayList<>();
    collect(layer, key, layer.config().get(key), numbers, 0);
    double[] values = new double[shape.size()];
    if (numbers.isEmpty() || values.length % numbers.size() != 0) {
      throw layer.error(key + " (" + numbers.size() + " numbers) must be 1 or " + values.length);
    }
    Arrays.setAll(values, k -> numbers.get(k % numbers.size()));
    return new Tensor(shape, values);
  }

  private static void collect(
      Layer layer, String key, JsonElement element, List<Double> into, int depth) {
    if (element instanceof JsonArray list && depth < 8) {
      list.forEach(inner -> collect(layer, key, inner, into, depth + 1));
    } else {
      into.add(layer.config().number(key, element));
    }
  }
}
