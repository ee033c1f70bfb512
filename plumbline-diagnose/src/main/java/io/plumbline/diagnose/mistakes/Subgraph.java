package io.plumbline.diagnose.mistakes;

import io.plumbline.graph.Graph;
import io.plumbline.graph.Node;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Copies a graph: up to one of its values, from one on, or with nodes replaced. */
final class Subgraph {
  private final Graph graph;
  private final Graph.Builder builder;
  private final Map<Integer, Value> copies = new HashMap<>();

  private Subgraph(Graph graph, Value input) {
    this.graph = graph;
    this.builder = Graph.builder(graph.source());
    copies.put(input.id(), builder.input(input.name(), input.shape()));
  }

  /** The graph that ends at one of its values. */
  static Graph upTo(Graph graph, Value output) {
    Subgraph copy = new Subgraph(graph, graph.input());
    for (Node node : graph.nodes()) {
      copy.copies.put(node.output().id(), copy.add(node));
      if (node.output().equals(output)) {
        break;
      }
    }
    return copy.builder.build(copy.of(output));
  }

  /** The graph that begins at one of its values; empty where something goes past that. */
  static Optional<Graph> from(Graph graph, Value input) {
    Subgraph copy = new Subgraph(graph, input);
    boolean behind = input.equals(graph.input());
    for (Node node : graph.nodes()) {
      if (behind) {
        for (Value read : node.inputs()) {
          if (!copy.copies.containsKey(read.id()) && graph.constant(read) == null) {
            return Optional.empty();
          }
        }
        copy.copies.put(node.output().id(), copy.add(node));
      }
      behind |= node.output().equals(input);
    }
    return Optional.of(copy.builder.build(copy.of(graph.output())));
  }

  /**
   * The graph with some nodes replaced.
   *
   * @param kept whether a node is needed
   * @param as what becomes of it, of values that stand earlier, under the same output
   */
  static Graph rewritten(Graph graph, Predicate<Node> kept, UnaryOperator<Node> as) {
    Subgraph copy = new Subgraph(graph, graph.input());
    for (Node node : graph.nodes()) {
      if (kept.test(node)) {
        copy.copies.put(node.output().id(), copy.add(as.apply(node)));
      }
    }
    return copy.builder.build(copy.of(graph.output()));
  }

  /** The copy of a value that stands earlier. */
  private Value of(Value value) {
    return Objects.requireNonNull(copies.get(value.id()));
  }

  private Value add(Node node) {
    Value[] inputs = new Value[node.inputs().size()];
    for (int k = 0; k < inputs.length; k++) {
      Value input = node.inputs().get(k);
      Parameter constant = graph.constant(input);
      inputs[k] =
          constant == null
              ? of(input)
              : copies.computeIfAbsent(input.id(), id -> builder.constant(constant));
    }
    return builder.add(node.name(), node.type(), node.op(), inputs);
  }
}
