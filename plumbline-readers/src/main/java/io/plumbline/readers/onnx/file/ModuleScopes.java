package io.plumbline.readers.onnx.file;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which module of PyTorch a node came from: its exporters write it down as a list of names, from
 * the model's, which is empty, to the operation's, or put it into the node's name.
 */
public final class ModuleScopes {
  private static final String KEY = "pkg.torch.onnx.name_scopes";
  private static final Pattern NAME = Pattern.compile("'([^']*)'");

  private ModuleScopes() {}

  /** The module's path, as in {@code blocks.0.attention}. */
  public static Optional<String> of(NodeProto node) {
    for (StringStringEntryProto entry : node.getMetadataPropsList()) {
      if (entry.getKey().equals(KEY)) {
        List<String> names = new ArrayList<>();
        Matcher matcher = NAME.matcher(entry.getValue());
        while (matcher.find()) {
          names.add(matcher.group(1));
        }
        // The last is the operation.
        return names.size() < 2 ? Optional.empty() : module(names.get(names.size() - 2));
      }
    }
    return ofName(node.getName());
  }

  /** {@code /blocks.0/attention/MatMul}, or {@code /blocks/blocks.0/attention/MatMul}. */
  private static Optional<String> ofName(String name) {
    if (!name.startsWith("/")) {
      return Optional.empty();
    }
    String[] parts = name.substring(1).split("/");
    StringBuilder path = new StringBuilder();
    for (int k = 0; k + 1 < parts.length; k++) {
      // A list is written twice: by itself, and with the number of its element.
      boolean list = parts[k + 1].startsWith(parts[k] + ".") && k + 2 < parts.length;
      path.append(list ? "" : (path.length() == 0 ? "" : ".") + parts[k]);
    }
    return module(path.toString());
  }

  private static Optional<String> module(String path) {
    return path.isEmpty() ? Optional.empty() : Optional.of(path);
  }
}
