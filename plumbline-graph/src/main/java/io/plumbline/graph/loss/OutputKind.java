package io.plumbline.graph.loss;

import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.LogSoftmax;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.OpVisitor;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Value;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    return last == null ? LOGITS : last.op().accept(new Kinds(last));
  }

  /**
   * The scores that a final softmax, or its logarithm, is taken of.
   *
   * @param graph the model
   * @return what goes into it; the output itself where the model ends in neither
   */
  public static Value scores(Graph graph) {
    Node last = lastComputing(graph);
    return last == null || of(graph) == LOGITS ? graph.output() : last.input();
  }

  /**
   * The model's last operation, looking through those that only reshape or pass on.
   *
   * @param graph the model
   * @return empty where nothing is computed
   */
  static Optional<Op> lastOperation(Graph graph) {
    return Optional.ofNullable(lastComputing(graph)).map(Node::op);
  }

  /**
   * Whether the output is a probability each, of a sigmoid.
   *
   * @param graph the model
   * @return false where its last operation is another
   */
  public static boolean endsInSigmoid(Graph graph) {
    return lastOperation(graph)
        .filter(op -> op instanceof Elementwise each && each.function().kind() == Kind.SIGMOID)
        .isPresent();
  }

  private static @Nullable Node lastComputing(Graph graph) {
    for (int k = graph.nodes().size() - 1; k >= 0; k--) {
      Node node = graph.nodes().get(k);
      if (!node.op().passesOn()) {
        return node;
      }
    }
    return null;
  }

  /** What comes out of a node. */
  private record Kinds(Node node) implements OpVisitor.Otherwise<OutputKind> {
    @Override
    public OutputKind visit(Softmax op) {
      return overAll(op.axis()) ? PROBABILITIES : LOGITS;
    }

    @Override
    public OutputKind visit(LogSoftmax op) {
      return overAll(op.axis()) ? LOG_PROBABILITIES : LOGITS;
    }

    @Override
    public OutputKind otherwise(Op op) {
      return LOGITS;
    }

    /** A softmax over one of several axes gives several distributions, not one of the outputs. */
    private boolean overAll(int axis) {
      return node.output().shape().extent(axis) == node.output().shape().size();
    }
  }
}
