package io.plumbline.jobs.run;

import io.plumbline.core.function.Precision;
import io.plumbline.djl.TorchGraph;
import io.plumbline.graph.Graph;

/** One graph in PyTorch, in both precisions. */
record Engines(TorchGraph float32, TorchGraph float64) implements AutoCloseable {
  static Engines of(Graph graph) {
    return new Engines(
        TorchGraph.of(graph, Precision.FLOAT32), TorchGraph.of(graph, Precision.FLOAT64));
  }

  @Override
  public void close() {
    float32.close();
    float64.close();
  }
}
