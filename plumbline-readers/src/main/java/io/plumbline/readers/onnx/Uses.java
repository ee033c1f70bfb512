package io.plumbline.readers.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.plumbline.readers.onnx.file.Operand;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who reads what in one list of nodes, to see an addition as the bias of a matrix product. */
final class Uses {
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, NodeProto> reader = new HashMap<>();
  private final Set<NodeProto> merged = Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean branches;

  Uses(List<NodeProto> nodes, List<String> results) {
    for (NodeProto node : nodes) {
      for (String input : node.getInputList()) {
        counts.merge(input, 1, Integer::sum);
        reader.put(input, node);
      }
      // A branch may read any value from outside: then nothing is known to have one reader.
      branches |= node.getAttributeList().stream().anyMatch(a -> a.hasG());
    }
    results.forEach(result -> counts.merge(result, 1, Integer::sum));
  }

  boolean merged(NodeProto node) {
    return merged.contains(node);
  }

  void merge(NodeProto node) {
    merged.add(node);
  }

  /** The addition of a constant that is all that becomes of a matrix product; null if none. */
  @Nullable NodeProto biasOf(NodeProto product, GraphLowering.Frame frame) {
    if (branches || !product.getOpType().equals("MatMul") || product.getOutputCount() != 1) {
      return null;
    }
    String output = product.getOutput(0);
    NodeProto next = reader.get(output);
    boolean adds =
        counts.getOrDefault(output, 0) == 1
            && next != null
            && next.getOpType().equals("Add")
            && next.getDomain().equals(product.getDomain())
            && next.getInputCount() == 2
            && next.getOutputCount() == 1;
    return adds && bias(product, Objects.requireNonNull(next), frame) != null ? next : null;
  }

  Operand.@Nullable Constant bias(
      NodeProto product, NodeProto addition, GraphLowering.Frame frame) {
    int other = addition.getInput(0).equals(product.getOutput(0)) ? 1 : 0;
    return frame.find(addition.getInput(other)) instanceof Operand.Constant c ? c : null;
  }
}
