package io.plumbline.readers.onnx.operators;

import io.plumbline.graph.Parameter;
import io.plumbline.graph.Window;
import io.plumbline.readers.onnx.file.ElementType;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.Convolutions;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Operators of quantized models. What they round is level between its jumps; a gradient that passes
 * straight through is no derivative of what the file computes.
 */
final class Quantized {
  private static final int STEPS = 255;

  private Quantized() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("QuantizeLinear", Quantized::quantize);
    types.put("DequantizeLinear", Quantized::dequantize);
    types.put("DynamicQuantizeLinear", Quantized::quantizeByRange);
    types.put("QLinearMatMul", Quantized::product);
    types.put("QLinearConv", Quantized::convolution);
    types.put("MatMulInteger", Quantized::wholeProduct);
    types.put("ConvInteger", Quantized::wholeConvolution);
  }

  /** One number for all, or one for each place along an axis, under a shape that broadcasts. */
  private static Operand along(Call call, int index) {
    Operand scale = call.input(index);
    if (scale.shape().rank() != 1 || scale.shape().size() == 1) {
      return scale.shape().size() == 1 ? new Algebra(call).reshape(scale) : scale;
    }
    int rank = call.input(0).shape().rank();
    int axis = call.axis(call.integer("axis", 1), rank);
    int[] extents = new int[rank - axis];
    Arrays.fill(extents, 1);
    extents[0] = scale.shape().size();
    return new Algebra(call).reshape(scale, extents);
  }

  /** round(x / scale) + zero point, cut to what the type holds. */
  private static void quantize(Call call) {
    Algebra algebra = new Algebra(call);
    requireWhole(call);
    ElementType type = ElementType.UINT8;
    Operand zero = null;
    if (call.has(2)) {
      zero = along(call, 2);
      type = call.assembly().decoder().type(call.constant(2, "y_zero_point"));
      if (!type.integer()) {
        throw call.unsupported("y_zero_point (" + type + ") is not supported");
      }
    }
    call.attributes().ignore("saturate", "axis");
    Operand steps = Staircases.round(call, algebra.divide(call.input(0), along(call, 1)));
    Operand shifted = zero == null ? steps : algebra.add(steps, zero);
    call.give(algebra.clip(shifted, type.least(), type.most()));
  }

  /** (x - zero point) · scale. */
  private static void dequantize(Call call) {
    Algebra algebra = new Algebra(call);
    requireWhole(call);
    Operand x = call.input(0);
    Operand shifted = call.has(2) ? algebra.subtract(x, along(call, 2)) : x;
    Operand scale = along(call, 1);
    call.attributes().ignore("axis");
    call.give(algebra.multiply(shifted, scale));
  }

  /** The product of quantized matrices, quantized again. */
  private static void product(Call call) {
    Algebra algebra = new Algebra(call);
    Operand a = scaled(algebra, call, 0, -2);
    Operand b = scaled(algebra, call, 3, -1);
    ElementType type = call.assembly().decoder().type(call.constant(7, "y_zero_point"));
    if (!type.integer()) {
      throw call.unsupported("y_zero_point (" + type + ") is not supported");
    }
    Operand steps =
        Staircases.round(call, algebra.divide(algebra.matrixProduct(a, b), call.input(6)));
    Operand shifted = algebra.add(steps, call.input(7));
    call.give(algebra.clip(shifted, type.least(), type.most()));
  }

  /** One factor of {@link #product}: a number for all, or one for each row or column. */
  private static Operand scaled(Algebra algebra, Call call, int index, int axis) {
    Operand x = call.input(index);
    Operand scale = call.input(index + 1);
    Operand zero = call.input(index + 2);
    if (x.shape().rank() < 2) {
      throw call.unsupported("operands of fewer than 2 axes are not supported");
    }
    if (scale.shape().rank() == 1 && axis == -2) {
      scale = algebra.reshape(scale, scale.shape().size(), 1);
      zero = algebra.reshape(zero, zero.shape().size(), 1);
    }
    return algebra.multiply(algebra.subtract(x, zero), scale);
  }

  /**
   * Scale and zero point so that 0 and all that is there fit into 0 to 255: y = clip(round(x /
   * scale) + zero), scale = (max(0, x) - min(0, x)) / 255, zero = clip(round(-min(0, x) / scale)).
   */
  private static void quantizeByRange(Call call) {
    Algebra algebra = new Algebra(call);
    Operand flat = algebra.reshape(call.input(0), call.input(0).shape().size());
    Constant none = algebra.number(0);
    Operand most = algebra.maximum(algebra.reshape(algebra.largest(flat, 0)), none);
    Operand least =
        algebra.minimum(
            algebra.negate(algebra.reshape(algebra.largest(algebra.negate(flat), 0))), none);
    Operand range = algebra.subtract(most, least);
    Operand scale = algebra.divide(range, algebra.number(STEPS));
    Operand start = Staircases.round(call, algebra.divide(algebra.negate(least), scale));
    Operand zero = algebra.clip(start, 0, STEPS);
    Operand steps = Staircases.round(call, algebra.divide(call.input(0), scale));
    call.give(algebra.clip(algebra.add(steps, zero), 0, STEPS));
    call.give(scale);
    call.give(zero);
  }

  private static Operand less(Call call, int index, int zero) {
    return call.has(zero)
        ? new Algebra(call).subtract(call.input(index), call.input(zero))
        : call.input(index);
  }

  /** (a - zero point) · (b - zero point); the first's may be one for each row. */
  private static void wholeProduct(Call call) {
    Algebra algebra = new Algebra(call);
    Operand a = call.input(0);
    if (call.has(2)) {
      Operand zero = call.input(2);
      boolean rows = zero.shape().rank() == 1 && zero.shape().size() > 1;
      a = algebra.subtract(a, rows ? algebra.reshape(zero, zero.shape().size(), 1) : zero);
    }
    if (a.shape().rank() < 2) {
      throw call.unsupported("operands of fewer than 2 axes are not supported");
    }
    call.give(algebra.matrixProduct(a, less(call, 1, 3)));
  }

  private static void wholeConvolution(Call call) {
    Constant kernel = call.constant(1, "weight");
    call.give(convolution(call, less(call, 0, 2), shifted(call, kernel, 3), null));
  }

  /** The kernel less its zero point: one for all, or one for each channel of the output. */
  private static Constant shifted(Call call, Constant kernel, int index) {
    if (!call.has(index)) {
      return kernel;
    }
    Constant zero = call.constant(index, "w_zero_point");
    Operand made = new Algebra(call).subtract(kernel, perChannel(call, zero, kernel));
    return (Constant) made;
  }

  private static Constant perChannel(Call call, Constant one, Constant kernel) {
    if (one.shape().size() == 1 || kernel.shape().rank() == 0) {
      return one.withShape(call.shape());
    }
    int[] extents = new int[kernel.shape().rank()];
    Arrays.fill(extents, 1);
    extents[0] = one.shape().size();
    return one.withShape(call.shape(extents));
  }

  private static Operand convolution(
      Call call, Operand x, Constant kernel, @Nullable Parameter bias) {
    Window window = SlidingWindows.window(call, x, SlidingWindows.extents(call, kernel), false);
    return new Convolutions(call, kernel, bias, window, call.integer("group", 1)).of(x);
  }

  /** The convolution of what is quantized, quantized again. */
  private static void convolution(Call call) {
    Algebra algebra = new Algebra(call);
    Operand x = algebra.multiply(algebra.subtract(call.input(0), call.input(2)), call.input(1));
    Constant scale = call.constant(4, "w_scale");
    Constant kernel = shifted(call, call.constant(3, "weight"), 5);
    Operand scaled = algebra.multiply(kernel, perChannel(call, scale, kernel));
    Parameter bias = null;
    if (call.has(8)) {
      Constant both = (Constant) algebra.multiply(call.constant(1, "x_scale"), scale);
      Constant given = call.constant(8, "bias");
      bias = call.parameter((Constant) algebra.multiply(given, both), true);
    }
    Operand y = convolution(call, x, (Constant) scaled, bias);
    ElementType type = call.assembly().decoder().type(call.constant(7, "y_zero_point"));
    Operand steps = Staircases.round(call, algebra.divide(y, call.input(6)));
    call.give(algebra.clip(algebra.add(steps, call.input(7)), type.least(), type.most()));
  }

  private static void requireWhole(Call call) {
    if (call.integer("block_size", 0) != 0 || call.integer("output_dtype", 0) != 0) {
      throw call.unsupported("block_size and output_dtype are not supported");
    }
  }
}
