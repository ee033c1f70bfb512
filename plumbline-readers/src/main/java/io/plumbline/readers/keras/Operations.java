package io.plumbline.readers.keras;

import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Op;
import io.plumbline.graph.UnsupportedModelException;
import io.plumbline.graph.Value;
import java.util.List;
import java.util.Map;

/**
 * Arithmetic on the tensors of a Functional model, {@code x + y} or {@code x * 2}, which Keras
 * keeps among the layers. Those that have settings are not read.
 */
final class Operations {
  private static final String MODULES = "keras.src.ops";

  private static final Map<String, Binary.Kind> OF_TWO =
      Map.of(
          "Add", Binary.Kind.ADD,
          "Subtract", Binary.Kind.SUBTRACT,
          "Multiply", Binary.Kind.MULTIPLY,
          "Divide", Binary.Kind.DIVIDE,
          "TrueDivide", Binary.Kind.DIVIDE,
          "Maximum", Binary.Kind.MAXIMUM,
          "Minimum", Binary.Kind.MINIMUM,
          "Power", Binary.Kind.POWER);

  private static final Map<String, Activation> OF_ONE =
      Map.ofEntries(
          Map.entry("Relu", Activation.RELU),
          Map.entry("Relu6", new Activation(Kind.CLIP, 0, 6)),
          Map.entry("Sigmoid", Activation.of(Kind.SIGMOID)),
          Map.entry("Tanh", Activation.of(Kind.TANH)),
          Map.entry("Softplus", Activation.of(Kind.SOFTPLUS)),
          Map.entry("Softsign", Activation.of(Kind.SOFTSIGN)),
          Map.entry("Silu", Activation.of(Kind.SILU)),
          Map.entry("Exp", Activation.of(Kind.EXP)),
          Map.entry("Log", Activation.of(Kind.LOG)),
          Map.entry("Sqrt", Activation.of(Kind.SQRT)),
          Map.entry("Square", Activation.of(Kind.POWER, 2)),
          Map.entry("Absolute", Activation.of(Kind.ABS)),
          Map.entry("Abs", Activation.of(Kind.ABS)),
          Map.entry("Negative", Activation.of(Kind.NEGATE)),
          Map.entry("Reciprocal", Activation.of(Kind.RECIPROCAL)));

  private Operations() {}

  static boolean is(Config description) {
    return description.text("module", "").startsWith(MODULES);
  }

  static Value read(
      String where, Graph.Builder graph, String name, String type, List<Value> inputs) {
    if (OF_TWO.containsKey(type) && inputs.size() == 2) {
      Op op = new Binary(OF_TWO.get(type));
      return graph.add(name, type, op, inputs.get(0), inputs.get(1));
    }
    if (OF_ONE.containsKey(type) && inputs.size() == 1) {
      return graph.add(name, type, new Elementwise(OF_ONE.get(type)), inputs.get(0));
    }
    throw new UnsupportedModelException(where + ": operation " + type + " is not supported");
  }
}
