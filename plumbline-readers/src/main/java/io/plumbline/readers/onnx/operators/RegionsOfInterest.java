package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
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

/**
 * Parts of an image, each brought to one size (RoIAlign, He et al. 2017): every cell is the mean,
 * or the largest, of samples between the pixels. The boxes are constant; where they are computed,
 * how many samples a cell has may hang on the input.
 */
final class RegionsOfInterest {
  private final Call call;
  private final Algebra algebra;
  private final boolean halfPixel;
  private final int ratio;
  private final int[] cells;
  private final int[] extents;

  private RegionsOfInterest(Call call) {
    this.call = call;
    this.algebra = new Algebra(call);
    String mode =
        call.attributes()
            .text(
                "coordinate_transformation_mode",
                call.opset() < 16 ? "output_half_pixel" : "half_pixel");
    this.halfPixel = mode.equals("half_pixel");
    if (!halfPixel && !mode.equals("output_half_pixel")) {
      throw call.error("coordinate_transformation_mode must be half_pixel or output_half_pixel");
    }
    this.ratio = call.atLeast("sampling_ratio", 0, 0);
    this.cells =
        new int[] {call.atLeast("output_height", 1, 1), call.atLeast("output_width", 1, 1)};
    Shape x = call.input(0).shape();
    if (x.rank() != 4 || !call.input(1).shape().equals(call.shape(boxes(), 4))) {
      throw call.error("input " + x + " must have 4 axes, and rois 4 numbers each");
    }
    call.requireElement(x);
    this.extents = Arrays.copyOfRange(x.extents(), 2, 4);
  }

  static void register(Map<String, NodeLowering> types) {
    types.put("RoiAlign", call -> call.give(new RegionsOfInterest(call).aligned()));
  }

  private int boxes() {
    return call.input(2).shape().size();
  }

  private Operand aligned() {
    double[] boxes = call.constant(1, "rois").values();
    int[] samples = call.integers(2, "batch_indices");
    double scale = call.attributes().number("spatial_scale", 1);
    String mode = call.attributes().text("mode", "avg");
    if (!mode.equals("avg") && !mode.equals("max")) {
      throw call.error("mode (" + ExternalData.printable(mode) + ") must be avg or max");
    }
    Operand x = call.input(0);
    if (samples.length == 0) {
      throw call.error("rois (0) must be at least 1");
    }
    List<Operand> parts = new ArrayList<>();
    for (int k = 0; k < samples.length; k++) {
      if (samples[k] < 0 || samples[k] >= x.shape().extent(0)) {
        throw call.error("batch index (" + samples[k] + ") must be below " + x.shape().extent(0));
      }
      Operand image = algebra.slice(x, 0, samples[k], samples[k] + 1);
      // A box names its left edge first.
      Side rows = side(0, boxes[4 * k + 1] * scale, boxes[4 * k + 3] * scale);
      Side columns = side(1, boxes[4 * k] * scale, boxes[4 * k + 2] * scale);
      parts.add(mode.equals("avg") ? mean(image, rows, columns) : largest(image, rows, columns));
    }
    return algebra.concat(0, parts);
  }

  /**
   * A box along one axis.
   *
   * @param places of the samples in pixels, those of each cell one after the other; NaN where one
   *     lies beyond the image
   * @param each samples of a cell
   */
  private record Side(double[] places, int each) {}

  private Side side(int axis, double from, double to) {
    double start = from - (halfPixel ? 0.5 : 0);
    double length = to - (halfPixel ? 0.5 : 0) - start;
    length = halfPixel ? length : Math.max(1, length);
    double cell = length / cells[axis];
    double wanted = ratio > 0 ? ratio : Math.ceil(cell);
    int each =
        call.shape(cells[axis], (int) Math.max(0, Math.min(wanted, Integer.MAX_VALUE))).extent(1);
    if (each == 0 || !Double.isFinite(cell)) {
      throw call.error("rois (" + from + " to " + to + ") must have an extent above 0");
    }
    double[] places = new double[cells[axis] * each];
    for (int k = 0; k < places.length; k++) {
      int before = k / each;
      double place = start + before * cell + (k % each + 0.5) * cell / each;
      boolean inside = place >= -1 && place <= extents[axis];
      places[k] = inside ? Math.max(0, Math.min(extents[axis] - 1, place)) : Double.NaN;
    }
    return new Side(places, each);
  }

  /** The mean of a product of hats is a product of means, so that each axis has its own. */
  private Operand mean(Operand image, Side rows, Side columns) {
    return algebra.along(algebra.along(image, 2, means(0, rows)), 3, means(1, columns));
  }

  private Constant means(int axis, Side side) {
    return algebra.matrix(
        "means",
        cells[axis],
        extents[axis],
        (cell, pixel) -> {
          double sum = 0;
          for (int k = cell * side.each; k < (cell + 1) * side.each; k++) {
            double hat = 1 - Math.abs(side.places[k] - pixel);
            sum += hat > 0 ? hat : 0;
          }
          return sum / side.each;
        });
  }

  /**
   * The largest of what the four pixels around each sample give, each by its weight, as the
   * operator's definition has it.
   */
  private Operand largest(Operand image, Side rows, Side columns) {
    int each = Math.multiplyExact(rows.each, columns.each);
    Shape taps = call.shape(4 * each, cells[0], cells[1]);
    int[] indices = new int[taps.size()];
    double[] weights = new double[taps.size()];
    for (int k = 0; k < indices.length; k++) {
      int[] at = taps.coordinates(k);
      int sample = at[0] / 4;
      double row = rows.places[at[1] * rows.each + sample / columns.each];
      double column = columns.places[at[2] * columns.each + sample % columns.each];
      if (!Double.isNaN(row + column)) {
        int y = (int) Math.min(extents[0] - 1, Math.floor(row) + (at[0] >> 1 & 1));
        int x = (int) Math.min(extents[1] - 1, Math.floor(column) + (at[0] & 1));
        indices[k] = y * extents[1] + x;
        weights[k] = Math.max(0, 1 - Math.abs(row - y)) * Math.max(0, 1 - Math.abs(column - x));
      }
    }
    int channels = image.shape().extent(1);
    Operand flat = algebra.reshape(image, 1, channels, extents[0] * extents[1]);
    Operand chosen = algebra.gather(flat, 2, indices);
    Operand weighted =
        algebra.multiply(
            algebra.reshape(chosen, 1, channels, 4 * each, cells[0], cells[1]),
            algebra.fixed("weights", taps, k -> weights[k]));
    return algebra.reshape(algebra.largest(weighted, 2), 1, channels, cells[0], cells[1]);
  }
}
