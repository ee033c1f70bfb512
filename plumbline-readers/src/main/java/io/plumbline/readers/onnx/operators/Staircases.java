package io.plumbline.readers.onnx.operators;

import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.readers.onnx.file.ElementType;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.Map;

/**
 * Operators that round: level between their jumps, which are kinks. What passes a gradient straight
 * through them in training is no derivative of what the file computes.
 */
final class Staircases {
  private Staircases() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("Floor", call -> call.give(floor(call, call.input(0))));
    types.put("Ceil", Staircases::ceil);
    types.put("Round", call -> call.give(round(call, call.input(0))));
    types.put("Mod", Staircases::modulo);
  }

  private static Operand floor(Call call, Operand x) {
    return new Algebra(call).apply("Floor", Activation.of(Kind.FLOOR), x);
  }

  static Operand round(Call call, Operand x) {
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
}
