package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Gather;
import io.plumbline.graph.Repeat;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.onnx.file.ExternalData;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.Taps;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Resizing, axis by axis: each output is the nearest element, or a weighted sum of the two or four
 * around it. Whole factors of the nearest become repetition.
 */
final class Resizing {
  private static final int FIRST_WITH_SIZES = 11;

  private final Call call;
  private final String mode;
  private final String coordinates;
  private final String rounding;

  private Resizing(Call call, String mode, String coordinates, String rounding) {
    this.call = call;
    this.mode = mode.equals("bilinear") || mode.equals("trilinear") ? "linear" : mode;
    this.coordinates = coordinates;
    this.rounding = rounding;
    if (!this.mode.equals("nearest") && !this.mode.equals("linear") && !mode.equals("cubic")) {
      throw call.error(
          "mode (" + ExternalData.printable(mode) + ") must be nearest, linear or cubic");
    }
  }

  static void upsample(Call call) {
    double[] scales = call.attributes().numbers("scales");
    if (scales == null) {
      scales = call.constant(1, "scales").values();
    }
    byScales(call, scales);
  }

  /** Before opset 11: no settings but the mode. */
  private static void byScales(Call call, double[] scales) {
    String mode = call.attributes().text("mode", "nearest");
    Resizing resizing = new Resizing(call, mode, "asymmetric", "floor");
    int[] axes = allAxes(call);
    resizing.run(axes, scales, resizing.extents(axes, scales));
  }

  static void resize(Call call) {
    if (call.opset() < FIRST_WITH_SIZES) {
      byScales(call, call.constant(1, "scales").values());
      return;
    }
    Resizing resizing =
        new Resizing(
            call,
            call.attributes().text("mode", "nearest"),
            call.attributes().text("coordinate_transformation_mode", "half_pixel"),
            call.attributes().text("nearest_mode", "round_prefer_floor"));
    int[] axes = call.integers("axes", allAxes(call));
    call.axes(axes, call.input(0).shape().rank());
    if (call.has(3)) {
      int[] sizes = call.integers(3, "sizes").clone();
      double[] scales = resizing.scales(axes, sizes);
      resizing.run(axes, scales, sizes);
    } else {
      call.attributes().ignore("keep_aspect_ratio_policy");
      double[] scales = call.constant(2, "scales").values();
      resizing.run(axes, scales, resizing.extents(axes, scales));
    }
  }

  private static int[] allAxes(Call call) {
    return IntStream.range(0, call.input(0).shape().rank()).toArray();
  }

  private int[] extents(int[] axes, double[] scales) {
    requireOne(axes, scales.length);
    int[] extents = new int[axes.length];
    for (int k = 0; k < axes.length; k++) {
      int extent = extent(axes[k]);
      double wanted = Math.floor(extent * scales[k]);
      if (!(wanted >= 1 && wanted <= Tensor.MOST_ELEMENTS)) {
        throw call.error("extent (" + wanted + ") along axis " + axes[k] + " must be at least 1");
      }
      if (coordinates.equals("align_corners") && wanted != extent * scales[k]) {
        throw call.error("scale (" + scales[k] + ") must give whole extents with align_corners");
      }
      extents[k] = (int) wanted;
    }
    return extents;
  }

  private void requireOne(int[] axes, int given) {
    if (given != axes.length) {
      throw call.error("scales or sizes (" + given + ") must be " + axes.length);
    }
  }

  private int extent(int axis) {
    Shape x = call.input(0).shape();
    return x.extent(call.axis(axis, x.rank()));
  }

  /** The factors that sizes mean; one for all axes, and other sizes, where the aspect is kept. */
  private double[] scales(int[] axes, int[] sizes) {
    requireOne(axes, sizes.length);
    double[] scales = new double[axes.length];
    for (int k = 0; k < axes.length; k++) {
      int extent = extent(axes[k]);
      boolean batch = call.axis(axes[k], call.input(0).shape().rank()) == 0;
      if (batch && extent == 1 && sizes[k] == call.assembly().fileBatch()) {
        sizes[k] = extent;
      }
      if (sizes[k] < 1) {
        throw call.error("extent (" + sizes[k] + ") along axis " + axes[k] + " must be at least 1");
      }
      scales[k] = (double) sizes[k] / extent;
    }
    String policy = call.attributes().text("keep_aspect_ratio_policy", "stretch");
    if (policy.equals("stretch")) {
      return scales;
    } else if (!policy.equals("not_larger") && !policy.equals("not_smaller")) {
      throw call.error(
          "keep_aspect_ratio_policy ("
              + ExternalData.printable(policy)
              + ") must be stretch, not_larger or not_smaller");
    }
    boolean larger = policy.equals("not_smaller");
    double one =
        larger ? Arrays.stream(scales).max().orElse(1) : Arrays.stream(scales).min().orElse(1);
    for (int k = 0; k < axes.length; k++) {
      sizes[k] = (int) Math.floor(one * extent(axes[k]) + 0.5);
      scales[k] = one;
    }
    return scales;
  }

  private void run(int[] axes, double[] scales, int[] sizes) {
    Shape x = call.input(0).shape();
    call.requireElement(x);
    requireRoom(x.extents(), axes, sizes);
    boolean smooths = call.attributes().integer("antialias", 0) != 0;
    int[] factors = new int[x.rank()];
    Arrays.fill(factors, 1);
    Operand resized = call.input(0);
    for (int k = 0; k < axes.length; k++) {
      int axis = call.axis(axes[k], x.rank());
      int extent = x.extent(axis);
      Places places = new Places(k, axes.length, extent, sizes[k], scales[k]);
      if (!mode.equals("nearest")) {
        if (sizes[k] != extent || scales[k] != 1 || places.cropped()) {
          resized =
              smooths && scales[k] < 1
                  ? smoothed(resized, axis, places)
                  : between(resized, axis, places);
        }
        continue;
      }
      int[] indices = nearest(places);
      int factor = sizes[k] / extent;
      boolean whole = sizes[k] % extent == 0;
      if (places.cropped()) {
        resized =
            outside(call.emitPart("Gather", new Gather(axis, indices), resized), axis, places);
      } else if (whole
          && IntStream.range(0, indices.length).allMatch(i -> indices[i] == i / factor)) {
        factors[axis] = factor;
      } else {
        resized = call.emitPart("Gather", new Gather(axis, indices), resized);
      }
    }
    call.attributes().ignore("cubic_coeff_a", "exclude_outside", "extrapolation_value");
    boolean repeats = Arrays.stream(factors).anyMatch(factor -> factor != 1);
    call.give(repeats ? call.emit(new Repeat(factors), resized) : resized);
  }

  /** Before there is an index for each place along an axis. */
  private void requireRoom(int[] extents, int[] axes, int[] sizes) {
    for (int k = 0; k < axes.length; k++) {
      extents[call.axis(axes[k], extents.length)] = sizes[k];
    }
    call.shape(extents);
  }

  /** Which element each output element copies, as the ONNX operator's definition has it. */
  private int[] nearest(Places places) {
    int[] indices = new int[places.count];
    for (int k = 0; k < indices.length; k++) {
      double at = places.of(k);
      double nearest =
          switch (rounding) {
            case "floor" -> Math.floor(at);
            case "ceil" -> Math.ceil(at);
            case "round_prefer_floor" -> Math.ceil(at - 0.5);
            case "round_prefer_ceil" -> Math.floor(at + 0.5);
            default ->
                throw call.unsupported(
                    "nearest_mode (" + ExternalData.printable(rounding) + ") is not supported");
          };
      indices[k] = places.inside((int) nearest);
    }
    return indices;
  }

  /** Weighted sums of the elements around each place; beyond the border the last one goes on. */
  private Operand between(Operand x, int axis, Places places) {
    boolean cubic = mode.equals("cubic");
    double a = call.attributes().number("cubic_coeff_a", -0.75);
    boolean only = cubic && call.attributes().integer("exclude_outside", 0) != 0;
    int first = cubic ? -1 : 0;
    Taps taps = Taps.of(cubic ? 4 : 2, places.count);
    for (int k = 0; k < places.count; k++) {
      double at = places.of(k);
      double t = at - Math.floor(at);
      double[] weights = cubic ? Taps.cubic(t, a) : new double[] {1 - t, t};
      double sum = 0;
      for (int tap = 0; tap < weights.length; tap++) {
        int index = (int) Math.floor(at) + first + tap;
        weights[tap] = only && index != places.inside(index) ? 0 : weights[tap];
        sum += weights[tap];
      }
      for (int tap = 0; tap < weights.length; tap++) {
        int index = places.inside((int) Math.floor(at) + first + tap);
        taps.set(tap, k, index, only ? weights[tap] / sum : weights[tap]);
      }
    }
    return outside(taps.along(call, x, axis), axis, places);
  }

  /**
   * Weighted sums of all elements that a filter reaches which is as much wider as the image becomes
   * smaller.
   */
  private Operand smoothed(Operand x, int axis, Places places) {
    double a = call.attributes().number("cubic_coeff_a", -0.75);
    boolean only = call.attributes().integer("exclude_outside", 0) != 0;
    int reach = (int) Math.ceil((mode.equals("cubic") ? 2 : 1) / places.scale);
    double[][] weights = new double[places.count][places.extent];
    for (int k = 0; k < places.count; k++) {
      double at = places.of(k);
      double sum = 0;
      for (int offset = 1 - reach; offset <= reach; offset++) {
        int index = (int) Math.floor(at) + offset;
        double distance = Math.abs(index - at) * places.scale;
        double weight =
            mode.equals("cubic") ? Taps.cubicAt(distance, a) : Math.max(0, 1 - distance);
        if (!only || index == places.inside(index)) {
          weights[k][places.inside(index)] += weight;
          sum += weight;
        }
      }
      for (int j = 0; j < places.extent; j++) {
        weights[k][j] /= sum;
      }
    }
    Algebra algebra = new Algebra(call);
    Operand.Constant matrix =
        algebra.matrix("weights", places.count, places.extent, (k, j) -> weights[k][j]);
    return outside(algebra.along(x, axis, matrix), axis, places);
  }

  /** What lies outside a crop is one value. */
  private Operand outside(Operand x, int axis, Places places) {
    if (!places.cropped()) {
      return x;
    }
    Algebra algebra = new Algebra(call);
    double value = call.attributes().number("extrapolation_value", 0);
    int[] extents = new int[x.shape().rank() - axis];
    Arrays.fill(extents, 1);
    extents[0] = places.count;
    Shape shape = call.shape(extents);
    Operand kept =
        algebra.multiply(x, algebra.fixed("inside", shape, k -> places.beyond(k) ? 0 : 1));
    return algebra.add(kept, algebra.fixed("outside", shape, k -> places.beyond(k) ? value : 0));
  }

  /** Where along one axis of the input each output element lies. */
  private final class Places {
    private final int extent;
    private final int count;
    private final double scale;
    private final double start;
    private final double end;

    Places(int index, int axes, int extent, int count, double scale) {
      this.extent = extent;
      this.count = count;
      this.scale = scale;
      double[] region = cropped() ? call.constant(1, "roi").values() : new double[2 * axes];
      if (region.length != 2 * axes) {
        throw call.error("roi must be " + 2 * axes + " numbers");
      }
      start = region[index];
      end = region[index + axes];
      if (mode.equals("cubic") && coordinates.equals("pytorch_half_pixel") && count == 1) {
        throw call.error("pytorch_half_pixel must give more than one element, for cubic");
      }
    }

    boolean cropped() {
      return coordinates.equals("tf_crop_and_resize");
    }

    int inside(int index) {
      return Math.max(0, Math.min(extent - 1, index));
    }

    boolean beyond(int k) {
      return cropped() && !(of(k) >= 0 && of(k) <= extent - 1);
    }

    double of(int k) {
      return switch (coordinates) {
        case "asymmetric" -> k / scale;
        case "half_pixel" -> (k + 0.5) / scale - 0.5;
        case "half_pixel_symmetric" -> {
          double adjustment = count / (scale * extent);
          yield extent / 2.0 * (1 - adjustment) + (k + 0.5) / scale - 0.5;
        }
        case "pytorch_half_pixel" -> count > 1 ? (k + 0.5) / scale - 0.5 : 0;
        case "align_corners" -> count > 1 ? k * (extent - 1.0) / (count - 1) : 0;
        case "tf_half_pixel_for_nn" -> (k + 0.5) / scale;
        case "tf_crop_and_resize" ->
            count > 1
                ? start * (extent - 1) + k * (end - start) * (extent - 1) / (count - 1)
                : 0.5 * (start + end) * (extent - 1);
        default ->
            throw call.unsupported(
                "coordinate_transformation_mode ("
                    + ExternalData.printable(coordinates)
                    + ") is not supported");
      };
    }
  }
}
