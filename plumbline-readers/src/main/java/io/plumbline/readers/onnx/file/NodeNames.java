package io.plumbline.readers.onnx.file;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Node names as the file gives them, without the path segments that all share; {@code Conv_0} and
 * so on where it gives none.
 */
public final class NodeNames {
  private final String shared;
  private final Map<String, Integer> unnamed = new HashMap<>();

  public NodeNames(List<NodeProto> nodes) {
    String common = null;
    for (NodeProto node : nodes) {
      int slash = node.getName().lastIndexOf('/');
      if (slash >= 0) {
        String path = node.getName().substring(0, slash + 1);
        common = common == null ? path : sharedPath(common, path);
      }
    }
    // In "dense, dense/softmax" the prefix is a layer of its own, and no noise.
    String prefix = common == null ? "" : common;
    boolean named =
        nodes.stream().anyMatch(n -> !prefix.isEmpty() && prefix.equals(n.getName() + "/"));
    shared = named ? "" : prefix;
  }

  private static String sharedPath(String a, String b) {
    int end = 0;
    for (int k = 0; k < Math.min(a.length(), b.length()) && a.charAt(k) == b.charAt(k); k++) {
      if (a.charAt(k) == '/') {
        end = k + 1;
      }
    }
    return a.substring(0, end);
  }

  public String of(NodeProto node) {
    String name = ExternalData.printable(node.getName());
    if (name.isEmpty()) {
      String type = node.getOpType();
      int index = unnamed.merge(type, 1, Integer::sum) - 1;
      return ExternalData.printable(type) + "_" + index;
    }
    return name.startsWith(shared) ? name.substring(shared.length()) : name;
  }
}
