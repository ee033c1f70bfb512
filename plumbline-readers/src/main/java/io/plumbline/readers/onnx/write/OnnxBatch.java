package io.plumbline.readers.onnx.write;

import io.plumbline.graph.BatchAxis;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Graph;

/** Whether ONNX's operators, as they are written for a graph, take any number of samples. */
public final class OnnxBatch {
  private OnnxBatch() {}

  /**
   * Whether they do. ONNX broadcasts no constant to the batch that it is laid beside.
   *
   * @param graph to be written
   * @return whether the file may leave its number of samples open
   */
  public static boolean isFree(Graph graph) {
    return BatchAxis.isFree(graph)
        && graph.nodes().stream()
            .filter(node -> node.op() instanceof Concat)
            .flatMap(node -> node.inputs().stream())
            .allMatch(input -> graph.constant(input) == null);
  }
}
