package io.plumbline.diagnose.mistakes;

import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A graph whose SiLUs are one node each, where a file has them as products of a value and its
 * sigmoid: their backward is written in one piece, and goes wrong in one.
 */
final class WholeActivations {
  private final Graph graph;
  private final Map<Integer, Node> madeBy = new HashMap<>();
  private final Map<Node, Value> whole = new HashMap<>();

  private WholeActivations(Graph graph) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      madeBy.put(node.output().id(), node);
      gated(node).ifPresent(value -> whole.put(node, value));
    }
  }

  /** The same function; empty where there is no such product. */
  static Optional<Graph> of(Graph graph) {
    WholeActivations found = new WholeActivations(graph);
    return found.whole.isEmpty() ? Optional.empty() : Optional.of(found.rewritten());
  }

  /** The value that a node multiplies by its own sigmoid. */
  private Optional<Value> gated(Node node) {
    boolean isProduct =
        node.op() instanceof Binary binary
            && binary.kind() == Binary.Kind.MULTIPLY
            && node.inputs().size() == 2;
    if (!isProduct) {
      return Optional.empty();
    }
    Value first = node.inputs().get(0);
    Value second = node.inputs().get(1);
    if (isSigmoidOf(second, first)) {
      return Optional.of(first);
    }
    return isSigmoidOf(first, second) ? Optional.of(second) : Optional.empty();
  }

  private boolean isSigmoidOf(Value gate, Value value) {
    Node node = madeBy.get(gate.id());
    return node != null
        && node.op() instanceof Elementwise each
        && each.function().kind() == Kind.SIGMOID
        && node.input().equals(value);
  }

  private Graph rewritten() {
    Set<Integer> read = new HashSet<>();
    read.add(graph.output().id());
    for (Node node : graph.nodes()) {
      if (!whole.containsKey(node)) {
        node.inputs().forEach(each -> read.add(each.id()));
      }
    }
    whole.values().forEach(each -> read.add(each.id()));
    Op silu = new Elementwise(Activation.of(Kind.SILU));
    return Subgraph.rewritten(
        graph,
        node -> read.contains(node.output().id()) || whole.containsKey(node),
        node ->
            whole.containsKey(node)
                ? new Node(node.name(), node.type(), silu, List.of(whole.get(node)), node.output())
                : node);
  }
}
