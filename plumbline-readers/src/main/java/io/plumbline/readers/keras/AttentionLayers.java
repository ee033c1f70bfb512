package io.plumbline.readers.keras;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Dense;
import io.plumbline.graph.MatrixProduct;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Attention: softmax(Q·Kᵀ / sqrt(size))·V for each head, between four projections. */
final class AttentionLayers {
  /** Added to a score that must not count: exp of it is 0 exactly. */
  private static final double MASKED = -1e30;

  private AttentionLayers() {}

  static void register(Map<String, LayerTypes.Reading> classes) {
    classes.put("MultiHeadAttention", AttentionLayers::multiHead);
    classes.put("GroupQueryAttention", AttentionLayers::groupedQuery);
    classes.put("Attention", AttentionLayers::single);
    classes.put("AdditiveAttention", AttentionLayers::single);
  }

  private static Value multiHead(Layer layer, List<Value> inputs) {
    Config config = layer.config();
    int[] axes = config.has("attention_axes") ? config.integers("attention_axes") : new int[] {1};
    if (!Arrays.equals(axes, new int[] {1})) {
      throw layer.unsupported("attention over other axes than the second is not supported");
    }
    int count = config.integer("num_heads", 1);
    int size = config.integer("key_dim", 1);
    int width = config.has("value_dim") ? config.integer("value_dim", size) : size;
    return ofHeads(layer, inputs, count, count, size, width);
  }

  private static Value groupedQuery(Layer layer, List<Value> inputs) {
    Config config = layer.config();
    int count = config.integer("num_query_heads", 1);
    int shared = config.integer("num_key_value_heads", 1);
    if (shared < 1 || count % shared != 0) {
      throw layer.error(
          "num_key_value_heads (" + shared + ") must divide num_query_heads (" + count + ")");
    }
    int size = config.integer("head_dim", 1);
    return ofHeads(layer, inputs, count, shared, size, size);
  }

  /** Attention of {@code count} heads, of which equally many share each key and value. */
  private static Value ofHeads(
      Layer layer, List<Value> inputs, int count, int shared, int size, int width) {
    requireTensors(layer, inputs);
    Config config = layer.config();
    if (config.flag("use_gate", false)) {
      throw layer.unsupported("use_gate is not supported");
    }
    if (config.has("sliding_window")) {
      throw layer.unsupported("sliding_window is not supported");
    }
    TensorArithmetic terms = new TensorArithmetic(layer);
    Value query = heads(layer, "query", inputs.get(0), count, size);
    Value key = heads(layer, "key", inputs.get(inputs.size() - 1), shared, size);
    Value value = heads(layer, "value", inputs.get(1), shared, width);
    if (shared < count) {
      int[] each = IntStream.range(0, count).map(head -> head / (count / shared)).toArray();
      key = terms.gather(key, 1, each);
      value = terms.gather(value, 1, each);
    }
    Value scaled = terms.multiply(query, layer.number("scale", 1 / Math.sqrt(size)));
    Value scores = terms.product(scaled, terms.transpose(key, 0, 1, 3, 2));
    Value mixed = terms.transpose(terms.product(weights(layer, scores), value), 0, 2, 1, 3);
    int length = mixed.shape().extent(1);
    Value flat = terms.reshape(mixed, 1, length, count * width);
    Parameter kernel =
        layer.weight(
            dense(layer, "output"),
            0,
            "attention_output/kernel",
            AttentionLayers::rows,
            count,
            width,
            -1);
    int outputs = kernel.tensor().shape().extent(1);
    Parameter bias =
        config.flag("use_bias", true)
            ? layer.weight(dense(layer, "output"), 1, "attention_output/bias", true, outputs)
            : null;
    return layer.add(new Dense(kernel, bias), flat);
  }

  private static void requireTensors(Layer layer, List<Value> inputs) {
    if (inputs.size() != 2 && inputs.size() != 3) {
      throw layer.unsupported("a call with " + inputs.size() + " tensors is not supported");
    }
    for (Value input : inputs) {
      if (input.shape().rank() != 3) {
        throw layer.unsupported(
            "input " + input.shape() + " of other than 3 axes is not supported");
      }
    }
  }

  /** The softmax of scores along their last axis, causal where the call says so. */
  private static Value weights(Layer layer, Value scores) {
    TensorArithmetic terms = new TensorArithmetic(layer);
    Value counted =
        layer.flagged("use_causal_mask")
            ? terms.add(scores, layer.constant("causal", causal(scores.shape())))
            : scores;
    return layer.add("softmax", "Softmax", new Softmax(scores.shape().rank() - 1), counted);
  }

  /** Attention without projections: by products, or by sums of tanh(query + key). */
  private static Value single(Layer layer, List<Value> inputs) {
    requireTensors(layer, inputs);
    Value query = inputs.get(0);
    Value key = inputs.get(inputs.size() - 1);
    boolean products = layer.config().text("score_mode", "dot").equals("dot");
    Value scores =
        layer.type().equals("AdditiveAttention")
            ? sums(layer, scaled(layer, bent(layer, pairs(layer, query, key)), true))
            : products ? products(layer, query, key) : concatenated(layer, query, key);
    return layer.add(new MatrixProduct(), weights(layer, scores), inputs.get(1));
  }

  private static Value products(Layer layer, Value query, Value key) {
    TensorArithmetic terms = new TensorArithmetic(layer);
    return scaled(layer, terms.product(query, terms.transpose(key, 0, 2, 1)), false);
  }

  private static Value concatenated(Layer layer, Value query, Value key) {
    Value sums = sums(layer, bent(layer, scaled(layer, pairs(layer, query, key), false)));
    int index = layer.config().flag("use_scale", false) ? 1 : 0;
    Parameter weight = layer.weight(index, "concat_score_weight", true);
    return new TensorArithmetic(layer).multiply(sums, layer.operand(weight));
  }

  /** Each query plus each key, of shape (1, queries, keys, features). */
  private static Value pairs(Layer layer, Value query, Value key) {
    TensorArithmetic terms = new TensorArithmetic(layer);
    int width = query.shape().extent(2);
    return terms.add(
        terms.reshape(query, 1, query.shape().extent(1), 1, width),
        terms.reshape(key, 1, 1, key.shape().extent(1), width));
  }

  private static Value bent(Layer layer, Value x) {
    return new TensorArithmetic(layer).apply(Kind.TANH, 0, x);
  }

  private static Value sums(Layer layer, Value pairs) {
    TensorArithmetic terms = new TensorArithmetic(layer);
    int[] extents = pairs.shape().extents();
    return terms.reshape(terms.sum(pairs, 3), 1, extents[1], extents[2]);
  }

  /**
   * Times the layer's scale, where it has one.
   *
   * @param each whether there is one for each feature, which is then the default
   */
  private static Value scaled(Layer layer, Value x, boolean each) {
    if (!layer.config().flag("use_scale", each)) {
      return x;
    }
    int[] shape = each ? new int[] {x.shape().extent(-1)} : new int[0];
    Parameter scale = layer.weight(0, "scale", true, shape);
    return new TensorArithmetic(layer).multiply(x, layer.operand(scale));
  }

  /** Where a projection's variables stand: under the name of an attribute. */
  private static String dense(Layer layer, String which) {
    return (layer.type().equals("GroupQueryAttention") ? "_" : "") + which + "_dense";
  }

  private static Value heads(Layer layer, String which, Value x, int count, int size) {
    TensorArithmetic terms = new TensorArithmetic(layer);
    String path = dense(layer, which);
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
    int queries = scores.extent(-2);
    int keys = scores.extent(-1);
    double[] values = new double[queries * keys];
    Arrays.setAll(values, k -> k % keys <= k / keys ? 0 : MASKED);
    return new Tensor(Tensor.shapeOf(queries, keys), values);
  }
}
