package io.plumbline.diagnose.mistakes;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Graph;
import io.plumbline.graph.LayerNormalization;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Transpose;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Copies a graph: up to one of its values, or as it computes in training. */
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
   * The graph in which each batch normalization over an image takes the image's own mean and
   * variance, as training does with a batch of one.
   */
  static Graph training(Graph graph) {
    Subgraph copy = new Subgraph(graph, graph.input());
    for (Node node : graph.nodes()) {
      boolean own =
          node.op() instanceof BatchNormalization norm
              && node.input().shape().size() > node.input().shape().extent(norm.axis());
      copy.copies.put(node.output().id(), own ? copy.normalised(node) : copy.add(node));
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

  /** Channels first, each normalised over all that follows, then back, scaled and shifted. */
  private Value normalised(Node node) {
    BatchNormalization norm = (BatchNormalization) node.op();
    Shape shape = node.input().shape();
    int[] first = new int[shape.rank()];
    first[0] = norm.axis();
    for (int axis = 0, next = 1; axis < first.length; axis++) {
      if (axis != norm.axis()) {
        first[next++] = axis;
      }
    }
    int[] back = new int[first.length];
    for (int axis = 0; axis < first.length; axis++) {
      back[first[axis]] = axis;
    }
    Value at = of(node.input());
    at = builder.add(node.name() + "/first", node.type(), new Transpose(first), at);
    Op own = new LayerNormalization(null, null, norm.epsilon(), 1);
    at = builder.add(node.name() + "/own", node.type(), own, at);
    at = builder.add(node.name() + "/back", node.type(), new Transpose(back), at);
    at = byChannel(node, at, norm.scale(), norm.axis(), Binary.Kind.MULTIPLY);
    return byChannel(node, at, norm.shift(), norm.axis(), Binary.Kind.ADD);
  }

  private Value byChannel(
      Node node, Value at, @Nullable Parameter parameter, int axis, Binary.Kind kind) {
    if (parameter == null) {
      return at;
    }
    int[] extents = new int[at.shape().rank()];
    Arrays.fill(extents, 1);
    extents[axis] = parameter.tensor().values().length;
    Tensor tensor = new Tensor(Tensor.shapeOf(extents), parameter.tensor().values());
    Value constant = builder.constant(Parameter.fixed(parameter.name(), tensor));
    return builder.add(node.name() + "/" + kind, node.type(), new Binary(kind), at, constant);
  }
}
