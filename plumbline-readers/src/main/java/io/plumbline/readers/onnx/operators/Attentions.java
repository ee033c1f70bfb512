package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scaled dot-product attention and what comes with it, as ONNX defines them: softmax(Q·Kᵀ·scale +
 * mask)·V for each head, queries sharing the heads of fewer keys.
 */
final class Attentions {
  private Attentions() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("Attention", Attentions::attention);
    types.put("RotaryEmbedding", Attentions::rotary);
  }

  private static void attention(Call call) {
    Algebra algebra = new Algebra(call);
    call.attributes().ignore("softmax_precision");
    boolean packed = call.input(0).shape().rank() == 3;
    Operand q = heads(call, 0, call.integer("q_num_heads", 0));
    int shared = call.integer("kv_num_heads", 0);
    Operand k = extended(call, heads(call, 1, shared), 4);
    Operand v = extended(call, heads(call, 2, shared), 5);
    double scale = call.attributes().number("scale", 1 / Math.sqrt(q.shape().extent(3)));
    Operand scores =
        algebra.multiply(
            algebra.matrixProduct(q, algebra.swap(repeated(call, k, q), 2, 3)),
            algebra.number(scale));
    double cap = call.attributes().number("softcap", 0);
    Operand capped = scores;
    if (cap > 0) {
      Operand within =
          algebra.apply(
              "Tanh",
              Activation.of(Activation.Kind.TANH),
              algebra.divide(scores, algebra.number(cap)));
      capped = algebra.multiply(within, algebra.number(cap));
    }
    Operand masked = masked(call, capped);
    Operand weights = attended(call, algebra.softmax(masked, 3));
    Operand mixed = algebra.matrixProduct(weights, repeated(call, v, q));
    Operand[] shown = {scores, capped, masked, weights};
    int mode = call.integer("qk_matmul_output_mode", 0);
    if (mode < 0 || mode >= shown.length) {
      throw call.error("qk_matmul_output_mode (" + mode + ") must be from 0 to 3");
    }
    call.give(packed ? together(call, mixed) : mixed);
    call.give(k);
    call.give(v);
    call.give(shown[mode]);
  }

  /** (batch, heads, length, size), from that or from (batch, length, heads·size). */
  private static Operand heads(Call call, int index, int heads) {
    Shape x = call.input(index).shape();
    if (x.rank() == 4) {
      return call.input(index);
    }
    if (x.rank() != 3 || heads < 1 || x.extent(2) % heads != 0) {
      throw call.error("input " + index + " " + x + " must be of whole heads (" + heads + ")");
    }
    Algebra algebra = new Algebra(call);
    Operand split =
        algebra.reshape(call.input(index), x.extent(0), x.extent(1), heads, x.extent(2) / heads);
    return algebra.swap(split, 1, 2);
  }

  private static Operand together(Call call, Operand heads) {
    Algebra algebra = new Algebra(call);
    Shape shape = heads.shape();
    return algebra.reshape(
        algebra.swap(heads, 1, 2),
        shape.extent(0),
        shape.extent(2),
        shape.extent(1) * shape.extent(3));
  }

  /** Behind those of earlier calls, where they are given. */
  private static Operand extended(Call call, Operand present, int past) {
    return call.has(past)
        ? new Algebra(call).concat(2, List.of(call.input(past), present))
        : present;
  }

  /** Each head of the keys for all the heads of queries that share it. */
  private static Operand repeated(Call call, Operand shared, Operand queries) {
    int heads = shared.shape().extent(1);
    int wanted = queries.shape().extent(1);
    if (heads == wanted) {
      return shared;
    }
    if (wanted % heads != 0) {
      throw call.error("heads of keys (" + heads + ") must divide those of queries, " + wanted);
    }
    int[] indices = new int[wanted];
    Arrays.setAll(indices, head -> head / (wanted / heads));
    return new Algebra(call).gather(shared, 1, indices);
  }

  private static Operand masked(Call call, Operand scores) {
    Algebra algebra = new Algebra(call);
    Operand sum = scores;
    if (call.has(3)) {
      sum = algebra.add(sum, additive(call, scores.shape().extent(3)));
    }
    Constant reach = reach(call, scores.shape());
    return reach == null ? sum : algebra.add(sum, reach);
  }

  /** The mask as numbers to add; keys that it is too short for are masked. */
  private static Operand additive(Call call, int keys) {
    Operand mask = call.input(3);
    if (mask instanceof Constant constant && constant.integer()) {
      double[] values =
          Arrays.stream(constant.values())
              .map(v -> v != 0 ? 0 : Double.NEGATIVE_INFINITY)
              .toArray();
      mask = new Constant(constant.name(), constant.shape(), values, false, false);
    }
    int missing = keys - mask.shape().extent(-1);
    int last = mask.shape().rank() - 1;
    return new Algebra(call).pad(mask, last, 0, missing, Double.NEGATIVE_INFINITY);
  }

  /** Which keys a query may see by their places; null where all. */
  private static @Nullable Constant reach(Call call, Shape scores) {
    boolean causal = call.attributes().integer("is_causal", 0) != 0;
    int left = call.integer("left_window_size", -1);
    int right = call.integer("right_window_size", -1);
    int[] lengths = call.has(6) ? call.integers(6, "nonpad_kv_seqlen") : null;
    if (!causal && left < 0 && right < 0 && lengths == null) {
      return null;
    }
    int queries = scores.extent(2);
    int keys = scores.extent(3);
    int past = call.has(4) ? call.input(4).shape().extent(2) : 0;
    Shape shape = call.shape(lengths == null ? 1 : scores.extent(0), 1, queries, keys);
    return new Algebra(call)
        .fixed(
            "reach",
            shape,
            place -> {
              int length = lengths == null ? keys : lengths[place / (queries * keys)];
              int key = place % keys;
              int offset = lengths == null ? past : length - queries;
              int ahead = key - (place / keys % queries + offset);
              boolean seen =
                  key < length
                      && (!causal || ahead <= 0)
                      && (left < 0 || -ahead <= left)
                      && (right < 0 || ahead <= right);
              return seen ? 0 : Double.NEGATIVE_INFINITY;
            });
  }

  /** A query that sees nothing attends to nothing. */
  private static Operand attended(Call call, Operand weights) {
    Constant blind = call.assembly().infinities().undefined(weights);
    if (blind == null) {
      return weights;
    }
    double[] keep = Arrays.stream(blind.values()).map(v -> 1 - v).toArray();
    Constant seeing = new Constant(call.name() + "/seeing", blind.shape(), keep, false, false);
    return call.assembly().selected(call.name() + "/Select", "Select", weights, seeing);
  }

  /** Turns pairs of elements by angles whose cosine and sine are given for each place. */
  private static void rotary(Call call) {
    Algebra algebra = new Algebra(call);
    Shape given = call.input(0).shape();
    Operand x = heads(call, 0, call.integer("num_heads", 0));
    int size = x.shape().extent(3);
    int turned = call.integer("rotary_embedding_dim", 0);
    turned = turned == 0 ? size : turned;
    if (turned < 2 || turned > size || turned % 2 != 0) {
      throw call.error("rotary_embedding_dim (" + turned + ") must be even and at most " + size);
    }
    boolean interleaved = call.attributes().integer("interleaved", 0) != 0;
    int half = turned / 2;
    int[] first = new int[half];
    int[] second = new int[half];
    Arrays.setAll(first, k -> interleaved ? 2 * k : k);
    Arrays.setAll(second, k -> interleaved ? 2 * k + 1 : k + half);
    Operand a = algebra.gather(x, 3, first);
    Operand b = algebra.gather(x, 3, second);
    Operand cos = angles(call, 1, half);
    Operand sin = angles(call, 2, half);
    Operand real = algebra.subtract(algebra.multiply(a, cos), algebra.multiply(b, sin));
    Operand imaginary = algebra.add(algebra.multiply(a, sin), algebra.multiply(b, cos));
    int[] back = new int[size];
    Arrays.setAll(back, k -> k);
    for (int k = 0; k < half; k++) {
      back[first[k]] = k;
      back[second[k]] = k + half;
    }
    Operand rest = algebra.slice(x, 3, turned, size);
    List<Operand> parts =
        turned == size ? List.of(real, imaginary) : List.of(real, imaginary, rest);
    Operand whole = algebra.gather(algebra.concat(3, parts), 3, back);
    call.give(given.rank() == 3 ? together(call, whole) : whole);
  }

  /** (batch, 1, length, half), by the places where they are given. */
  private static Operand angles(Call call, int index, int half) {
    Algebra algebra = new Algebra(call);
    Operand cache = call.input(index);
    if (call.has(3)) {
      int[] places = call.integers(3, "position_ids");
      Shape ids = call.input(3).shape();
      cache = algebra.gather(cache, 0, places);
      return algebra.reshape(cache, ids.extent(0), 1, places.length / ids.extent(0), half);
    }
    Shape shape = cache.shape();
    return algebra.reshape(cache, shape.extent(0), 1, shape.extent(1), half);
  }
}
