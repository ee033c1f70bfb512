package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Attention without a softmax, which is a recurrence of one matrix a head: it decays, takes in the
 * product of key and value, and is read by the query. Unrolled.
 */
final class LinearAttention {
  private LinearAttention() {}

  static void lower(Call call) {
    Algebra algebra = new Algebra(call);
    int queryHeads = call.integer("q_num_heads", 0);
    int heads = call.integer("kv_num_heads", 0);
    String rule = call.attributes().text("update_rule", "gated_delta");
    call.attributes().ignore("chunk_size");
    if (queryHeads < 1 || heads < 1 || queryHeads % heads != 0) {
      throw call.error("kv_num_heads (" + heads + ") must divide q_num_heads, " + queryHeads);
    }
    boolean gated = rule.startsWith("gated");
    boolean delta = rule.endsWith("delta");
    if (!gated && !delta && !rule.equals("linear")) {
      throw call.error("update_rule must be linear, gated, delta or gated_delta");
    }
    Operand queries = heads(call, 0, queryHeads);
    Operand keys = heads(call, 1, heads);
    Operand values = heads(call, 2, heads);
    Operand decay = gated ? algebra.exp(byHead(call, 4, heads)) : null;
    Operand rate = delta ? byHead(call, 5, heads) : null;
    int batch = keys.shape().extent(0);
    int size = keys.shape().extent(3);
    int width = values.shape().extent(3);
    double given = call.attributes().number("scale", 0);
    double scale = given == 0 ? 1 / Math.sqrt(size) : given;
    Operand state =
        call.has(3)
            ? call.input(3)
            : algebra.fixed("state", call.shape(batch, heads, size, width), k -> 0);
    int[] shared = new int[queryHeads];
    Arrays.setAll(shared, head -> head / (queryHeads / heads));
    List<Operand> outputs = new ArrayList<>();
    for (int step = 0; step < keys.shape().extent(2); step++) {
      Operand key = algebra.slice(keys, 2, step, step + 1);
      Operand value = algebra.slice(values, 2, step, step + 1);
      Operand column = algebra.swap(key, 2, 3);
      if (decay != null) {
        // One factor a head, or one for each row of its matrix.
        Operand factor = algebra.slice(decay, 2, step, step + 1);
        state = algebra.multiply(state, algebra.swap(factor, 2, 3));
      }
      if (rate != null) {
        Operand miss = algebra.subtract(value, algebra.matrixProduct(key, state));
        value = algebra.multiply(algebra.slice(rate, 2, step, step + 1), miss);
      }
      state = algebra.add(state, algebra.multiply(column, value));
      Operand read = queryHeads == heads ? state : algebra.gather(state, 1, shared);
      outputs.add(algebra.matrixProduct(algebra.slice(queries, 2, step, step + 1), read));
    }
    Operand all = algebra.multiply(algebra.concat(2, outputs), algebra.number(scale));
    Shape shape = all.shape();
    call.give(
        algebra.reshape(
            algebra.swap(all, 1, 2), shape.extent(0), shape.extent(2), queryHeads * width));
    call.give(state);
  }

  /** (batch, heads, length, size). */
  private static Operand heads(Call call, int index, int heads) {
    Shape x = call.input(index).shape();
    if (x.rank() != 3 || x.extent(2) % heads != 0) {
      throw call.error("input " + index + " " + x + " must have 3 axes, and whole heads");
    }
    Algebra algebra = new Algebra(call);
    Operand split =
        algebra.reshape(call.input(index), x.extent(0), x.extent(1), heads, x.extent(2) / heads);
    return algebra.swap(split, 1, 2);
  }

  /** What is given for each head, or once for all of them. */
  private static Operand byHead(Call call, int index, int heads) {
    Shape x = call.input(index).shape();
    boolean once = x.rank() == 3 && x.extent(2) == 1;
    return heads(call, index, once ? 1 : heads);
  }
}
