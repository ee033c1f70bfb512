package io.plumbline.readers.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
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
    double least = 0;
    double most = 255;
    Operand zero = null;
    if (call.has(2)) {
      zero = along(call, 2);
      DataType type = call.assembly().decoder().type(call.constant(2, "y_zero_point"));
      switch (type) {
        case INT8 -> {
          least = Byte.MIN_VALUE;
          most = Byte.MAX_VALUE;
        }
        case UINT16 -> most = Character.MAX_VALUE;
        case INT16 -> {
          least = Short.MIN_VALUE;
          most = Short.MAX_VALUE;
        }
        case UINT8 -> {
          // As without a zero point.
        }
        default -> throw call.unsupported("type (" + type + ") is not supported");
      }
    }
    call.attributes().ignore("saturate", "axis");
    Operand steps = round(call, algebra.divide(call.input(0), along(call, 1)));
    Operand shifted = zero == null ? steps : algebra.add(steps, zero);
    call.give(algebra.clip(shifted, least, most));
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

  private static void requireWhole(Call call) {
    if (call.integer("block_size", 0) != 0 || call.integer("output_dtype", 0) != 0) {
      throw call.unsupported("block_size and output_dtype are not supported");
    }
  }
}
