package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Operators that trade one axis for others: channels for pixels, windows for images. */
final class Rearrangements {
  private Rearrangements() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("DepthToSpace", Rearrangements::depthToSpace);
    types.put("SpaceToDepth", Rearrangements::spaceToDepth);
    types.put("CenterCropPad", Rearrangements::centred);
    types.put("Col2Im", Rearrangements::image);
  }

  /** Its square is counted without overflow, and no axis is longer. */
  private static final int MOST_BLOCK = 1 << 12;

  private static int block(Call call) {
    int block = call.integer("blocksize", 0);
    if (call.input(0).shape().rank() != 4) {
      throw call.error("input " + call.input(0).shape() + " must have 4 axes");
    }
    if (block < 1 || block > MOST_BLOCK) {
      throw call.error("blocksize (" + block + ") must be from 1 to " + MOST_BLOCK);
    }
    return block;
  }

  private static void depthToSpace(Call call) {
    Algebra algebra = new Algebra(call);
    int block = block(call);
    Shape x = call.input(0).shape();
    int channels = x.extent(1) / (block * block);
    boolean columns = call.attributes().text("mode", "DCR").equals("CRD");
    int[] split =
        columns
            ? new int[] {x.extent(0), channels, block, block, x.extent(2), x.extent(3)}
            : new int[] {x.extent(0), block, block, channels, x.extent(2), x.extent(3)};
    int[] order = columns ? new int[] {0, 1, 4, 2, 5, 3} : new int[] {0, 3, 4, 1, 5, 2};
    Operand turned = algebra.transpose(algebra.reshape(call.input(0), split), order);
    call.give(
        algebra.reshape(turned, x.extent(0), channels, x.extent(2) * block, x.extent(3) * block));
  }

  private static void spaceToDepth(Call call) {
    Algebra algebra = new Algebra(call);
    int block = block(call);
    Shape x = call.input(0).shape();
    int rows = x.extent(2) / block;
    int columns = x.extent(3) / block;
    boolean columnsFirst = call.attributes().text("mode", "DCR").equals("CRD");
    int[] order = columnsFirst ? new int[] {0, 1, 3, 5, 2, 4} : new int[] {0, 3, 5, 1, 2, 4};
    Operand split =
        algebra.reshape(call.input(0), x.extent(0), x.extent(1), rows, block, columns, block);
    call.give(
        algebra.reshape(
            algebra.transpose(split, order),
            x.extent(0),
            x.extent(1) * block * block,
            rows,
            columns));
  }

  private static void centred(Call call) {
    Algebra algebra = new Algebra(call);
    int rank = call.input(0).shape().rank();
    int[] shape = call.integers(1, "shape");
    int[] axes = call.integers("axes", IntStream.range(0, rank).toArray());
    if (axes.length != shape.length) {
      throw call.error("shape must be of " + axes.length + " numbers");
    }
    Operand result = call.input(0);
    for (int k = 0; k < axes.length; k++) {
      int axis = call.axis(axes[k], rank);
      int extent = result.shape().extent(axis);
      int more = Math.max(0, shape[k] - extent);
      int less = Math.max(0, extent - shape[k]);
      result = algebra.slice(result, axis, less / 2, less / 2 + extent - less);
      result = algebra.pad(result, axis, more / 2, more - more / 2, 0);
    }
    call.give(result);
  }

  /** Adds windows up where they overlap: one gather for each tap of the kernel. */
  private static void image(Call call) {
    Algebra algebra = new Algebra(call);
    Shape x = call.input(0).shape();
    int[] image = call.integers(1, "image_shape");
    int[] block = call.integers(2, "block_shape");
    int rank = image.length;
    int[] ones = new int[rank];
    Arrays.fill(ones, 1);
    int[] dilations = call.perAxis("dilations", 1, ones);
    int[] strides = call.perAxis("strides", 1, ones);
    int[] pads = call.perAxis("pads", 0, new int[2 * rank]);
    Shape pixels = call.shape(image);
    Shape taps = call.shape(block);
    if (taps.rank() != rank || taps.size() == 0) {
      throw call.error("block_shape " + taps + " must be " + rank + " numbers of at least 1");
    }
    int[] windows = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      long reach = (long) dilations[axis] * (block[axis] - 1) + 1;
      long room = (long) image[axis] + pads[axis] + pads[rank + axis] - reach;
      windows[axis] = (int) Math.max(0, Math.floorDiv(room, strides[axis]) + 1);
    }
    Shape grid = call.shape(windows);
    if (x.rank() != 3 || x.extent(1) % taps.size() != 0 || x.extent(2) != grid.size()) {
      throw call.error("input " + x + " must hold windows of " + taps + " of an image " + pixels);
    }
    int rows = x.extent(0) * (x.extent(1) / taps.size());
    call.assembly().decoder().budget().steps((long) taps.size() * (pixels.size() + grid.size()));
    Operand all = algebra.reshape(call.input(0), rows, taps.size(), grid.size());
    Operand sum = null;
    for (int tap = 0; tap < taps.size(); tap++) {
      int[] from = new int[pixels.size()];
      Arrays.fill(from, grid.size());
      int[] offset = taps.coordinates(tap);
      for (int window = 0; window < grid.size(); window++) {
        int[] at = grid.coordinates(window);
        int place = 0;
        boolean inside = true;
        for (int axis = 0; axis < rank; axis++) {
          int along = at[axis] * strides[axis] + offset[axis] * dilations[axis] - pads[axis];
          inside &= along >= 0 && along < image[axis];
          place = place * image[axis] + along;
        }
        if (inside) {
          from[place] = window;
        }
      }
      Operand one = algebra.reshape(algebra.slice(all, 1, tap, tap + 1), rows, grid.size());
      Operand moved = algebra.gather(algebra.pad(one, 1, 0, 1, 0), 1, from);
      sum = sum == null ? moved : algebra.add(sum, moved);
    }
    int[] lead = {x.extent(0), x.extent(1) / taps.size()};
    int[] extents = IntStream.concat(Arrays.stream(lead), Arrays.stream(image)).toArray();
    call.give(algebra.reshape(Objects.requireNonNull(sum), extents));
  }
}
