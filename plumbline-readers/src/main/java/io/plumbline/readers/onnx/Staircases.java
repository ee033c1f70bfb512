package io.plumbline.readers.onnx;

import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.readers.onnx.Operand.Constant;
import java.util.Arrays;
import java.util.Map;

/**
 * Operators that round: level between their jumps, which are kinks. What passes a gradient straight
 * through them in training is no derivative of what the file computes.
 */
final class Staircases {
  private Staircases() {}

  static void register(Map<String, Operators.Lowering> types) {
    types.put("Floor", call -> call.give(floor(call, call.input(0))));
    types.put("Ceil", Staircases::ceil);
    types.put("Round", call -> call.give(round(call, call.input(0))));
    types.put("Mod", Staircases::modulo);
    types.put("QuantizeLinear", Staircases::quantize);
    types.put("DequantizeLinear", Staircases::dequantize);
    types.put("QLinearMatMul", Staircases::product);
  }

  private static Operand floor(Call call, Operand x) {
    return new Algebra(call).apply("Floor", Activation.of(Kind.FLOOR), x);
  }

  private static Operand round(Call call, Operand x) {
    return new Algebra(call).apply("Round", Activation.of(Kind.ROUND), x);
  }

  private static void ceil(Call call) {
    Algebra algebra = new Algebra(call);
    call.give(algebra.negate(floor(call, algebra.negate(call.input(0)))));
  }

  /** Towards zero: the whole part of x where it is positive, less that of -x where it is not. */
  static Operand truncated(Call call, Operand x) {
    Algebra algebra = new Algebra(call);
    Operand above = floor(call, algebra.apply("Relu", Activation.RELU, x));
    Operand below = floor(call, algebra.apply("Relu", Activation.RELU, algebra.negate(x)));
    return algebra.subtract(above, below);
  }

  /** Towards zero, and modulo as many numbers as the type has. */
  static Operand whole(Call call, Operand x, ElementType type) {
    Operand truncated = truncated(call, x);
    if (type.bits() > Byte.SIZE) {
      return truncated;
    }
    Algebra algebra = new Algebra(call);
    Operand all = algebra.number(Math.scalb(1.0, type.bits()));
    Operand above = algebra.subtract(truncated, algebra.number(type.least()));
    Operand turns = floor(call, algebra.divide(above, all));
    return algebra.subtract(truncated, algebra.multiply(turns, all));
  }

  /** The remainder, with the sign of the divisor, or of the dividend where fmod says so. */
  private static void modulo(Call call) {
    Operand a = call.input(0);
    Operand b = call.input(1);
    boolean truncates = call.attributes().integer("fmod", 0) != 0;
    if (a instanceof Constant one && b instanceof Constant) {
      Constants.combine(
          call, (x, y) -> truncates ? x % y : x - y * Math.floor(x / y), one.integer());
      return;
    }
    Algebra algebra = new Algebra(call);
    Operand quotient = algebra.divide(a, b);
    Operand whole = truncates ? truncated(call, quotient) : floor(call, quotient);
    call.give(algebra.subtract(a, algebra.multiply(b, whole)));
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
    Operand steps = round(call, algebra.divide(call.input(0), along(call, 1)));
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
    Operand steps = round(call, algebra.divide(algebra.matrixProduct(a, b), call.input(6)));
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

  private static void requireWhole(Call call) {
    if (call.integer("block_size", 0) != 0 || call.integer("output_dtype", 0) != 0) {
      throw call.unsupported("block_size and output_dtype are not supported");
    }
  }
}
