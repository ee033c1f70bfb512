package io.plumbline.readers.onnx.file;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The nodes of a list that lead to what is asked for. What nobody reads need not be understood.
 *
 * @param nodes in the file's order
 * @param names of the values they read
 */
public record Needed(List<NodeProto> nodes, Set<String> names) {
  /**
   * Walks backwards.
   *
   * @param results what is asked for
   * @param stops values that are there already, whatever gives them
   */
  public static Needed of(List<NodeProto> nodes, List<String> results, Set<String> stops) {
    Set<String> wanted = new HashSet<>();
    results.stream().filter(result -> !stops.contains(result)).forEach(wanted::add);
    List<NodeProto> kept = new ArrayList<>();
    for (int k = nodes.size() - 1; k >= 0; k--) {
      NodeProto node = nodes.get(k);
      if (node.getOutputList().stream().anyMatch(wanted::contains)) {
        kept.add(node);
        Set<String> inputs = new HashSet<>();
        read(node, inputs);
        inputs.stream().filter(input -> !stops.contains(input)).forEach(wanted::add);
      }
    }
    Collections.reverse(kept);
    return new Needed(kept, wanted);
  }

  /** What a node reads, its bodies included: they may read any value from outside. */
  static void read(NodeProto node, Set<String> into) {
    into.addAll(node.getInputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        read(attribute.getG(), into);
      }
      attribute.getGraphsList().forEach(body -> read(body, into));
    }
  }

  private static void read(GraphProto body, Set<String> into) {
    body.getNodeList().forEach(node -> read(node, into));
    body.getOutputList().forEach(output -> into.add(output.getName()));
  }

  boolean reads(String name) {
    return names.contains(name);
  }
}
