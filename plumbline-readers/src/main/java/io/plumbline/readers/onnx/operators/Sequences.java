package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.readers.onnx.file.Budget;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import io.plumbline.readers.onnx.file.Operand.Sequence;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Operators on lists of tensors, and on tensors that may be left out. A list's length is known
 * while the model is read, so that nothing of it is left in the graph.
 */
final class Sequences {
  private Sequences() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("SequenceConstruct", call -> give(call, all(call)));
    types.put("SequenceEmpty", Sequences::empty);
    types.put("SequenceInsert", Sequences::insert);
    types.put("SequenceErase", Sequences::erase);
    types.put("SequenceAt", Sequences::at);
    types.put("SequenceLength", call -> call.give(length(call)));
    types.put("SplitToSequence", Sequences::split);
    types.put("ConcatFromSequence", Sequences::concat);
    types.put("Optional", Sequences::optional);
    types.put("OptionalGetElement", call -> call.give(call.operand(0)));
    types.put(
        "OptionalHasElement",
        call -> call.give(Constant.ofInteger(call.name(), call.has(0) ? 1 : 0)));
  }

  private static List<Operand> all(Call call) {
    List<Operand> elements = new ArrayList<>();
    for (int k = 0; k < call.inputCount(); k++) {
      elements.add(call.input(k));
    }
    return elements;
  }

  /** Of an operator that gives a list: each takes as long as copying it. */
  private static void give(Call call, List<Operand> elements) {
    call.assembly().decoder().budget().steps((1L + elements.size()) * Budget.NAME);
    call.give(new Sequence(List.copyOf(elements)));
  }

  private static void empty(Call call) {
    call.attributes().ignore("dtype");
    give(call, List.of());
  }

  private static void optional(Call call) {
    call.attributes().ignore("type");
    if (!call.has(0)) {
      throw call.unsupported("an optional value that is left out is not supported");
    }
    call.give(call.operand(0));
  }

  private static void insert(Call call) {
    List<Operand> elements = new ArrayList<>(call.sequence(0).elements());
    int size = elements.size();
    double at = call.has(2) ? call.number(2, "position") : size;
    elements.add(position(call, at, size, size), call.input(1));
    give(call, elements);
  }

  private static void erase(Call call) {
    List<Operand> elements = new ArrayList<>(call.sequence(0).elements());
    int size = elements.size();
    double at = call.has(1) ? call.number(1, "position") : -1;
    elements.remove(position(call, at, size, size - 1));
    give(call, elements);
  }

  private static void at(Call call) {
    List<Operand> elements = call.sequence(0).elements();
    double at = call.number(1, "position");
    call.give(elements.get(position(call, at, elements.size(), elements.size() - 1)));
  }

  /** A place in a list, counted from its end where it is negative; {@code most} is the last. */
  private static int position(Call call, double given, int size, int most) {
    double position = given < 0 ? given + size : given;
    if (!(position >= 0 && position <= most)) {
      throw call.error("position (" + given + ") must be in a sequence of " + size);
    }
    return (int) position;
  }

  private static Constant length(Call call) {
    return Constant.ofInteger(call.name(), call.sequence(0).elements().size());
  }

  private static void split(Call call) {
    Operand x = call.input(0);
    int axis = call.axis(call.integer("axis", 0), x.shape().rank());
    boolean keeps = call.integer("keepdims", 1) != 0 || call.has(1);
    int extent = x.shape().extent(axis);
    int[] sizes = sizes(call, extent);
    Algebra algebra = new Algebra(call);
    List<Operand> parts = new ArrayList<>();
    int from = 0;
    for (int size : sizes) {
      Operand part = algebra.slice(x, axis, from, from + size);
      parts.add(keeps ? part : algebra.squeeze(part, axis));
      from += size;
    }
    give(call, parts);
  }

  /** As many as are given, parts of one size of which the last may be smaller, or single ones. */
  private static int[] sizes(Call call, int extent) {
    if (call.has(1) && call.input(1).shape().rank() > 0) {
      int[] sizes = call.integers(1, "split");
      if (Arrays.stream(sizes).anyMatch(size -> size < 0)
          || Arrays.stream(sizes).asLongStream().sum() != extent) {
        throw call.error("split (" + Arrays.toString(sizes) + ") must add up to " + extent);
      }
      return sizes;
    }
    double each = call.has(1) ? call.number(1, "split") : 1;
    if (!(each >= 1)) {
      throw call.error("split (" + each + ") must be at least 1");
    }
    int size = (int) Math.min(extent, each);
    int[] sizes = new int[size == 0 ? 0 : (extent + size - 1) / size];
    Arrays.setAll(sizes, k -> Math.min(size, extent - k * size));
    return sizes;
  }

  private static void concat(Call call) {
    List<Operand> elements = call.sequence(0).elements();
    if (elements.isEmpty()) {
      throw call.error("sequence (0 tensors) must have at least 1");
    }
    Algebra algebra = new Algebra(call);
    boolean stacks = call.integer("new_axis", 0) != 0;
    Shape first = elements.get(0).shape();
    int axis = call.axis(call.integer("axis", 0), first.rank() + (stacks ? 1 : 0));
    call.give(stacks ? algebra.stack(axis, elements) : algebra.concat(axis, elements));
  }
}
