package io.plumbline.readers.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Dropout;
import io.plumbline.graph.LayerNormalization;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Transpose;
import io.plumbline.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Normalization by stored statistics or by the sample's own. */
final class NormalizationLayers {
  /** Keras's {@code backend.epsilon()}, below which Normalization takes no deviation. */
  private static final double LEAST_DEVIATION = 1e-7;

  /** Below which UnitNormalization takes no sum of squares. */
  private static final double LEAST_SQUARE = 1e-12;

  private NormalizationLayers() {}

  static void register(Map<String, LayerTypes.Reading> classes) {
    classes.put("BatchNormalization", LayerTypes.one(NormalizationLayers::batch));
    classes.put("LayerNormalization", LayerTypes.one(NormalizationLayers::layer));
    classes.put("Normalization", LayerTypes.one(NormalizationLayers::stored));
    classes.put("GroupNormalization", LayerTypes.one(NormalizationLayers::group));
    classes.put("RMSNormalization", LayerTypes.one(NormalizationLayers::rootMeanSquare));
    classes.put("UnitNormalization", LayerTypes.one(NormalizationLayers::unit));
    // Its kernel is normalized in training and kept so.
    classes.put(
        "SpectralNormalization",
        LayerTypes.one((layer, x) -> LayerTypes.read(layer.inside("layer", "layer"), List.of(x))));
  }

  private static Value batch(Layer layer, Value x) {
    Config config = layer.config();
    if (config.flag("renorm", false)) {
      throw layer.error("renorm must be false");
    }
    int[] axes =
        config.has("axis") ? Objects.requireNonNull(config.integers("axis")) : new int[] {-1};
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
      throw layer.unsupported("rms_scaling is not supported");
    }
    int[] given =
        config.has("axis") ? Objects.requireNonNull(config.integers("axis")) : new int[] {-1};
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

  private static Value rootMeanSquare(Layer layer, Value x) {
    Config config = layer.config();
    int[] axes =
        config.has("axis") ? Objects.requireNonNull(config.integers("axis")) : new int[] {-1};
    int rank = x.shape().rank();
    if (axes.length != 1 || layer.axis(axes[0], x.shape()) != rank - 1) {
      throw layer.unsupported("axis (" + Arrays.toString(axes) + ") must be the last");
    }
    TensorArithmetic terms = new TensorArithmetic(layer);
    Value normal = terms.standardized(x, false, config.number("epsilon", 1e-6), rank - 1);
    Parameter scale = layer.weight(0, "scale", true, x.shape().extent(-1));
    return layer.add(new Binary(Binary.Kind.MULTIPLY), normal, layer.operand(scale));
  }

  /** Each group of channels with all places, by the sample's own mean and variance. */
  private static Value group(Layer layer, Value x) {
    Config config = layer.config();
    TensorArithmetic terms = new TensorArithmetic(layer);
    int rank = x.shape().rank();
    int axis = layer.axis(config.integer("axis", -1), x.shape());
    int channels = x.shape().extent(axis);
    int given = config.integer("groups", 32);
    int groups = given == -1 ? channels : given;
    if (groups < 1 || channels % groups != 0 || axis == 0) {
      throw layer.error("groups (" + groups + ") must divide the channels, " + channels);
    }
    int[] split = new int[rank + 1];
    int[] reduced = new int[rank - 1];
    int next = 0;
    for (int k = 0; k < rank; k++) {
      split[k < axis ? k : k + 1] = x.shape().extent(k);
      if (k > 0) {
        reduced[next++] = k < axis ? k : k + 1;
      }
    }
    split[axis] = groups;
    split[axis + 1] = channels / groups;
    Value apart = terms.reshape(x, split);
    double epsilon = config.number("epsilon", 1e-3);
    Value normal =
        terms.reshape(terms.standardized(apart, true, epsilon, reduced), x.shape().extents());
    int[] broadcast = new int[rank - axis];
    Arrays.fill(broadcast, 1);
    broadcast[0] = channels;
    int index = 0;
    if (config.flag("scale", true)) {
      Parameter gamma = layer.weight(index++, "gamma", true, t -> shaped(t, broadcast), channels);
      normal = terms.multiply(normal, layer.operand(gamma));
    }
    if (config.flag("center", true)) {
      Parameter beta = layer.weight(index, "beta", true, t -> shaped(t, broadcast), channels);
      normal = terms.add(normal, layer.operand(beta));
    }
    return layer.add(new Dropout(0), normal);
  }

  private static Tensor shaped(Tensor tensor, int... extents) {
    return new Tensor(Tensor.shapeOf(extents), tensor.values());
  }

  private static Value unit(Layer layer, Value x) {
    TensorArithmetic terms = new TensorArithmetic(layer);
    int[] given = layer.config().has("axis") ? layer.config().integers("axis") : new int[] {-1};
    int[] axes = Arrays.stream(given).map(a -> layer.axis(a, x.shape())).sorted().toArray();
    Value inverse = terms.inverseNorm(x, LEAST_SQUARE, axes);
    return layer.add(new Binary(Binary.Kind.MULTIPLY), x, inverse);
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
    Shape shape = Tensor.shapeOf(broadcast);
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
    Shape shape = Tensor.shapeOf(kept);
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
      Layer layer, String key, @Nullable JsonElement element, List<Double> into, int depth) {
    if (element instanceof JsonArray list && depth < 8) {
      list.forEach(inner -> collect(layer, key, inner, into, depth + 1));
    } else {
      into.add(layer.config().number(key, element));
    }
  }
}
