package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A step's keys or values written into a cache, from a place on for each row of the batch. */
final class CacheWrites {
  private CacheWrites() {}

  static void lower(Call call) {
    Shape cache = call.input(0).shape();
    Shape update = call.input(1).shape();
    int axis = call.axis(call.integer("axis", -2), cache.rank());
    boolean circular = call.attributes().text("mode", "linear").equals("circular");
    int[] starts = call.has(2) ? call.integers(2, "write_indices") : new int[cache.extent(0)];
    requireWithin(call, cache, update, axis, starts);
    int[] strides = cache.strides();
    int[] from = IntStream.range(0, cache.size()).toArray();
    for (int k = 0; k < update.size(); k++) {
      int[] at = update.coordinates(k);
      int place = 0;
      for (int other = 0; other < at.length; other++) {
        int along = at[other];
        if (other == axis) {
          along += starts[at[0]];
          along = circular ? along % cache.extent(axis) : along;
          if (along >= cache.extent(axis)) {
            throw call.error("write_indices must leave room for the update " + update);
          }
        }
        place += along * strides[other];
      }
      from[place] = cache.size() + k;
    }
    Algebra algebra = new Algebra(call);
    Operand both =
        algebra.concat(
            0,
            List.of(
                algebra.reshape(call.input(0), cache.size()),
                algebra.reshape(call.input(1), update.size())));
    call.give(Indexing.pick(call, both, cache, from));
  }

  private static void requireWithin(Call call, Shape cache, Shape update, int axis, int... starts) {
    boolean fits = update.rank() == cache.rank() && axis > 0;
    for (int k = 0; fits && k < cache.rank(); k++) {
      fits = update.extent(k) <= cache.extent(k);
    }
    if (!fits) {
      throw call.error("update " + update + " must fit into " + cache + " along axis " + axis);
    }
    if (starts.length != cache.extent(0)
        || Arrays.stream(starts).anyMatch(start -> start < 0 || start > cache.extent(axis))) {
      throw call.error(
          "write_indices ("
              + Arrays.toString(starts)
              + ") must be "
              + cache.extent(0)
              + " from 0 to "
              + cache.extent(axis));
    }
  }
}
