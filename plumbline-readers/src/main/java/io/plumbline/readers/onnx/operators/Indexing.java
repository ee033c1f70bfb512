package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.onnx.file.ExternalData;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;

/** Operators that read or write elements at places that constants say. */
final class Indexing {
  private Indexing() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("GatherElements", Indexing::gatherElements);
    types.put("GatherND", Indexing::gatherTuples);
    types.put("ScatterElements", Indexing::scatterElements);
    types.put("Scatter", Indexing::scatterElements);
    types.put("ScatterND", Indexing::scatterTuples);
    types.put("TensorScatter", CacheWrites::lower);
    types.put("MaxUnpool", Unpooling::lower);
    types.put("Compress", Indexing::compress);
    types.put("ReverseSequence", Indexing::reverseSequence);
    types.put("Trilu", Indexing::triangle);
    types.put("EyeLike", Indexing::identity);
    types.put("NonZero", Indexing::nonZero);
  }

  /** Elements of one operand, wherever they are wanted. */
  static Operand pick(Call call, Operand x, Shape shape, int... places) {
    Algebra algebra = new Algebra(call);
    Operand flat = algebra.reshape(x, x.shape().size());
    return algebra.reshape(algebra.gather(flat, 0, places), shape.extents());
  }

  static int within(Call call, double index, int extent) {
    if (!(index >= -extent && index < extent)) {
      throw call.error("index (" + (long) index + ") must be from " + -extent + " to " + extent);
    }
    return (int) index + (index < 0 ? extent : 0);
  }

  private static void gatherElements(Call call) {
    if (!(call.input(1) instanceof Constant)) {
      call.give(new ComputedIndices(call).gatherElements());
      return;
    }
    Shape x = call.input(0).shape();
    int axis = call.axis(call.integer("axis", 0), x.rank());
    Constant indices = call.constant(1, "indices");
    call.give(pick(call, call.input(0), indices.shape(), places(call, x, axis, indices)));
  }

  /** Where in the whole tensor each element of the indices points, along one axis. */
  private static int[] places(Call call, Shape x, int axis, Constant indices) {
    if (indices.shape().rank() != x.rank()) {
      throw call.error("indices " + indices.shape() + " must have the axes of " + x);
    }
    int[] strides = x.strides();
    int[] places = new int[indices.values().length];
    for (int k = 0; k < places.length; k++) {
      int[] at = indices.shape().coordinates(k);
      for (int other = 0; other < at.length; other++) {
        int along = other == axis ? within(call, indices.values()[k], x.extent(axis)) : at[other];
        if (along >= x.extent(other)) {
          throw call.error("indices " + indices.shape() + " must lie within " + x);
        }
        places[k] += along * strides[other];
      }
    }
    return places;
  }

  private static void gatherTuples(Call call) {
    Shape x = call.input(0).shape();
    int batch = call.integer("batch_dims", 0);
    Tuples tuples = Tuples.of(call, x, call.constant(1, "indices"), batch);
    call.give(pick(call, call.input(0), tuples.result(), tuples.places()));
  }

  /**
   * Places that tuples of indices name: each tuple a block of the axes it does not reach.
   *
   * @param places of all the blocks' elements
   * @param result the shape of what they hold
   */
  private record Tuples(int[] places, Shape result) {
    static Tuples of(Call call, Shape x, Constant indices, int batch) {
      int last = indices.shape().rank() == 0 ? 0 : indices.shape().extent(-1);
      int reach = batch + last;
      if (last < 1 || batch < 0 || reach > x.rank() || batch >= indices.shape().rank()) {
        throw call.error("indices " + indices.shape() + " must point into " + x);
      }
      int[] strides = x.strides();
      int block = reach == x.rank() ? 1 : strides[reach - 1];
      int[] lead = Arrays.copyOf(indices.shape().extents(), indices.shape().rank() - 1);
      int[] rest = Arrays.copyOfRange(x.extents(), reach, x.rank());
      Shape tuples = Tensor.shapeOf(lead);
      Shape shape =
          call.shape(IntStream.concat(Arrays.stream(lead), Arrays.stream(rest)).toArray());
      int[] places = new int[shape.size()];
      for (int tuple = 0; tuple < tuples.size(); tuple++) {
        int[] at = tuples.coordinates(tuple);
        int start = 0;
        for (int axis = 0; axis < reach; axis++) {
          double index = axis < batch ? at[axis] : indices.values()[tuple * last + axis - batch];
          start += within(call, index, x.extent(axis)) * strides[axis];
        }
        for (int k = 0; k < block; k++) {
          places[tuple * block + k] = start + k;
        }
      }
      return new Tuples(places, shape);
    }
  }

  private static void scatterElements(Call call) {
    if (!(call.input(1) instanceof Constant)) {
      call.give(new ComputedIndices(call).scatterElements());
      return;
    }
    Shape x = call.input(0).shape();
    int axis = call.axis(call.integer("axis", 0), x.rank());
    scatter(call, places(call, x, axis, call.constant(1, "indices")), call.input(2));
  }

  private static void scatterTuples(Call call) {
    Shape x = call.input(0).shape();
    scatter(call, Tuples.of(call, x, call.constant(1, "indices"), 0).places(), call.input(2));
  }

  /**
   * Writes updates one after the other. Those that meet in one place are put there in rounds, each
   * of at most one update a place.
   */
  private static void scatter(Call call, int[] places, Operand updates) {
    if (updates.shape().size() != places.length) {
      throw call.error("updates " + updates.shape() + " must be " + places.length + " elements");
    }
    String reduction = call.attributes().text("reduction", "none");
    Algebra algebra = new Algebra(call);
    Operand more = algebra.reshape(updates, updates.shape().size());
    if (reduction.equals("none")) {
      call.give(overwritten(call, call.input(0), places, more));
      return;
    }
    BinaryOperator<Operand> combine =
        switch (reduction) {
          case "add" -> algebra::add;
          case "mul" -> algebra::multiply;
          case "max" -> algebra::maximum;
          case "min" -> algebra::minimum;
          default ->
              throw call.error(
                  "reduction ("
                      + ExternalData.printable(reduction)
                      + ") must be none, add, mul, max or min");
        };
    Operand result = call.input(0);
    for (int[] round : rounds(places, result.shape().size())) {
      int[] at = Arrays.stream(round).map(k -> places[k]).toArray();
      Operand there = pick(call, result, Tensor.shapeOf(at.length), at);
      Operand combined = combine.apply(there, algebra.gather(more, 0, round));
      result = overwritten(call, result, at, combined);
    }
    call.give(result);
  }

  /** Updates of which no two in a round have one place. */
  private static List<int[]> rounds(int[] places, int size) {
    List<List<Integer>> rounds = new ArrayList<>();
    int[] used = new int[size];
    for (int k = 0; k < places.length; k++) {
      int round = used[places[k]]++;
      if (round == rounds.size()) {
        rounds.add(new ArrayList<>());
      }
      rounds.get(round).add(k);
    }
    return rounds.stream().map(r -> r.stream().mapToInt(Integer::intValue).toArray()).toList();
  }

  private static Operand overwritten(Call call, Operand x, int[] places, Operand updates) {
    Algebra algebra = new Algebra(call);
    int size = x.shape().size();
    int[] from = IntStream.range(0, size).toArray();
    for (int k = 0; k < places.length; k++) {
      from[places[k]] = size + k;
    }
    Operand flat = algebra.reshape(x, size);
    return pick(call, algebra.concat(0, List.of(flat, updates)), x.shape(), from);
  }

  private static void compress(Call call) {
    Algebra algebra = new Algebra(call);
    double[] condition = call.constant(1, "condition").values();
    Operand x = call.input(0);
    boolean flat = !call.attributes().has("axis");
    Operand from = flat ? algebra.reshape(x, x.shape().size()) : x;
    int axis = flat ? 0 : call.axis(call.integer("axis", 0), x.shape().rank());
    int[] chosen =
        IntStream.range(0, Math.min(condition.length, from.shape().extent(axis)))
            .filter(k -> condition[k] != 0)
            .toArray();
    call.give(algebra.gather(from, axis, chosen));
  }

  /** The first elements of each row, as many as its length, from the last to the first. */
  private static void reverseSequence(Call call) {
    Shape x = call.input(0).shape();
    int[] lengths = call.integers(1, "sequence_lens");
    int batch = call.axis(call.integer("batch_axis", 1), x.rank());
    int time = call.axis(call.integer("time_axis", 0), x.rank());
    if (lengths.length != x.extent(batch)) {
      throw call.error("sequence_lens (" + lengths.length + ") must be " + x.extent(batch));
    }
    int[] strides = x.strides();
    int[] places = new int[x.size()];
    for (int k = 0; k < places.length; k++) {
      int[] at = x.coordinates(k);
      int length = Math.min(lengths[at[batch]], x.extent(time));
      int step = at[time] < length ? length - 1 - 2 * at[time] : 0;
      places[k] = k + step * strides[time];
    }
    call.give(pick(call, call.input(0), x, places));
  }

  /** What is above or below a diagonal; the rest becomes 0. */
  private static void triangle(Call call) {
    Shape x = call.input(0).shape();
    if (x.rank() < 2) {
      throw call.error("input " + x + " must have 2 axes or more");
    }
    long diagonal = call.has(1) ? (long) call.number(1, "k") : 0;
    boolean upper = call.attributes().integer("upper", 1) != 0;
    int columns = x.extent(-1);
    Constant keep =
        new Algebra(call)
            .matrix(
                "triangle",
                x.extent(-2),
                columns,
                (row, column) ->
                    (upper ? column - row >= diagonal : column - row <= diagonal) ? 1 : 0);
    if (call.input(0) instanceof Constant constant) {
      double[] values = constant.values().clone();
      for (int k = 0; k < values.length; k++) {
        values[k] = keep.values()[k % keep.values().length] != 0 ? values[k] : 0;
      }
      call.give(constant.withValues(x, values));
      return;
    }
    call.give(call.assembly().selected(call.name(), "Trilu", call.input(0), keep));
  }

  private static void identity(Call call) {
    Shape x = call.input(0).shape();
    if (x.rank() != 2) {
      throw call.error("input " + x + " must have 2 axes");
    }
    long diagonal = call.integer("k", 0);
    call.attributes().ignore("dtype");
    call.give(
        new Algebra(call)
            .matrix(
                "identity",
                x.extent(0),
                x.extent(1),
                (row, column) -> column - row == diagonal ? 1 : 0));
  }

  private static void nonZero(Call call) {
    Constant x = call.constant(0, "the input");
    int[] found = IntStream.range(0, x.values().length).filter(k -> x.values()[k] != 0).toArray();
    int rank = Math.max(1, x.shape().rank());
    double[] values = new double[rank * found.length];
    for (int k = 0; k < found.length; k++) {
      int[] at = x.shape().rank() == 0 ? new int[1] : x.shape().coordinates(found[k]);
      for (int axis = 0; axis < rank; axis++) {
        values[axis * found.length + k] = at[axis];
      }
    }
    Shape shape = Tensor.shapeOf(rank, found.length);
    call.give(new Constant(call.name(), shape, values, true, false));
  }
}
