package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.readers.onnx.file.ExternalData;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.Hats;
import io.plumbline.readers.onnx.lower.NodeLowering;
import io.plumbline.readers.onnx.lower.Taps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Reading an image at places between its pixels. Where the places are constant, each value is a
 * weighted sum of pixels; where they are computed, the weights are hat functions of them.
 */
final class Sampling {
  private final Call call;
  private final Algebra algebra;
  private final boolean corners;
  private final String padding;
  private final int[] extents;

  private Sampling(Call call) {
    this.call = call;
    this.algebra = new Algebra(call);
    this.corners = call.attributes().integer("align_corners", 0) != 0;
    this.padding = call.attributes().text("padding_mode", "zeros");
    Shape x = call.input(0).shape();
    if (x.rank() < 3 || call.input(1).shape().rank() != x.rank()) {
      throw call.error("input " + x + " and grid must have 3 axes or more, as many each");
    }
    this.extents = Arrays.copyOfRange(x.extents(), 2, x.rank());
    call.requireElement(x);
    if (!padding.equals("zeros") && !padding.equals("border") && !padding.equals("reflection")) {
      throw call.error("padding_mode must be zeros, border or reflection");
    }
  }

  static void register(Map<String, NodeLowering> types) {
    types.put("GridSample", call -> call.give(new Sampling(call).sampled()));
    types.put("AffineGrid", Sampling::affine);
  }

  private Operand sampled() {
    Shape x = call.input(0).shape();
    Shape grid = call.input(1).shape();
    String mode = call.attributes().text("mode", "linear");
    int points = grid.size() / Math.max(1, grid.extent(0) * extents.length);
    int pixels = Arrays.stream(extents).reduce(1, Math::multiplyExact);
    List<Operand> samples = new ArrayList<>();
    for (int n = 0; n < x.extent(0); n++) {
      Operand image =
          algebra.reshape(algebra.slice(call.input(0), 0, n, n + 1), x.extent(1), pixels);
      Operand places =
          algebra.reshape(algebra.slice(call.input(1), 0, n, n + 1), points, extents.length);
      samples.add(
          places instanceof Constant constant
              ? taps(mode, constant.values(), points).along(call, image, 1)
              : hats(mode, image, places));
    }
    int[] shape = x.extents();
    System.arraycopy(grid.extents(), 1, shape, 2, extents.length);
    return algebra.reshape(algebra.concat(0, samples), shape);
  }

  /** From -1 and 1, which are corners of the image or of its pixels, to pixels. */
  private double pixel(double place, int extent) {
    return corners ? (place + 1) / 2 * (extent - 1) : ((place + 1) * extent - 1) / 2;
  }

  private Taps taps(String mode, double[] places, int points) {
    int dimensions = extents.length;
    boolean cubic = mode.equals("cubic") || mode.equals("bicubic");
    boolean nearest = mode.equals("nearest");
    if (cubic && dimensions != 2) {
      throw call.error("mode cubic must be over 2 axes");
    } else if (!cubic && !nearest && !mode.equals("linear") && !mode.equals("bilinear")) {
      throw call.error(
          "mode (" + ExternalData.printable(mode) + ") must be linear, nearest or cubic");
    }
    int each = nearest ? 1 : cubic ? 4 : 2;
    int count = (int) Math.pow(each, dimensions);
    Taps taps = Taps.of(count, points);
    for (int point = 0; point < points; point++) {
      int[] starts = new int[dimensions];
      double[][] weights = new double[dimensions][];
      for (int axis = 0; axis < dimensions; axis++) {
        // The grid names the last axis first.
        double at = pixel(places[point * dimensions + dimensions - 1 - axis], extents[axis]);
        at = cubic ? at : inRange(at, extents[axis]);
        double t = at - Math.floor(at);
        starts[axis] = (int) (nearest ? Math.rint(at) : Math.floor(at) - (cubic ? 1 : 0));
        weights[axis] =
            nearest ? new double[] {1} : cubic ? Taps.cubic(t, -0.75) : new double[] {1 - t, t};
      }
      for (int tap = 0; tap < count; tap++) {
        place(taps, tap, point, each, starts, weights);
      }
    }
    return taps;
  }

  private void place(Taps taps, int tap, int point, int each, int[] starts, double[][] weights) {
    int left = tap;
    int flat = 0;
    double weight = 1;
    int[] offsets = new int[starts.length];
    for (int axis = starts.length - 1; axis >= 0; axis--) {
      offsets[axis] = left % each;
      left /= each;
    }
    for (int axis = 0; axis < starts.length; axis++) {
      int index = starts[axis] + offsets[axis];
      int inside = (int) inRange(index, extents[axis]);
      weight *= weights[axis][offsets[axis]];
      if (inside < 0 || inside >= extents[axis]) {
        weight = 0;
        inside = 0;
      }
      flat = flat * extents[axis] + inside;
    }
    taps.set(tap, point, flat, weight);
  }

  /** A place as the padding has it: at the border, mirrored there, or as it is. */
  private double inRange(double at, int extent) {
    if (padding.equals("zeros")) {
      return at;
    } else if (padding.equals("border")) {
      return Math.max(0, Math.min(extent - 1, at));
    }
    double low = corners ? 0 : -0.5;
    double high = corners ? extent - 1 : extent - 0.5;
    double span = high - low;
    if (span == 0) {
      return 0;
    }
    double into = Math.abs(at - low) % (2 * span);
    double mirrored = low + (into <= span ? into : 2 * span - into);
    return Math.max(0, Math.min(extent - 1, mirrored));
  }

  /** (channels, points): the image times the product of the hats along each axis. */
  private Operand hats(String mode, Operand image, Operand places) {
    if (!mode.equals("linear") && !mode.equals("bilinear") || padding.equals("reflection")) {
      throw call.error(
          "mode and padding_mode must be linear and zeros or border where the grid is computed");
    }
    List<Operand> along = new ArrayList<>();
    for (int axis = 0; axis < extents.length; axis++) {
      int extent = extents[axis];
      int column = extents.length - 1 - axis;
      Operand place = algebra.slice(places, 1, column, column + 1);
      double scale = corners ? (extent - 1) / 2.0 : extent / 2.0;
      Operand pixel =
          algebra.add(
              algebra.multiply(place, algebra.number(scale)), algebra.number((extent - 1) / 2.0));
      along.add(padding.equals("border") ? algebra.clip(pixel, 0, extent - 1) : pixel);
    }
    return new Hats(call).along(image, extents, along);
  }

  /** An affine map of the places of an image's pixels. */
  private static void affine(Call call) {
    Algebra algebra = new Algebra(call);
    int[] size = call.integers(1, "size");
    int dimensions = size.length - 2;
    boolean corners = call.attributes().integer("align_corners", 0) != 0;
    if (dimensions != 2 && dimensions != 3) {
      throw call.error("size (" + size.length + ") must be 4 or 5 numbers");
    }
    Shape image = call.shape(Arrays.copyOfRange(size, 2, size.length));
    Constant places =
        algebra.matrix(
            "places",
            dimensions + 1,
            image.size(),
            (row, pixel) -> {
              if (row == dimensions) {
                return 1;
              }
              int axis = dimensions - 1 - row;
              int at = image.coordinates(pixel)[axis];
              int extent = image.extent(axis);
              return corners
                  ? extent == 1 ? 0 : 2.0 * at / (extent - 1) - 1
                  : (2.0 * at + 1) / extent - 1;
            });
    Operand moved = algebra.swap(algebra.matrixProduct(call.input(0), places), 1, 2);
    int[] extents = new int[dimensions + 2];
    extents[0] = call.input(0).shape().extent(0);
    System.arraycopy(image.extents(), 0, extents, 1, dimensions);
    extents[dimensions + 1] = dimensions;
    call.give(algebra.reshape(moved, extents));
  }
}
