package io.plumbline.readers.onnx.file;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.options.WeightReplacement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The weights of PyTorch's modules in tensors that its exporters made of them and gave names such
 * as {@code onnx::MatMul_101} or {@code val_3}: a linear layer's, transposed; a group
 * normalization's, with axes for the image; a recurrent layer's, of all gates and directions, in
 * ONNX's order of gates. Whoever looks for {@code blocks.0.query.weight} finds it, as PyTorch has
 * it.
 */
public final class TorchNames {
  private static final Pattern MADE_UP = Pattern.compile("onnx::\\w+|val_[\\d_]+");

  /** What an exporter computes while it folds; a part of no module. */
  private static final Pattern FOLDED = Pattern.compile("val_[\\d_]+");

  /** PyTorch's gates in their order, each by its place among ONNX's. */
  private static final Map<String, int[]> GATES =
      Map.of("RNN", new int[] {0}, "GRU", new int[] {1, 0, 2}, "LSTM", new int[] {0, 2, 3, 1});

  /** Which input of a recurrent node its biases are. */
  private static final int BIAS = 3;

  /** A weight of a module: its shape, and where each of its elements stands in the tensor. */
  private record Part(String name, Shape shape, int[] places) {}

  /**
   * What reads a tensor.
   *
   * @param operator its type
   * @param operand which of its inputs the tensor is
   * @param module that it came from
   * @param layer how many nodes of that type the module has before it
   */
  private record Use(String operator, int operand, String module, int layer) {}

  private final Map<String, List<Use>> uses = new HashMap<>();

  private final Set<String> statistics = new HashSet<>();

  public TorchNames(GraphProto graph) {
    Map<String, Integer> layers = new HashMap<>();
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOpType().equals("BatchNormalization")) {
        // Mean and variance follow the data.
        node.getInputList().stream().skip(3).forEach(statistics::add);
      }
      Optional<String> module = ModuleScopes.of(node);
      if (module.isEmpty()) {
        continue;
      }
      String type = node.getOpType();
      int layer = layers.merge(type + " " + module.get(), 1, Integer::sum) - 1;
      for (int k = 0; k < node.getInputCount(); k++) {
        String tensor = node.getInput(k);
        if (MADE_UP.matcher(tensor).matches()) {
          uses.computeIfAbsent(tensor, key -> new ArrayList<>())
              .add(new Use(type, k, module.get(), layer));
        }
      }
    }
  }

  /** Whether an exporter made a name up. */
  static boolean isMadeUp(String name) {
    return MADE_UP.matcher(name).matches();
  }

  /** A name as exporters make them up, which none of them gives. */
  static String madeUp(int number) {
    return "val_" + number + "_";
  }

  private static List<Part> parts(Use use, Shape shape) {
    String what = use.module + (use.operator.equals("Add") ? ".bias" : ".weight");
    int[] gates = GATES.get(use.operator);
    if (gates != null) {
      return recurrent(use, shape, gates);
    } else if (use.operator.equals("MatMul") && shape.rank() == 2) {
      Shape turned = Tensor.shapeOf(shape.extent(1), shape.extent(0));
      return List.of(new Part(what, turned, transposition(shape)));
    } else if (use.operator.equals("Mul") || use.operator.equals("Add")) {
      int[] places = IntStream.range(0, shape.size()).toArray();
      return List.of(new Part(what, Tensor.shapeOf(shape.size()), places));
    }
    return List.of();
  }

  private static List<Part> recurrent(Use use, Shape shape, int[] gates) {
    boolean bias = use.operand == BIAS;
    if (use.operand < 1 || use.operand > BIAS || shape.rank() != (bias ? 2 : 3)) {
      return List.of();
    }
    int rows = shape.extent(1);
    int columns = bias ? 1 : shape.extent(2);
    int blocks = bias ? 2 * gates.length : gates.length;
    if (rows % blocks != 0) {
      return List.of();
    }
    int each = rows / blocks * columns;
    List<Part> parts = new ArrayList<>();
    for (int direction = 0; direction < shape.extent(0); direction++) {
      String end = "_l" + use.layer + (direction == 1 ? "_reverse" : "");
      int start = direction * rows * columns;
      if (bias) {
        Shape own = Tensor.shapeOf(rows / 2);
        int second = start + rows / 2;
        parts.add(new Part(use.module + ".bias_ih" + end, own, gated(start, each, gates)));
        parts.add(new Part(use.module + ".bias_hh" + end, own, gated(second, each, gates)));
      } else {
        String name = use.module + (use.operand == 1 ? ".weight_ih" : ".weight_hh") + end;
        parts.add(new Part(name, Tensor.shapeOf(rows, columns), gated(start, each, gates)));
      }
    }
    return parts;
  }

  /** Places of blocks of so many elements, in another order. */
  private static int[] gated(int start, int each, int[] gates) {
    return IntStream.range(0, each * gates.length)
        .map(k -> start + gates[k / each] * each + k % each)
        .toArray();
  }

  private static int[] transposition(Shape shape) {
    int rows = shape.extent(0);
    int columns = shape.extent(1);
    return IntStream.range(0, rows * columns).map(k -> k % rows * columns + k / rows).toArray();
  }

  /** What is read in a tensor's place, or in that of the weights it is made of. */
  public Tensor read(String name, Tensor tensor, boolean trainable, WeightReplacement weights) {
    List<Part> made =
        uses.getOrDefault(name, List.of()).stream()
            .map(use -> parts(use, tensor.shape()))
            .filter(parts -> !parts.isEmpty())
            .findFirst()
            .orElse(List.of());
    if (made.isEmpty()) {
      boolean trained = !statistics.contains(name) && !FOLDED.matcher(name).matches();
      return weights.read(name, tensor, trainable && trained);
    }
    double[] values = tensor.values().clone();
    for (Part part : made) {
      double[] own = new double[part.places().length];
      for (int k = 0; k < own.length; k++) {
        own[k] = tensor.values()[part.places()[k]];
      }
      double[] read = weights.read(part.name(), new Tensor(part.shape(), own), trainable).values();
      for (int k = 0; k < own.length; k++) {
        values[part.places()[k]] = read[k];
      }
    }
    return new Tensor(tensor.shape(), values);
  }
}
