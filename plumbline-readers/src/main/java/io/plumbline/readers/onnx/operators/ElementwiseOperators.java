package io.plumbline.readers.onnx.operators;

import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.ParametricRelu;
import io.plumbline.readers.onnx.file.ExternalData;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.Arrays;
import java.util.Map;

/** Operators on each element, of one tensor or of several broadcast together. */
final class ElementwiseOperators {
  private static final double SELU_ALPHA = 1.67326319217681884765625;
  private static final double SELU_GAMMA = 1.05070102214813232421875;

  private static final int BROADCAST_AT_THE_END = 7;

  private ElementwiseOperators() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("Relu", function(Kind.RELU));
    types.put("Sigmoid", function(Kind.SIGMOID));
    types.put("Tanh", function(Kind.TANH));
    types.put("Softplus", function(Kind.SOFTPLUS));
    types.put("Softsign", function(Kind.SOFTSIGN));
    types.put("Erf", function(Kind.ERF));
    types.put("Erfc", ElementwiseOperators::complementaryError);
    types.put("Exp", function(Kind.EXP));
    types.put("Log", function(Kind.LOG));
    types.put("Sqrt", function(Kind.SQRT));
    types.put("Abs", function(Kind.ABS));
    types.put("Neg", function(Kind.NEGATE));
    types.put("Reciprocal", function(Kind.RECIPROCAL));
    types.put("Sin", function(Kind.SIN));
    types.put("Cos", function(Kind.COS));
    types.put("Tan", function(Kind.TAN));
    types.put("Asin", function(Kind.ASIN));
    types.put("Acos", function(Kind.ACOS));
    types.put("Atan", function(Kind.ATAN));
    types.put("Sinh", function(Kind.SINH));
    types.put("Cosh", function(Kind.COSH));
    types.put("Asinh", function(Kind.ASINH));
    types.put("Acosh", function(Kind.ACOSH));
    types.put("Atanh", function(Kind.ATANH));
    types.put("LeakyRelu", call -> parametric(call, Kind.LEAKY_RELU, 0.01));
    types.put("Elu", call -> parametric(call, Kind.ELU, 1));
    types.put("Celu", call -> parametric(call, Kind.CELU, 1));
    types.put("ThresholdedRelu", call -> parametric(call, Kind.THRESHOLD, 1));
    types.put("Selu", ElementwiseOperators::selu);
    types.put("HardSigmoid", ElementwiseOperators::hardSigmoid);
    types.put("HardSwish", ElementwiseOperators::hardSwish);
    types.put("Mish", ElementwiseOperators::mish);
    types.put("Swish", ElementwiseOperators::swish);
    types.put("SwiGLU", ElementwiseOperators::gated);
    types.put("Gelu", ElementwiseOperators::gelu);
    types.put("Shrink", ElementwiseOperators::shrink);
    types.put("Clip", ElementwiseOperators::clip);
    types.put("PRelu", ElementwiseOperators::parametricRelu);
    types.put("Add", binary(Binary.Kind.ADD));
    types.put("Sub", binary(Binary.Kind.SUBTRACT));
    types.put("Mul", binary(Binary.Kind.MULTIPLY));
    types.put("Div", binary(Binary.Kind.DIVIDE));
    types.put("Pow", ElementwiseOperators::power);
    types.put("Max", call -> call.give(variadic(call, Binary.Kind.MAXIMUM)));
    types.put("Min", call -> call.give(variadic(call, Binary.Kind.MINIMUM)));
    types.put("Sum", call -> call.give(variadic(call, Binary.Kind.ADD)));
    types.put("Mean", ElementwiseOperators::mean);
  }

  private static NodeLowering function(Kind kind) {
    return call -> call.give(new Elementwise(Activation.of(kind)), call.input(0));
  }

  /** 1 - erf(x): TensorFlow's and not ONNX's, but tf2onnx writes it for Keras's gelu. */
  private static void complementaryError(Call call) {
    Algebra algebra = new Algebra(call);
    Operand error = algebra.apply("Erf", Activation.of(Kind.ERF), call.input(0));
    call.give(algebra.subtract(algebra.number(1), error));
  }

  private static NodeLowering binary(Binary.Kind kind) {
    return call -> call.give(new Binary(kind), call.input(0), second(call));
  }

  /**
   * The second of two operands. Before opset 7 it was broadcast on demand, from an axis of the
   * first on; since then shapes are aligned at the end.
   */
  private static Operand second(Call call) {
    Operand other = call.input(1);
    if (call.opset() >= BROADCAST_AT_THE_END) {
      return other;
    }
    boolean broadcasts = call.attributes().integer("broadcast", 0) != 0;
    int rank = call.input(0).shape().rank();
    int own = other.shape().rank();
    int axis = call.integer("axis", rank - own);
    call.attributes().ignore("consumed_inputs");
    if (!broadcasts || axis < 0 || axis + own >= rank) {
      return other;
    }
    int[] extents = Arrays.copyOf(other.shape().extents(), rank - axis);
    Arrays.fill(extents, own, extents.length, 1);
    return new Algebra(call).reshape(other, extents);
  }

  private static void parametric(Call call, Kind kind, double otherwise) {
    double alpha = call.attributes().number("alpha", otherwise);
    call.give(new Elementwise(Activation.of(kind, alpha)), call.input(0));
  }

  private static void selu(Call call) {
    double alpha = call.attributes().number("alpha", SELU_ALPHA);
    double gamma = call.attributes().number("gamma", SELU_GAMMA);
    call.give(new Elementwise(new Activation(Kind.SELU, alpha, gamma)), call.input(0));
  }

  private static void hardSigmoid(Call call) {
    double alpha = call.attributes().number("alpha", 0.2f);
    double beta = call.attributes().number("beta", 0.5);
    call.give(new Elementwise(new Activation(Kind.HARD_SIGMOID, alpha, beta)), call.input(0));
  }

  private static void hardSwish(Call call) {
    Operand gate =
        call.emitPart(
            "HardSigmoid",
            new Elementwise(new Activation(Kind.HARD_SIGMOID, 1.0 / 6, 0.5)),
            call.input(0));
    call.give(new Binary(Binary.Kind.MULTIPLY), call.input(0), gate);
  }

  private static void mish(Call call) {
    Operand soft =
        call.emitPart("Softplus", new Elementwise(Activation.of(Kind.SOFTPLUS)), call.input(0));
    Operand gate = call.emitPart("Tanh", new Elementwise(Activation.of(Kind.TANH)), soft);
    call.give(new Binary(Binary.Kind.MULTIPLY), call.input(0), gate);
  }

  private static void swish(Call call) {
    double alpha = call.attributes().number("alpha", 1);
    if (alpha == 1) {
      call.give(new Elementwise(Activation.of(Kind.SILU)), call.input(0));
      return;
    }
    Operand scaled =
        call.emitPart(
            "Mul",
            new Binary(Binary.Kind.MULTIPLY),
            call.input(0),
            Operand.Constant.ofNumber(call.name() + "/alpha", alpha));
    Operand gate = call.emitPart("Sigmoid", new Elementwise(Activation.of(Kind.SIGMOID)), scaled);
    call.give(new Binary(Binary.Kind.MULTIPLY), call.input(0), gate);
  }

  /** a·sigmoid(alpha·a)·b. */
  private static void gated(Call call) {
    Algebra algebra = new Algebra(call);
    double alpha = call.attributes().number("alpha", 1);
    Operand a = call.input(0);
    Operand scaled = alpha == 1 ? a : algebra.multiply(a, algebra.number(alpha));
    Operand gate = algebra.apply("Sigmoid", Activation.of(Kind.SIGMOID), scaled);
    call.give(algebra.multiply(algebra.multiply(a, gate), call.input(1)));
  }

  private static void gelu(Call call) {
    String approximate = call.attributes().text("approximate", "none");
    Kind kind =
        switch (approximate) {
          case "none" -> Kind.GELU;
          case "tanh" -> Kind.GELU_TANH;
          default ->
              throw call.error(
                  "approximate (" + ExternalData.printable(approximate) + ") must be none or tanh");
        };
    call.give(new Elementwise(Activation.of(kind)), call.input(0));
  }

  private static void shrink(Call call) {
    double lambda = call.attributes().number("lambd", 0.5);
    double bias = call.attributes().number("bias", 0);
    if (bias == 0) {
      call.give(new Elementwise(Activation.of(Kind.HARD_SHRINK, lambda)), call.input(0));
    } else if (bias == lambda) {
      Operand middle =
          call.emitPart(
              "Clip", new Elementwise(new Activation(Kind.CLIP, -lambda, lambda)), call.input(0));
      call.give(new Binary(Binary.Kind.SUBTRACT), call.input(0), middle);
    } else {
      throw call.error("bias (" + bias + ") must be 0 or lambd (" + lambda + ")");
    }
  }

  private static void clip(Call call) {
    Operand x = call.input(0);
    double low = call.attributes().number("min", Double.NEGATIVE_INFINITY);
    double high = call.attributes().number("max", Double.POSITIVE_INFINITY);
    if (computed(call, 1) || computed(call, 2)) {
      // The largest wins where the two are the wrong way round.
      Algebra algebra = new Algebra(call);
      x = bounds(call, 1) ? algebra.maximum(x, call.input(1)) : x;
      call.give(bounds(call, 2) ? algebra.minimum(x, call.input(2)) : x);
      return;
    }
    if (call.has(1)) {
      low = call.number(1, "min");
    }
    if (call.has(2)) {
      high = call.number(2, "max");
    }
    if (!(low <= high)) {
      throw call.error("min (" + low + ") must be at most max (" + high + ")");
    }
    call.give(new Elementwise(new Activation(Kind.CLIP, low, high)), x);
  }

  private static boolean bounds(Call call, int index) {
    return computed(call, index)
        || call.has(index) && !Double.isInfinite(call.number(index, "a bound"));
  }

  private static boolean computed(Call call, int index) {
    return call.has(index) && call.input(index) instanceof Operand.Computed;
  }

  private static void parametricRelu(Call call) {
    Operand.Constant slope = call.constant(1, "slope");
    int rank = call.input(0).shape().rank();
    if (call.opset() < BROADCAST_AT_THE_END && slope.shape().rank() == 1 && rank > 2) {
      // One slope for each channel.
      int[] extents = new int[rank - 1];
      Arrays.fill(extents, 1);
      extents[0] = slope.values().length;
      slope = slope.withShape(call.shape(extents));
    }
    call.give(new ParametricRelu(call.parameter(slope, true)), call.input(0));
  }

  private static void power(Call call) {
    if (call.input(1) instanceof Operand.Constant exponent
        && exponent.values().length == 1
        && exponent.shape().rank() <= call.input(0).shape().rank()
        && call.input(0) instanceof Operand.Computed) {
      double alpha = call.number(1, "exponent");
      call.give(new Elementwise(Activation.of(Kind.POWER, alpha)), call.input(0));
      return;
    }
    call.give(new Binary(Binary.Kind.POWER), call.input(0), second(call));
  }

  /** Several tensors combined one after the other. */
  private static Operand variadic(Call call, Binary.Kind kind) {
    Operand sum = call.input(0);
    for (int k = 1; k < call.inputCount(); k++) {
      sum = call.emit(new Binary(kind), sum, call.input(k));
    }
    return sum;
  }

  private static void mean(Call call) {
    Operand sum = variadic(call, Binary.Kind.ADD);
    call.give(
        call.emitPart(
            "Div",
            new Binary(Binary.Kind.DIVIDE),
            sum,
            Operand.Constant.ofNumber(call.name() + "/count", call.inputCount())));
  }
}
