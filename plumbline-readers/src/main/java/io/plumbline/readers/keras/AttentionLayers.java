package io.plumbline.readers.keras;

import com.google.gson.JsonElement;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Attention: softmax(Q·Kᵀ / sqrt(size))·V for each head, between four projections. */
final class AttentionLayers {
  /** Added to a score that must not count: exp of it is 0 exactly. */
  private static final double MASKED = -1e30;

  private AttentionLayers() {}

  static void register(Map<String, LayerTypes.Reading> classes) {
    classes.put("MultiHeadAttention", AttentionLayers::multiHead);
  }

  private static Value multiHead(Layer layer, List<Value> inputs) {
    Config config = layer.config();
    if (inputs.size() != 2 && inputs.size() != 3) {
      throw layer.unsupported("a call with " + inputs.size() + " tensors is not supported");
    }
    int[] axes = config.has("attention_axes") ? config.integers("attention_axes") : new int[] {1};
    if (!Arrays.equals(axes, new int[] {1}) || inputs.get(0).shape().rank() != 3) {
      throw layer.unsupported("attention over other axes than the second is not supported");
    }
    for (String key : new String[] {"use_gate", "sliding_window"}) {
      JsonElement given = config.get(key);
      if (given != null && !given.getAsString().equals("false")) {
        throw layer.unsupported(key + " is not supported");
      }
    }
    int count = config.integer("num_heads", 1);
    int size = config.integer("key_dim", 1);
    int width = config.has("value_dim") ? config.integer("value_dim", size) : size;
    TensorArithmetic terms = new TensorArithmetic(layer);
    Value query = heads(layer, "query", inputs.get(0), count, size);
    Value key = heads(layer, "key", inputs.get(inputs.size() - 1), count, size);
    Value value = heads(layer, "value", inputs.get(1), count, width);
    Value scaled = terms.multiply(query, layer.number("scale", 1 / Math.sqrt(size)));
    Value scores = terms.product(scaled, terms.transpose(key, 0, 1, 3, 2));
    if (layer.flagged("use_causal_mask")) {
      scores = terms.add(scores, layer.constant("causal", causal(scores.shape())));
    }
    Value weights = layer.add("softmax", "Softmax", new Softmax(3), scores);
    Value mixed = terms.transpose(terms.product(weights, value), 0, 2, 1, 3);
    int length = mixed.shape().extent(1);
    Value flat = terms.reshape(mixed, 1, length, count * width);
    Parameter kernel =
        layer.weight("output_dense", 0, "output/kernel", AttentionLayers::rows, count, width, -1);
    int outputs = kernel.tensor().shape().extent(1);
    Parameter bias =
        config.flag("use_bias", true)
            ? layer.weight("output_dense", 1, "output/bias", true, outputs)
            : null;
    return layer.add(new Dense(kernel, bias), flat);
  }

  private static Value heads(Layer layer, String which, Value x, int count, int size) {
    TensorArithmetic terms = new TensorArithmetic(layer);
    String path = which + "_dense";
    int inputs = x.shape().extent(2);
    Parameter kernel =
        layer.weight(path, 0, which + "/kernel", AttentionLayers::columns, inputs, count, size);
    Parameter bias =
        layer.config().flag("use_bias", true)
            ? layer.weight(path, 1, which + "/bias", AttentionLayers::flat, count, size)
            : null;
    Value projected = terms.dense(x, kernel, bias);
    Value split = terms.reshape(projected, 1, x.shape().extent(1), count, size);
    return terms.transpose(split, 0, 2, 1, 3);
  }

  /** (inputs, heads, size) as (inputs, heads·size). */
  private static Tensor columns(Tensor kernel) {
    Shape shape = kernel.shape();
    return new Tensor(
        Tensor.shapeOf(shape.extent(0), shape.extent(1) * shape.extent(2)), kernel.values());
  }

  /** (heads, size, outputs) as (heads·size, outputs). */
  private static Tensor rows(Tensor kernel) {
    Shape shape = kernel.shape();
    return new Tensor(
        Tensor.shapeOf(shape.extent(0) * shape.extent(1), shape.extent(2)), kernel.values());
  }

  private static Tensor flat(Tensor bias) {
    return new Tensor(Tensor.shapeOf(bias.shape().size()), bias.values());
  }

  private static Tensor causal(Shape scores) {
    int queries = scores.extent(2);
    int keys = scores.extent(3);
    double[] values = new double[queries * keys];
    Arrays.setAll(values, k -> k % keys <= k / keys ? 0 : MASKED);
    return new Tensor(Tensor.shapeOf(queries, keys), values);
  }
}
