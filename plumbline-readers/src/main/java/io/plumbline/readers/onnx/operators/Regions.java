package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Gather;
import io.plumbline.graph.Pad;
import io.plumbline.graph.Repeat;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Slice;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.onnx.file.ExternalData;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators that take parts of a tensor, put tensors together, or repeat elements. */
final class Regions {
  private Regions() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("Slice", Regions::slice);
    types.put("Split", Regions::split);
    types.put("Concat", Regions::concat);
    types.put("Gather", Regions::gather);
    types.put("Pad", Regions::pad);
    types.put("Expand", Regions::expand);
    types.put("Tile", Regions::tile);
    types.put("Resize", Resizing::resize);
    types.put("Upsample", Resizing::upsample);
  }

  private static void slice(Call call) {
    Shape x = call.input(0).shape();
    int rank = x.rank();
    int[] given = call.integers("starts", 1);
    int[] ends = call.integers("ends", 2);
    if (given == null || ends == null || given.length != ends.length) {
      throw call.error("starts and ends must be given for the same axes");
    }
    int[] axes = call.integers("axes", 3);
    if (axes == null) {
      axes = IntStream.range(0, given.length).toArray();
    }
    int[] ones = new int[given.length];
    Arrays.fill(ones, 1);
    int[] by = call.has(4) ? call.integers(4, "steps") : ones;
    if (axes.length != given.length || by.length != given.length) {
      throw call.error("axes and steps must be as many as starts (" + given.length + ")");
    }
    call.axes(axes, rank);
    int[] starts = new int[rank];
    int[] steps = new int[rank];
    Arrays.fill(steps, 1);
    int[] extents = x.extents();
    for (int k = 0; k < axes.length; k++) {
      int axis = call.axis(axes[k], rank);
      int extent = x.extent(axis);
      long step = by[k];
      if (step == 0) {
        throw call.error("step (0) must not be 0");
      }
      long start = bounded(given[k], extent, 0, step > 0 ? extent : extent - 1);
      long end = bounded(ends[k], extent, step > 0 ? 0 : -1, step > 0 ? extent : extent - 1);
      long count = step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step;
      extents[axis] = (int) Math.max(0, count);
      starts[axis] = extents[axis] == 0 ? 0 : (int) start;
      steps[axis] = extents[axis] <= 1 ? 1 : (int) step;
    }
    call.give(new Slice(starts, steps, call.shape(extents)), call.input(0));
  }

  private static long bounded(long index, int extent, long low, long high) {
    return Math.max(low, Math.min(high, index < 0 ? index + extent : index));
  }

  private static void split(Call call) {
    Shape x = call.input(0).shape();
    int axis = call.axis(call.integer("axis", 0), x.rank());
    int extent = x.extent(axis);
    int[] sizes = call.integers("split", 1);
    int parts = call.integer("num_outputs", call.outputCount());
    if (sizes == null) {
      if (parts < 1 || parts > Math.max(1, extent)) {
        throw call.error("num_outputs (" + parts + ") must be from 1 to " + extent);
      }
      int size = (extent + parts - 1) / parts;
      sizes = new int[parts];
      for (int k = 0; k < parts; k++) {
        sizes[k] = Math.max(0, Math.min(size, extent - k * size));
      }
    }
    if (Arrays.stream(sizes).asLongStream().sum() != extent
        || Arrays.stream(sizes).anyMatch(size -> size < 0)) {
      throw call.error("split (" + Arrays.toString(sizes) + ") must add up to " + extent);
    }
    int[] starts = new int[x.rank()];
    int[] steps = new int[x.rank()];
    Arrays.fill(steps, 1);
    for (int size : sizes) {
      int[] extents = x.extents();
      extents[axis] = size;
      call.give(new Slice(starts.clone(), steps, call.shape(extents)), call.input(0));
      starts[axis] += size;
    }
  }

  private static void concat(Call call) {
    int axis = call.axis(call.integer("axis", 1), call.input(0).shape().rank());
    Operand[] parts = new Operand[call.inputCount()];
    for (int k = 0; k < parts.length; k++) {
      parts[k] = call.input(k);
    }
    call.give(new Concat(axis), parts);
  }

  private static void gather(Call call) {
    if (!(call.input(1) instanceof Operand.Constant)) {
      call.give(new ComputedIndices(call).gather());
      return;
    }
    Shape x = call.input(0).shape();
    int axis = call.axis(call.integer("axis", 0), x.rank());
    int extent = x.extent(axis);
    int[] indices = call.integers(1, "indices");
    for (int k = 0; k < indices.length; k++) {
      if (indices[k] < -extent || indices[k] >= extent) {
        throw call.error("index (" + indices[k] + ") must be below " + extent);
      }
      indices[k] += indices[k] < 0 ? extent : 0;
    }
    int[] chosen = call.input(1).shape().extents();
    if (chosen.length == 1) {
      call.give(new Gather(axis, indices), call.input(0));
      return;
    }
    Operand flat = call.emit(new Gather(axis, indices), call.input(0));
    int[] extents = new int[x.rank() - 1 + chosen.length];
    System.arraycopy(x.extents(), 0, extents, 0, axis);
    System.arraycopy(chosen, 0, extents, axis, chosen.length);
    System.arraycopy(x.extents(), axis + 1, extents, axis + chosen.length, x.rank() - axis - 1);
    call.give(call.emitPart("Reshape", new Reshape(call.shape(extents)), flat));
  }

  private static void pad(Call call) {
    int rank = call.input(0).shape().rank();
    int[] given = call.integers("pads", 1);
    String mode = call.attributes().text("mode", "constant");
    double value = call.attributes().number("value", 0);
    if (call.has(2)) {
      value = call.number(2, "constant_value");
    }
    int[] axes = call.has(3) ? call.integers(3, "axes") : IntStream.range(0, rank).toArray();
    if (given == null || given.length != 2 * axes.length) {
      throw call.error("pads must be " + 2 * axes.length + " numbers");
    }
    if (!(value < Double.POSITIVE_INFINITY)) {
      throw call.error("constant_value (" + value + ") must be finite");
    }
    call.axes(axes, rank);
    int[] before = new int[rank];
    int[] after = new int[rank];
    for (int k = 0; k < axes.length; k++) {
      before[call.axis(axes[k], rank)] = given[k];
      after[call.axis(axes[k], rank)] = given[k + axes.length];
    }
    Operand x = cropped(call, before, after);
    if (Arrays.equals(before, new int[rank]) && Arrays.equals(after, new int[rank])) {
      call.give(x);
      return;
    }
    if (mode.equals("wrap")) {
      call.give(wrapped(call, x, before, after));
      return;
    }
    call.give(new Pad(before, after, mode(call, mode), value), x);
  }

  /** The input again on both sides, as often as it takes. */
  private static Operand wrapped(Call call, Operand x, int[] before, int[] after) {
    Operand result = x;
    for (int axis = 0; axis < before.length; axis++) {
      int extent = x.shape().extent(axis);
      if (extent == 0) {
        throw call.error("input " + x.shape() + " must have an element to wrap around");
      }
      int[] extents = result.shape().extents();
      extents[axis] = (int) Math.min(Integer.MAX_VALUE, (long) extent + before[axis] + after[axis]);
      int[] from = new int[call.shape(extents).extent(axis)];
      int front = before[axis];
      Arrays.setAll(from, k -> Math.floorMod(k - front, extent));
      result = from.length == extent ? result : new Algebra(call).gather(result, axis, from);
    }
    return result;
  }

  private static Pad.Mode mode(Call call, String mode) {
    return switch (mode) {
      case "constant" -> Pad.Mode.CONSTANT;
      case "edge" -> Pad.Mode.EDGE;
      case "reflect" -> Pad.Mode.REFLECT;
      default ->
          throw call.error(
              "mode ("
                  + ExternalData.printable(mode)
                  + ") must be constant, edge, reflect or wrap");
    };
  }

  /** Negative padding takes elements away; what remains in the arrays is not negative. */
  private static Operand cropped(Call call, int[] before, int[] after) {
    Shape x = call.input(0).shape();
    int[] starts = new int[x.rank()];
    int[] steps = new int[x.rank()];
    int[] extents = x.extents();
    boolean crops = false;
    for (int axis = 0; axis < x.rank(); axis++) {
      starts[axis] = Math.max(0, -before[axis]);
      steps[axis] = 1;
      long left = (long) extents[axis] - starts[axis] - Math.max(0, -after[axis]);
      if (left < 0) {
        throw call.error("pads must leave something of axis " + axis + " of " + x);
      }
      crops |= left != extents[axis];
      extents[axis] = (int) left;
      before[axis] = Math.max(0, before[axis]);
      after[axis] = Math.max(0, after[axis]);
    }
    return crops
        ? call.emitPart("Crop", new Slice(starts, steps, call.shape(extents)), call.input(0))
        : call.input(0);
  }

  private static void expand(Call call) {
    Shape x = call.input(0).shape();
    int[] target = call.integers(1, "shape");
    int rank = Math.max(x.rank(), target.length);
    int[] aligned = new int[rank];
    int[] factors = new int[rank];
    for (int k = 1; k <= rank; k++) {
      int have = k <= x.rank() ? x.extent(-k) : 1;
      int want = k <= target.length ? target[target.length - k] : 1;
      boolean batch = k == rank && want == call.assembly().fileBatch();
      if (have != 1 && want != 1 && have != want || want < 0) {
        throw call.error("shape " + Arrays.toString(target) + " must broadcast with " + x);
      }
      aligned[rank - k] = have;
      factors[rank - k] = have == 1 && !batch ? want : 1;
      if (want == 0) {
        throw call.error("shape " + Arrays.toString(target) + " must not be empty");
      }
    }
    Operand same = call.input(0);
    if (rank != x.rank()) {
      same = call.emitPart("Unsqueeze", new Reshape(call.shape(aligned)), same);
    }
    boolean repeats = Arrays.stream(factors).anyMatch(factor -> factor != 1);
    call.give(repeats ? call.emit(new Repeat(factors), same) : same);
  }

  private static void tile(Call call) {
    Shape x = call.input(0).shape();
    int[] repeats = call.integers(1, "repeats");
    if (repeats.length != x.rank()) {
      throw call.error("repeats (" + repeats.length + ") must be " + x.rank());
    }
    int[] extents = x.extents();
    for (int axis = 0; axis < repeats.length; axis++) {
      if (repeats[axis] < 0 || (long) repeats[axis] * extents[axis] > Tensor.MOST_ELEMENTS) {
        throw call.error("repeats (" + repeats[axis] + ") must be at least 0 and not too many");
      }
      extents[axis] *= repeats[axis];
    }
    // Before there is an index for each place along an axis.
    call.shape(extents);
    Operand tiled = call.input(0);
    for (int axis = 0; axis < repeats.length; axis++) {
      int extent = x.extent(axis);
      if (repeats[axis] != 1) {
        int[] indices = new int[repeats[axis] * extent];
        Arrays.setAll(indices, k -> k < extent ? k : indices[k - extent]);
        tiled = call.emit(new Gather(axis, indices), tiled);
      }
    }
    call.give(tiled);
  }
}
