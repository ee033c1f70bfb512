package io.plumbline.readers.onnx;

import io.plumbline.graph.Op;
import io.plumbline.graph.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Resizing by the nearest element. Each axis on its own picks elements, so whole factors become
 * repetition and all others a choice by constant indices.
 */
final class Resizing {
  private static final int FIRST_WITH_SIZES = 11;

  private Resizing() {}

  static void upsample(Call call) {
    requireNearest(call);
    double[] scales = call.attributes().numbers("scales");
    if (scales == null) {
      scales = call.constant(1, "scales").values();
    }
    resize(call, allAxes(call), scales, null, "asymmetric", "floor");
  }

  static void resize(Call call) {
    requireNearest(call);
    call.attributes()
        .ignore("cubic_coeff_a", "exclude_outside", "extrapolation_value", "antialias");
    if (call.opset() < FIRST_WITH_SIZES) {
      double[] scales = call.constant(1, "scales").values();
      resize(call, allAxes(call), scales, null, "asymmetric", "floor");
      return;
    }
    String coordinates = call.attributes().text("coordinate_transformation_mode", "half_pixel");
    String rounding = call.attributes().text("nearest_mode", "round_prefer_floor");
    int[] axes = call.integers("axes", allAxes(call));
    call.axes(axes, call.input(0).shape().rank());
    if (call.has(3)) {
      String policy = call.attributes().text("keep_aspect_ratio_policy", "stretch");
      if (!policy.equals("stretch")) {
        throw call.error("keep_aspect_ratio_policy must be stretch");
      }
      int[] sizes = call.integers(3, "sizes");
      resize(call, axes, null, sizes, coordinates, rounding);
    } else {
      call.attributes().ignore("keep_aspect_ratio_policy");
      resize(call, axes, call.constant(2, "scales").values(), null, coordinates, rounding);
    }
  }

  private static void requireNearest(Call call) {
    String mode = call.attributes().text("mode", "nearest");
    if (!mode.equals("nearest")) {
      throw call.error("mode (" + ExternalData.printable(mode) + ") must be nearest");
    }
  }

  private static int[] allAxes(Call call) {
    return IntStream.range(0, call.input(0).shape().rank()).toArray();
  }

  private static void resize(
      Call call, int[] axes, double[] scales, int[] sizes, String coordinates, String rounding) {
    Shape x = call.input(0).shape();
    int given = scales == null ? sizes.length : scales.length;
    if (given != axes.length) {
      throw call.error("scales or sizes (" + given + ") must be " + axes.length);
    }
    int[] factors = new int[x.rank()];
    Arrays.fill(factors, 1);
    Operand resized = call.input(0);
    for (int k = 0; k < axes.length; k++) {
      int axis = call.axis(axes[k], x.rank());
      int extent = x.extent(axis);
      double wanted = scales == null ? sizes[k] : Math.floor(extent * scales[k]);
      if (axis == 0 && scales == null && sizes[k] == call.assembly().fileBatch()) {
        wanted = extent;
      }
      if (!(wanted >= 1 && wanted <= Shape.MOST_ELEMENTS)) {
        throw call.error("extent (" + wanted + ") along axis " + axis + " must be at least 1");
      }
      double scale = scales == null ? wanted / extent : scales[k];
      int[] indices = indices(call, extent, (int) wanted, scale, coordinates, rounding);
      int factor = (int) wanted / extent;
      boolean whole = wanted % extent == 0;
      if (whole && IntStream.range(0, indices.length).allMatch(i -> indices[i] == i / factor)) {
        factors[axis] = factor;
      } else {
        resized = call.emitPart("Gather", new Op.Gather(axis, indices), resized);
      }
    }
    boolean repeats = Arrays.stream(factors).anyMatch(factor -> factor != 1);
    call.give(repeats ? call.emit(new Op.Repeat(factors), resized) : resized);
  }

  /** Which element each output element copies, as the ONNX operator's definition has it. */
  private static int[] indices(
      Call call, int extent, int count, double scale, String coordinates, String rounding) {
    int[] indices = new int[count];
    for (int k = 0; k < count; k++) {
      double at =
          switch (coordinates) {
            case "asymmetric" -> k / scale;
            case "half_pixel" -> (k + 0.5) / scale - 0.5;
            case "half_pixel_symmetric" -> {
              double adjustment = count / (scale * extent);
              yield extent / 2.0 * (1 - adjustment) + (k + 0.5) / scale - 0.5;
            }
            case "pytorch_half_pixel" -> count > 1 ? (k + 0.5) / scale - 0.5 : 0;
            case "align_corners" -> count > 1 ? k * (extent - 1.0) / (count - 1) : 0;
            case "tf_half_pixel_for_nn" -> (k + 0.5) / scale;
            default ->
                throw call.unsupported(
                    "coordinate_transformation_mode ("
                        + ExternalData.printable(coordinates)
                        + ") is not supported");
          };
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
      indices[k] = (int) Math.max(0, Math.min(extent - 1, nearest));
    }
    return indices;
  }
}
