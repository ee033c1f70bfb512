package io.plumbline.graph.loss;

import io.plumbline.graph.Graph;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;

/** What a model's output means. */
public enum OutputKind {
  /** Scores before any softmax. */
  LOGITS,
  /** Probabilities: the output of a softmax. */
  PROBABILITIES,
  /** Logarithms of probabilities: the output of a log-softmax. */
  LOG_PROBABILITIES;

  /**
   * Finds out from the model's last layer, looking through layers that only reshape or pass on.
   *
   * @param graph the model
   * @return what its last operation that computes says
   */
  public static OutputKind of(Graph graph) {
    Node last = lastComputing(graph);
    if (last == null) {
      return LOGITS;
    } else if (last.op() instanceof Op.Softmax s && overAll(s.axis(), last)) {
      return PROBABILITIES;
    }
    boolean logarithm = last.op() instanceof Op.LogSoftmax s && overAll(s.axis(), last);
    return logarithm ? LOG_PROBABILITIES : LOGITS;
  }

  /** A softmax over one of several axes gives several distributions, not one of the outputs. */
  private static boolean overAll(int axis, Node softmax) {
    return softmax.output().shape().extent(axis) == softmax.output().shape().size();
  }

  private static Node lastComputing(Graph graph) {
    for (int k = graph.nodes().size() - 1; k >= 0; k--) {
      Node node = graph.nodes().get(k);
      if (!(node.op() instanceof Op.Reshape || node.op() instanceof Op.Dropout)) {
        return node;
      }
    }
    return null;
  }
}
