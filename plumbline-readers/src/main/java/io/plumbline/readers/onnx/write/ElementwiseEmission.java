package io.plumbline.readers.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Node;
import java.util.ArrayList;
import java.util.List;

/** Functions of each element as ONNX nodes. */
final class ElementwiseEmission {
  private final Node node;
  private final Emission out;
  private final String name;

  private ElementwiseEmission(Node node, Emission out) {
    this.node = node;
    this.out = out;
    this.name = node.name();
  }

  static void emit(Node node, Activation function, Emission out) {
    new ElementwiseEmission(node, out).emit(function);
  }

  private void emit(Activation function) {
    float alpha = (float) function.alpha();
    float beta = (float) function.beta();
    switch (function.kind()) {
      case RELU -> give("Relu", inputs());
      case LEAKY_RELU -> give("LeakyRelu", inputs(), Emission.number("alpha", alpha));
      case ELU -> give("Elu", inputs(), Emission.number("alpha", alpha));
      case CELU -> give("Celu", inputs(), Emission.number("alpha", alpha));
      case SELU ->
          give("Selu", inputs(), Emission.number("alpha", alpha), Emission.number("gamma", beta));
      case HARD_SIGMOID ->
          give(
              "HardSigmoid",
              inputs(),
              Emission.number("alpha", alpha),
              Emission.number("beta", beta));
      case SIGMOID -> give("Sigmoid", inputs());
      case TANH -> give("Tanh", inputs());
      case SOFTPLUS -> give("Softplus", inputs());
      case SOFTSIGN -> give("Softsign", inputs());
      case GELU -> give("Gelu", inputs());
      case GELU_TANH -> give("Gelu", inputs(), Emission.text("approximate", "tanh"));
      case SILU -> {
        String gate = out.part("Sigmoid", name + "/sigmoid", inputs());
        give("Mul", with(gate));
      }
      case CLIP -> clip(function);
      case HARD_SHRINK -> give("Shrink", inputs(), Emission.number("lambd", alpha));
      case THRESHOLD -> {
        if (beta != 0) {
          String limit = out.number(name + "/limit", function.alpha());
          String above = out.part("Greater", name + "/above", with(limit));
          give("Where", List.of(above, input(), out.number(name + "/below", function.beta())));
          return;
        }
        give("ThresholdedRelu", inputs(), Emission.number("alpha", alpha));
      }
      case STEP -> {
        String limit = out.number(name + "/limit", function.alpha());
        String above = out.part("Greater", name + "/above", with(limit));
        AttributeProto type = Emission.integer("to", DataType.FLOAT_VALUE);
        give("Cast", new ArrayList<>(List.of(above)), type);
      }
      case ERF -> give("Erf", inputs());
      case EXP -> give("Exp", inputs());
      case LOG -> give("Log", inputs());
      case SQRT -> give("Sqrt", inputs());
      case POWER -> give("Pow", with(out.number(name + "/exponent", function.alpha())));
      case ABS -> give("Abs", inputs());
      case NEGATE -> give("Neg", inputs());
      case RECIPROCAL -> give("Reciprocal", inputs());
      case SIN -> give("Sin", inputs());
      case COS -> give("Cos", inputs());
      case TAN -> give("Tan", inputs());
      case ASIN -> give("Asin", inputs());
      case ACOS -> give("Acos", inputs());
      case ATAN -> give("Atan", inputs());
      case SINH -> give("Sinh", inputs());
      case COSH -> give("Cosh", inputs());
      case ASINH -> give("Asinh", inputs());
      case ACOSH -> give("Acosh", inputs());
      case ATANH -> give("Atanh", inputs());
      case FLOOR -> give("Floor", inputs());
      case ROUND -> give("Round", inputs());
    }
  }

  private void clip(Activation function) {
    boolean above = Double.isInfinite(function.alpha());
    boolean below = Double.isInfinite(function.beta());
    String low = above ? "" : out.number(name + "/min", function.alpha());
    String high = below ? "" : out.number(name + "/max", function.beta());
    give("Clip", below ? above ? inputs() : with(low) : with(low, high));
  }

  private String input() {
    return out.name(node.input());
  }

  private List<String> inputs() {
    return List.of(input());
  }

  private List<String> with(String... more) {
    List<String> operands = new ArrayList<>(inputs());
    operands.addAll(List.of(more));
    return operands;
  }

  private void give(String type, List<String> operands, AttributeProto... attributes) {
    out.node(type, name, operands, out.define(node.output()), attributes);
  }
}
