package io.plumbline.readers.onnx;

import io.plumbline.graph.BatchAxis;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Graph;

/** Whether ONNX's operators, as they are written for a graph, take any number of samples. */
final class OnnxBatch {
  private OnnxBatch() {}

  /** ONNX broadcasts no constant to the batch that it is laid beside. */
  static boolean isFree(Graph graph) {
    return BatchAxis.isFree(graph)
        && graph.nodes().stream()
            .filter(node -> node.op() instanceof Concat)
            .flatMap(node -> node.inputs().stream())
            .allMatch(input -> graph.constant(input) == null);
  }
}
