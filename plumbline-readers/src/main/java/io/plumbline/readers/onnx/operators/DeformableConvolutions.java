package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
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
 * Convolution whose kernel reads beside its places (Dai et al. 2017; with a mask, Zhu et al. 2019):
 * each element of the kernel reads the image at its place plus an offset, interpolated linearly,
 * and what was read is multiplied by the kernel as in any convolution.
 */
final class DeformableConvolutions {
  private final Call call;
  private final Algebra algebra;
  private final int groups;
  private final int offsetGroups;
  private final int[] kernel;
  private final int[] strides;
  private final int[] pads;
  private final int[] dilations;
  private final int[] extents;
  private final int[] out;

  private DeformableConvolutions(Call call) {
    this.call = call;
    this.algebra = new Algebra(call);
    Shape x = call.input(0).shape();
    Shape weights = call.input(1).shape();
    if (x.rank() != 4 || weights.rank() != 4 || call.input(2).shape().rank() != 4) {
      throw call.unsupported("images " + x + " of other than 2 axes are not supported");
    }
    call.requireElement(x);
    call.requireElement(weights);
    this.extents = Arrays.copyOfRange(x.extents(), 2, 4);
    this.kernel = Arrays.copyOfRange(weights.extents(), 2, 4);
    this.groups = call.atLeast("group", 1, 1);
    this.offsetGroups = call.atLeast("offset_group", 1, 1);
    this.strides = call.perAxis("strides", 1, 1, 1);
    this.pads = call.perAxis("pads", 0, 0, 0, 0, 0);
    this.dilations = call.perAxis("dilations", 1, 1, 1);
    call.attributes().ignore("kernel_shape");
    this.out = new int[2];
    for (int axis = 0; axis < 2; axis++) {
      long window = (long) dilations[axis] * (kernel[axis] - 1) + 1;
      long room = (long) extents[axis] + pads[axis] + pads[axis + 2] - window;
      out[axis] = (int) Math.min(Integer.MAX_VALUE, room / strides[axis] + 1);
      if (room < 0) {
        throw call.error("kernel " + Arrays.toString(kernel) + " must fit into the padded input");
      }
    }
    requireFit(x, weights);
  }

  static void register(Map<String, NodeLowering> types) {
    types.put("DeformConv", call -> call.give(new DeformableConvolutions(call).convolved()));
  }

  private void requireFit(Shape x, Shape weights) {
    int channels = x.extent(1);
    if (channels % groups != 0
        || channels % offsetGroups != 0
        || weights.extent(0) % groups != 0
        || weights.extent(1) != channels / groups) {
      throw call.error(
          "group (%d), offset_group (%d) and weights %s must fit %d channels"
              .formatted(groups, offsetGroups, weights, channels));
    }
    int points = offsetGroups * kernel[0] * kernel[1];
    requireShape(2, "offset", x.extent(0), 2 * points);
    if (call.has(4)) {
      requireShape(4, "mask", x.extent(0), points);
    }
    if (call.has(3) && call.input(3).shape().size() != weights.extent(0)) {
      throw call.error("bias " + call.input(3).shape() + " must have " + weights.extent(0));
    }
  }

  private void requireShape(int input, String what, int samples, int channels) {
    Shape wanted = call.shape(samples, channels, out[0], out[1]);
    if (!call.input(input).shape().equals(wanted)) {
      throw call.error(what + " " + call.input(input).shape() + " must be " + wanted);
    }
  }

  private Operand convolved() {
    Shape x = call.input(0).shape();
    int filters = call.input(1).shape().extent(0);
    List<Operand> samples = new ArrayList<>();
    for (int n = 0; n < x.extent(0); n++) {
      Operand sum = products(columns(n));
      if (call.has(3)) {
        sum = algebra.add(sum, algebra.reshape(call.input(3), filters, 1));
      }
      samples.add(algebra.reshape(sum, 1, filters, out[0], out[1]));
    }
    return algebra.concat(0, samples);
  }

  /** (filters, points): each group's kernels times what they read. */
  private Operand products(Operand columns) {
    Shape weights = call.input(1).shape();
    int filters = weights.extent(0) / groups;
    int each = columns.shape().extent(0) / groups;
    Operand flat = algebra.reshape(call.input(1), weights.extent(0), each);
    List<Operand> parts = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      parts.add(
          algebra.matrixProduct(
              algebra.slice(flat, 0, group * filters, (group + 1) * filters),
              algebra.slice(columns, 0, group * each, (group + 1) * each)));
    }
    return algebra.concat(0, parts);
  }

  /** (channels times kernel elements, points): what each element of the kernel reads. */
  private Operand columns(int sample) {
    Shape x = call.input(0).shape();
    int channels = x.extent(1) / offsetGroups;
    int elements = kernel[0] * kernel[1];
    int points = out[0] * out[1];
    Operand image = rows(0, sample, x.extent(1), extents[0] * extents[1]);
    Operand offsets = rows(2, sample, 2 * offsetGroups * elements, points);
    Operand mask = call.has(4) ? rows(4, sample, offsetGroups * elements, points) : null;
    List<Operand> all = new ArrayList<>();
    for (int group = 0; group < offsetGroups; group++) {
      Operand part = algebra.slice(image, 0, group * channels, (group + 1) * channels);
      List<Operand> read = new ArrayList<>();
      for (int element = 0; element < elements; element++) {
        int row = group * elements + element;
        Operand values =
            read(
                part,
                List.of(
                    places(algebra.slice(offsets, 0, 2 * row, 2 * row + 1), 0, element),
                    places(algebra.slice(offsets, 0, 2 * row + 1, 2 * row + 2), 1, element)));
        values =
            mask == null ? values : algebra.multiply(values, algebra.slice(mask, 0, row, row + 1));
        read.add(algebra.reshape(values, channels, 1, points));
      }
      all.add(algebra.concat(1, read));
    }
    return algebra.reshape(algebra.concat(0, all), x.extent(1) * elements, points);
  }

  /** One sample of an input, as a matrix. */
  private Operand rows(int input, int sample, int rows, int columns) {
    Operand one = algebra.slice(call.input(input), 0, sample, sample + 1);
    return algebra.reshape(one, rows, columns);
  }

  /** Where a kernel's element reads along an axis, in pixels: (points, 1). */
  private Operand places(Operand offset, int axis, int element) {
    int at = axis == 0 ? element / kernel[1] : element % kernel[1];
    int points = out[0] * out[1];
    Constant grid =
        algebra.fixed(
            "places",
            call.shape(points, 1),
            point -> {
              int step = axis == 0 ? point / out[1] : point % out[1];
              return (double) step * strides[axis] - pads[axis] + (double) at * dilations[axis];
            });
    return algebra.add(algebra.reshape(offset, points, 1), grid);
  }

  private Operand read(Operand image, List<Operand> places) {
    return places.get(0) instanceof Constant rows && places.get(1) instanceof Constant columns
        ? Taps.linear(extents, rows.values(), columns.values()).along(call, image, 1)
        : new Hats(call).along(image, extents, places);
  }
}
