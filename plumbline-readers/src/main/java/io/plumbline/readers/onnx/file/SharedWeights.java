package io.plumbline.readers.onnx.file;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Exporters write equal tensors once: the scales of all fresh normalizations, the weights of layers
 * that were copied. A gradient by such a weight is of one layer, and the tensor stands in several;
 * nothing in the file tells that from a weight which layers truly share. Whoever knows their names
 * has them taken apart.
 */
public final class SharedWeights {
  private final GraphProto graph;
  private final Map<String, TensorProto> tensors = new HashMap<>();

  public SharedWeights(GraphProto graph) {
    this.graph = graph;
    graph.getInitializerList().forEach(tensor -> tensors.put(tensor.getName(), tensor));
  }

  /**
   * The graph with a tensor for each of these weights.
   *
   * @param names of weights of PyTorch's modules; what the file has under its name stays
   */
  public GraphProto apart(Set<String> names) {
    GraphProto.Builder made = graph.toBuilder().clearNode();
    Map<String, String> first = new HashMap<>();
    int copies = 0;
    for (NodeProto node : graph.getNodeList()) {
      Optional<TensorProto> same = same(node);
      if (same.isPresent() && names.contains(node.getOutput(0))) {
        made.addInitializer(same.get().toBuilder().setName(node.getOutput(0)));
        continue;
      }
      NodeProto.Builder own = node.toBuilder();
      Optional<String> module = ModuleScopes.of(node);
      for (int k = 0; k < node.getInputCount() && module.isPresent(); k++) {
        TensorProto tensor = tensors.get(node.getInput(k));
        if (tensor == null || !isAnothers(tensor.getName(), module.get(), first)) {
          continue;
        }
        boolean madeUp = TorchNames.isMadeUp(tensor.getName());
        String begin = module.get() + ".";
        String name =
            madeUp
                ? TorchNames.madeUp(copies++)
                : begin + (k == 2 || node.getOpType().equals("Add") ? "bias" : "weight");
        boolean wanted =
            madeUp
                ? names.stream().anyMatch(each -> each.startsWith(begin))
                : names.contains(name) && !tensors.containsKey(name);
        if (wanted) {
          made.addInitializer(tensor.toBuilder().setName(name));
          own.setInput(k, name);
        }
      }
      made.addNode(own);
    }
    return made.build();
  }

  /**
   * The graph with tensors of their own for the statistics of batch normalizations: those of fresh
   * ones equal their weights, 0 and 1, but are no weights, and no gradient is by them.
   */
  public GraphProto statisticsApart() {
    Set<String> weights = new HashSet<>();
    Set<String> statistics = new HashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      for (int k = 0; k < node.getInputCount(); k++) {
        (isStatistic(node, k) ? statistics : weights).add(node.getInput(k));
      }
    }
    GraphProto.Builder made = graph.toBuilder();
    Set<String> copied = new HashSet<>();
    // From behind, so that a node that goes leaves the places of those before it.
    for (int place = graph.getNodeCount() - 1; place >= 0; place--) {
      NodeProto node = graph.getNode(place);
      Optional<TensorProto> same = same(node);
      if (same.isPresent() && statistics.contains(node.getOutput(0))) {
        made.addInitializer(same.get().toBuilder().setName(node.getOutput(0)));
        made.removeNode(place);
        continue;
      }
      for (int k = 0; k < node.getInputCount(); k++) {
        TensorProto tensor = tensors.get(node.getInput(k));
        if (tensor != null && isStatistic(node, k) && weights.contains(tensor.getName())) {
          String name = tensor.getName() + (k == 3 ? ".mean" : ".variance");
          if (copied.add(name)) {
            made.addInitializer(tensor.toBuilder().setName(name));
          }
          made.getNodeBuilder(place).setInput(k, name);
        }
      }
    }
    return made.build();
  }

  /** Of the exporter's own way to write another tensor with the same values: that tensor. */
  private Optional<TensorProto> same(NodeProto node) {
    return node.getInputCount() == 1 && node.getOpType().equals("Identity")
        ? Optional.ofNullable(tensors.get(node.getInput(0)))
        : Optional.empty();
  }

  private static boolean isStatistic(NodeProto node, int input) {
    return input >= 3 && node.getOpType().equals("BatchNormalization");
  }

  /** Whether a tensor belongs to another module: by its name, or by whoever reads it first. */
  private static boolean isAnothers(String tensor, String module, Map<String, String> first) {
    return TorchNames.isMadeUp(tensor)
        ? !first.computeIfAbsent(tensor, key -> module).equals(module)
        : !tensor.startsWith(module + ".");
  }

  /** For each weight that several modules read in the same role: which. */
  public Map<String, List<String>> sharing() {
    Map<String, String> roles = new HashMap<>();
    Map<String, Set<String>> modules = new HashMap<>();
    for (NodeProto node : graph.getNodeList()) {
      for (int operand = 0; operand < node.getInputCount(); operand++) {
        String weight = node.getInput(operand);
        if (!tensors.containsKey(weight)) {
          continue;
        }
        Set<String> of = modules.computeIfAbsent(weight, key -> new LinkedHashSet<>());
        String role = node.getOpType() + operand;
        if (role.equals("Identity0")) {
          // The exporter's own way to write another weight with the same values.
          of.add(node.getOutput(0).replaceFirst("\\.[^.]*$", ""));
        } else if (roles.computeIfAbsent(weight, key -> role).equals(role)) {
          ModuleScopes.of(node).ifPresent(of::add);
        }
      }
    }
    Map<String, List<String>> several = new HashMap<>();
    modules.forEach(
        (weight, of) -> {
          if (of.size() > 1) {
            several.put(weight, List.copyOf(of));
          }
        });
    return several;
  }
}
