package io.plumbline.readers.onnx;

import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.Layout;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Shape;
import io.plumbline.graph.Window;
import java.util.Arrays;
import java.util.Map;

/** Operators that slide a window: convolution and pooling over one or two axes. */
final class Windows {
  private Windows() {}

  static void register(Map<String, Operators.Lowering> types) {
    types.put("Conv", Windows::convolution);
    types.put("MaxPool", Windows::maxPool);
    types.put("AveragePool", Windows::averagePool);
  }

  private static void convolution(Call call) {
    Operand.Constant kernel = call.constant(1, "weight");
    int spatial = spatialAxes(call);
    if (kernel.shape().rank() != spatial + 2) {
      throw call.error("weight " + kernel.shape() + " must have " + (spatial + 2) + " axes");
    }
    int[] extents = Arrays.copyOfRange(kernel.shape().extents(), 2, spatial + 2);
    int[] declared = call.integers("kernel_shape", extents);
    if (!Arrays.equals(extents, declared)) {
      throw call.error(
          "kernel_shape ("
              + Arrays.toString(declared)
              + ") must be the weight's, "
              + Arrays.toString(extents));
    }
    Window window = window(call, extents, false);
    Parameter bias = call.has(2) ? call.parameter(call.constant(2, "bias"), true) : null;
    int groups = call.integer("group", 1);
    call.give(
        new Op.Convolution(
            call.parameter(kernel, true), bias, window, groups, Layout.CHANNELS_FIRST),
        call.input(0));
  }

  private static void maxPool(Call call) {
    if (call.attributes().integer("storage_order", 0) != 0) {
      throw call.error("storage_order must be 0");
    }
    boolean ceil = call.attributes().integer("ceil_mode", 0) != 0;
    Window window = window(call, kernel(call), ceil);
    call.give(new Op.MaxPool(window, Layout.CHANNELS_FIRST), call.input(0));
  }

  private static void averagePool(Call call) {
    boolean counts = call.attributes().integer("count_include_pad", 0) != 0;
    boolean ceil = call.attributes().integer("ceil_mode", 0) != 0;
    Window window = window(call, kernel(call), ceil);
    call.give(new Op.AveragePool(window, counts, Layout.CHANNELS_FIRST), call.input(0));
  }

  private static int[] kernel(Call call) {
    int[] kernel = call.integers("kernel_shape", new int[0]);
    if (kernel.length != spatialAxes(call)) {
      throw call.error(
          "kernel_shape ("
              + Arrays.toString(kernel)
              + ") must have "
              + spatialAxes(call)
              + " numbers");
    }
    return kernel;
  }

  private static int spatialAxes(Call call) {
    Shape x = call.input(0).shape();
    if (x.rank() != 3 && x.rank() != 4) {
      throw call.error("input " + x + " must have 3 or 4 axes");
    }
    return x.rank() - 2;
  }

  private static Window window(Call call, int[] kernel, boolean ceil) {
    int rank = kernel.length;
    int[] ones = new int[rank];
    Arrays.fill(ones, 1);
    int[] strides = call.integers("strides", ones);
    int[] dilations = call.integers("dilations", ones);
    int[] pads = call.integers("pads", new int[2 * rank]);
    String automatic = call.attributes().text("auto_pad", "NOTSET");
    if (strides.length != rank || dilations.length != rank || pads.length != 2 * rank) {
      throw call.error(
          "strides, dilations and pads must have "
              + rank
              + ", "
              + rank
              + " and "
              + 2 * rank
              + " numbers");
    }
    try {
      Window given =
          new Window(
              kernel,
              strides,
              dilations,
              Arrays.copyOf(pads, rank),
              Arrays.copyOfRange(pads, rank, 2 * rank),
              ceil);
      return switch (automatic) {
        case "NOTSET", "" -> given;
        case "VALID" -> given.padded(new int[rank], new int[rank]);
        case "SAME_UPPER" -> given.same(spatial(call), true);
        case "SAME_LOWER" -> given.same(spatial(call), false);
        default ->
            throw call.error(
                "auto_pad ("
                    + ExternalData.printable(automatic)
                    + ") must be NOTSET, VALID, SAME_UPPER or SAME_LOWER");
      };
    } catch (ArithmeticException e) {
      throw call.error("kernel, strides and dilations must be smaller");
    } catch (InvalidInputException e) {
      throw e.getMessage().startsWith(call.assembly().source()) ? e : call.error(e.getMessage());
    }
  }

  private static int[] spatial(Call call) {
    int[] extents = call.input(0).shape().extents();
    return Arrays.copyOfRange(extents, 2, extents.length);
  }
}
