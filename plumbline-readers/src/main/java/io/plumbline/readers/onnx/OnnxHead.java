package io.plumbline.readers.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.loss.OutputKind;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How an ONNX model ends, whatever operators it is made of: in a softmax, in its logarithm, or in
 * neither; and, where in one, the same model with the scores before it as one more output.
 *
 * @param kind what the output is, by the last node
 * @param exposed the model, changed to give the scores too; absent where there is no softmax, or
 *     where tensors lie in other files, which only the model's own place leads to
 */
public record OnnxHead(OutputKind kind, Optional<Exposed> exposed) {
  private static final Set<String> PASSING =
      Set.of("Identity", "Dropout", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze");

  /**
   * A model with its scores in the open.
   *
   * @param model the file's bytes
   * @param scores the name of the output that they are
   */
  public record Exposed(byte[] model, String scores) {}

  /**
   * Looks at a model's end.
   *
   * @param path the file
   * @return what it ends in
   * @throws InvalidInputException if it is no ONNX model, or is damaged
   */
  public static OnnxHead of(Path path) {
    ModelProto model = OnnxReader.parse(path);
    GraphProto graph = model.getGraph();
    Map<String, NodeProto> producers = new HashMap<>();
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(output -> producers.put(output, node));
    }
    NodeProto last =
        graph.getOutputCount() == 0 ? null : producers.get(graph.getOutput(0).getName());
    // No chain of distinct nodes is longer than the graph.
    for (int k = 0; k < graph.getNodeCount() && passes(last); k++) {
      last = producers.get(last.getInput(0));
    }
    OutputKind kind = kind(last);
    return new OnnxHead(
        kind, kind == OutputKind.LOGITS ? Optional.empty() : exposed(model, last.getInput(0)));
  }

  private static boolean passes(NodeProto node) {
    return node != null
        && node.getInputCount() > 0
        && node.getDomain().isEmpty()
        && PASSING.contains(node.getOpType());
  }

  private static OutputKind kind(NodeProto last) {
    if (last == null || last.getInputCount() == 0 || !last.getDomain().isEmpty()) {
      return OutputKind.LOGITS;
    }
    return switch (last.getOpType()) {
      case "Softmax" -> OutputKind.PROBABILITIES;
      case "LogSoftmax" -> OutputKind.LOG_PROBABILITIES;
      default -> OutputKind.LOGITS;
    };
  }

  private static Optional<Exposed> exposed(ModelProto model, String scores) {
    GraphProto graph = model.getGraph();
    boolean external =
        graph.getInitializerList().stream()
            .anyMatch(tensor -> tensor.getDataLocation() == DataLocation.EXTERNAL);
    boolean already = graph.getOutputList().stream().anyMatch(o -> o.getName().equals(scores));
    if (external || already || scores.isEmpty()) {
      return Optional.empty();
    }
    ModelProto.Builder changed = model.toBuilder();
    changed.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName(scores));
    return Optional.of(new Exposed(changed.build().toByteArray(), scores));
  }
}
