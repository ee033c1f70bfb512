package io.plumbline.readers.onnx.operators;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.AveragePool;
import io.plumbline.graph.InvalidModelException;
import io.plumbline.graph.Layout;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Window;
import io.plumbline.readers.onnx.file.ExternalData;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.Convolutions;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Operators that slide a window: convolution and pooling over one to three axes. The graph slides
 * over two at most and for one sample; a third axis becomes channels, and a batch is taken apart.
 */
final class SlidingWindows {
  private SlidingWindows() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("Conv", SlidingWindows::convolution);
    types.put("ConvTranspose", SlidingWindows::transposed);
    types.put("CausalConvWithState", SlidingWindows::causal);
    types.put("MaxPool", SlidingWindows::maxPool);
    types.put("AveragePool", SlidingWindows::averagePool);
    types.put("LpPool", SlidingWindows::normPool);
  }

  private static void convolution(Call call) {
    Operand.Constant kernel = call.constant(1, "weight");
    Window window = window(call, call.input(0), extents(call, kernel), false);
    int groups = call.integer("group", 1);
    if (window.rank() > FoldedAxes.MOST) {
      Operand.Constant shifts = call.has(2) ? call.constant(2, "bias") : null;
      FoldedAxes folded = new FoldedAxes(call, window);
      call.give(folded.convolved(call.input(0), kernel, shifts, groups));
      return;
    }
    Parameter bias = call.has(2) ? call.parameter(call.constant(2, "bias"), true) : null;
    call.give(new Convolutions(call, kernel, bias, window, groups).of(call.input(0)));
  }

  /** Those of the kernel, but for its channels. */
  static int[] extents(Call call, Operand.Constant kernel) {
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
    return extents;
  }

  /** A convolution of the input with zeros between its elements, by the mirrored kernel. */
  private static void transposed(Call call) {
    Operand.Constant kernel = call.constant(1, "weight");
    int[] extents = extents(call, kernel);
    int spatial = extents.length;
    if (spatial > FoldedAxes.MOST) {
      throw FoldedAxes.tooMany(call);
    }
    int[] ones = new int[spatial];
    Arrays.fill(ones, 1);
    int[] strides = call.integers("strides", ones);
    int[] dilations = call.integers("dilations", ones);
    int[] more = call.integers("output_padding", new int[spatial]);
    int[] pads = TransposedPads.of(call, extents, strides, dilations, more);
    Parameter bias = call.has(2) ? call.parameter(call.constant(2, "bias"), true) : null;
    int groups = call.integer("group", 1);
    Algebra algebra = new Algebra(call);
    Operand x = call.input(0);
    for (int k = 0; k < spatial; k++) {
      int reach = dilations[k] * (extents[k] - 1);
      x = spread(algebra, x, k + 2, strides[k]);
      x = bordered(algebra, x, k + 2, reach - pads[k], reach - pads[k + spatial] + more[k]);
    }
    Window window = new Window(extents, ones, dilations, new int[spatial], new int[spatial], false);
    Operand.Constant mirrored = mirrored(call, kernel, groups);
    call.give(new Convolutions(call, mirrored, bias, window, groups).of(x));
  }

  private static Operand spread(Algebra algebra, Operand x, int axis, int stride) {
    if (stride == 1) {
      return x;
    }
    int[] extents = x.shape().extents();
    int[] split = new int[extents.length + 1];
    System.arraycopy(extents, 0, split, 0, axis + 1);
    System.arraycopy(extents, axis + 1, split, axis + 2, extents.length - axis - 1);
    split[axis + 1] = 1;
    Operand wide = algebra.pad(algebra.reshape(x, split), axis + 1, 0, stride - 1, 0);
    int extent = extents[axis];
    extents[axis] = extent * stride;
    return algebra.slice(algebra.reshape(wide, extents), axis, 0, (extent - 1) * stride + 1);
  }

  /** Zeros before and behind; where negative, elements are taken away. */
  private static Operand bordered(Algebra algebra, Operand x, int axis, int before, int after) {
    int extent = x.shape().extent(axis);
    Operand cut = algebra.slice(x, axis, Math.max(0, -before), extent - Math.max(0, -after));
    return algebra.pad(cut, axis, Math.max(0, before), Math.max(0, after), 0);
  }

  /** (in, out/groups, …) to (out, in/groups, …), its taps from the last to the first. */
  private static Operand.Constant mirrored(Call call, Operand.Constant kernel, int groups) {
    Shape shape = kernel.shape();
    int in = shape.extent(0);
    if (groups < 1 || in % groups != 0) {
      throw call.error("group (" + groups + ") must divide the channels, " + in);
    }
    int out = shape.extent(1);
    int taps = shape.size() / Math.max(1, in * out);
    int each = in / groups;
    int[] extents = shape.extents();
    extents[0] = out * groups;
    extents[1] = each;
    double[] values = new double[shape.size()];
    call.assembly().decoder().count(values.length, kernel.name());
    for (int k = 0; k < values.length; k++) {
      int tap = k % taps;
      int channel = k / taps / out;
      int unit = k / taps % out + channel / each * out;
      values[(unit * each + channel % each) * taps + taps - 1 - tap] = kernel.values()[k];
    }
    return kernel.withValues(Tensor.shapeOf(extents), values);
  }

  private static void causal(Call call) {
    Algebra algebra = new Algebra(call);
    Operand.Constant kernel = call.constant(1, "weight");
    int past = kernel.shape().extent(-1) - 1;
    Operand x =
        call.has(3)
            ? algebra.concat(2, List.of(call.input(3), call.input(0)))
            : algebra.pad(call.input(0), 2, past, 0, 0);
    Parameter bias = call.has(2) ? call.parameter(call.constant(2, "bias"), true) : null;
    Window window = Window.of(new int[] {past + 1}, new int[] {1});
    int channels = x.shape().extent(1);
    Operand y = new Convolutions(call, kernel, bias, window, channels).of(x);
    String activation = call.attributes().text("activation", "none");
    if (activation.equals("silu") || activation.equals("swish")) {
      y = algebra.apply("Swish", Activation.of(Activation.Kind.SILU), y);
    } else if (!activation.equals("none")) {
      throw call.error(
          "activation (" + ExternalData.printable(activation) + ") must be none, silu or swish");
    }
    call.give(y);
    int length = x.shape().extent(2);
    call.give(algebra.slice(x, 2, length - past, length));
  }

  private static void maxPool(Call call) {
    // It orders the places of the largest elements, which are another output.
    call.attributes().ignore("storage_order");
    boolean ceil = call.attributes().integer("ceil_mode", 0) != 0;
    Window window = window(call, call.input(0), kernel(call), ceil);
    call.give(pooled(call, call.input(0), window, w -> new MaxPool(w, Layout.CHANNELS_FIRST)));
  }

  private static void averagePool(Call call) {
    boolean counts = call.attributes().integer("count_include_pad", 0) != 0;
    boolean ceil = call.attributes().integer("ceil_mode", 0) != 0;
    Window window = window(call, call.input(0), kernel(call), ceil);
    call.give(pooled(call, call.input(0), window, averaging(counts)));
  }

  private static Function<Window, Op> averaging(boolean counts) {
    return window -> new AveragePool(window, counts, Layout.CHANNELS_FIRST);
  }

  /** The p-norm of each window: its mean of |x|^p, padding counted, times its taps. */
  private static void normPool(Call call) {
    Algebra algebra = new Algebra(call);
    boolean ceil = call.attributes().integer("ceil_mode", 0) != 0;
    int p = call.integer("p", 2);
    if (p < 1) {
      throw call.error("p (" + p + ") must be at least 1");
    }
    Window window = window(call, call.input(0), kernel(call), false);
    if (ceil) {
      window = overhung(call.input(0).shape(), window);
    }
    Operand sizes = algebra.abs(call.input(0));
    Operand powers = p == 1 ? sizes : algebra.power(sizes, p);
    Operand means = pooled(call, powers, window, averaging(true));
    int taps = Arrays.stream(window.kernel()).reduce(1, Math::multiplyExact);
    Operand sums = algebra.multiply(means, algebra.number(taps));
    call.give(p == 1 ? sums : algebra.power(sums, 1.0 / p));
  }

  /** With as much padding behind as the last, overhanging window reaches. */
  private static Window overhung(Shape x, Window window) {
    Window counted =
        new Window(
            window.kernel(),
            window.strides(),
            window.dilations(),
            window.padsBegin(),
            window.padsEnd(),
            true);
    int[] ends = window.padsEnd().clone();
    for (int k = 0; k < ends.length; k++) {
      int extent = x.extent(k + 2);
      int reach = window.dilations()[k] * (window.kernel()[k] - 1) + 1;
      int last = (counted.outputExtent(k, extent) - 1) * window.strides()[k] + reach;
      ends[k] = Math.max(ends[k], last - extent - window.padsBegin()[k]);
    }
    return window.padded(window.padsBegin(), ends);
  }

  /**
   * A pool takes each channel on its own, so that a batch is more channels; over three axes it is
   * one over the last two and then one over the first, for a maximum as for a mean whose divisor is
   * a product over the axes.
   */
  private static Operand pooled(Call call, Operand x, Window window, Function<Window, Op> pool) {
    int rank = window.rank();
    if (rank > FoldedAxes.MOST) {
      FoldedAxes folded = new FoldedAxes(call, window);
      return folded.unfolded(pooled(call, folded.folded(x), folded.window(), pool), x);
    }
    Algebra algebra = new Algebra(call);
    Shape shape = x.shape();
    if (rank < 3 && shape.extent(0) == 1) {
      return call.emit(pool.apply(window), x);
    }
    int images = shape.extent(0) * shape.extent(1);
    int[] out = shape.extents();
    for (int k = 0; k < rank; k++) {
      out[k + 2] = window.outputExtent(k, shape.extent(k + 2));
    }
    if (rank < 3) {
      int[] flat = shape.extents();
      flat[0] = 1;
      flat[1] = images;
      Operand each = call.emit(pool.apply(window), algebra.reshape(x, flat));
      return algebra.reshape(each, out);
    }
    int depth = shape.extent(2);
    Operand planes = algebra.reshape(x, 1, images * depth, shape.extent(3), shape.extent(4));
    Operand flat = call.emitPart("Planes", pool.apply(window.axes(1, 3)), planes);
    Operand columns = algebra.reshape(flat, 1, images, depth, out[3] * out[4]);
    Window along = window.axes(0, 1).besideFixedAxis();
    return algebra.reshape(call.emit(pool.apply(along), columns), out);
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
    if (x.rank() < 3) {
      throw call.error("input " + x + " must have 3 axes or more");
    }
    return x.rank() - 2;
  }

  static Window window(Call call, Operand x, int[] kernel, boolean ceil) {
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
        case "SAME_UPPER" -> given.same(spatial(x), true);
        case "SAME_LOWER" -> given.same(spatial(x), false);
        default ->
            throw call.error(
                "auto_pad ("
                    + ExternalData.printable(automatic)
                    + ") must be NOTSET, VALID, SAME_UPPER or SAME_LOWER");
      };
    } catch (ArithmeticException e) {
      throw call.error("kernel, strides and dilations must be smaller");
    } catch (InvalidModelException e) {
      throw e;
    } catch (InvalidInputException e) {
      throw call.error(e.getMessage());
    }
  }

  private static int[] spatial(Operand x) {
    int[] extents = x.shape().extents();
    return Arrays.copyOfRange(extents, 2, extents.length);
  }
}
