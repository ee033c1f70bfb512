package io.plumbline.readers.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.readers.onnx.file.SelfContained;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an ONNX model ends, whatever operators it is made of: in a softmax, in its logarithm, or in
 * neither; and the model itself, to be handed to an engine.
 */
public final class OnnxHead {
  private static final Set<String> PASSING =
      Set.of("Identity", "Dropout", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze");

  private final ModelProto model;
  private final OutputKind kind;
  private final Optional<String> scores;

  private OnnxHead(ModelProto model, OutputKind kind, Optional<String> scores) {
    this.model = model;
    this.kind = kind;
    this.scores = scores;
  }

  /**
   * Looks at a model's end.
   *
   * @param path the file; tensors kept outside it are read too
   * @return what it ends in
   * @throws InvalidInputException if it is no ONNX model, is damaged, or asks for a file outside
   *     its folder
   */
  public static OnnxHead of(Path path) {
    ModelProto model = SelfContained.of(OnnxReader.parse(path), path);
    GraphProto graph = model.getGraph();
    Map<String, NodeProto> producers = new HashMap<>();
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(output -> producers.put(output, node));
    }
    NodeProto last =
        graph.getOutputCount() == 0 ? null : producers.get(graph.getOutput(0).getName());
    // No chain of distinct nodes is longer than the graph.
    for (int k = 0; last != null && k < graph.getNodeCount() && passes(last); k++) {
      last = producers.get(last.getInput(0));
    }
    OutputKind kind = kind(last);
    return new OnnxHead(
        model,
        kind,
        last == null || kind == OutputKind.LOGITS ? Optional.empty() : scores(graph, last));
  }

  /**
   * What the output is, by the last node.
   *
   * @return logits where there is no softmax
   */
  public OutputKind kind() {
    return kind;
  }

  /**
   * What goes into the last softmax.
   *
   * @return its name; empty where there is no softmax, or the file has it as an output already
   */
  public Optional<String> scores() {
    return scores;
  }

  /**
   * Writes the model, with no word of any other file.
   *
   * @param file its place
   * @param exposing whether {@link #scores} shall be one more output, the last
   * @throws IOException if it cannot be written
   */
  public void write(Path file, boolean exposing) throws IOException {
    ModelProto.Builder written = model.toBuilder();
    if (exposing) {
      written
          .getGraphBuilder()
          .addOutput(ValueInfoProto.newBuilder().setName(scores.orElseThrow()));
    }
    try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
      written.build().writeTo(stream);
    }
  }

  private static boolean passes(NodeProto node) {
    return node.getInputCount() > 0
        && node.getDomain().isEmpty()
        && PASSING.contains(node.getOpType());
  }

  private static OutputKind kind(@Nullable NodeProto last) {
    if (last == null || last.getInputCount() == 0 || !last.getDomain().isEmpty()) {
      return OutputKind.LOGITS;
    }
    return switch (last.getOpType()) {
      case "Softmax" -> OutputKind.PROBABILITIES;
      case "LogSoftmax" -> OutputKind.LOG_PROBABILITIES;
      default -> OutputKind.LOGITS;
    };
  }

  private static Optional<String> scores(GraphProto graph, NodeProto softmax) {
    String scores = softmax.getInput(0);
    boolean already = graph.getOutputList().stream().anyMatch(o -> o.getName().equals(scores));
    return already || scores.isEmpty() ? Optional.empty() : Optional.of(scores);
  }
}
