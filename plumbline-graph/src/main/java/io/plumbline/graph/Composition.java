package io.plumbline.graph;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Graphs one behind the other, or side by side. */
public final class Composition {
  private Composition() {}

  /**
   * Two graphs as one.
   *
   * @param first what reads the input
   * @param second what reads the first one's output
   * @return their composition, named after the first
   * @throws InvalidInputException if the second cannot read what the first gives
   */
  public static Graph of(Graph first, Graph second) {
    Value gives = first.output();
    Value reads = second.input();
    if (!gives.shape().equals(reads.shape())) {
      throw new InvalidModelException(
          second.source()
              + ": input "
              + reads.name()
              + " "
              + reads.shape()
              + " must have the shape of the output of "
              + first.source()
              + ", "
              + gives.shape());
    }
    Graph.Builder builder = Graph.builder(first.source());
    return builder.build(append(builder, second, begin(builder, first)));
  }

  /**
   * Copies a graph into an empty builder.
   *
   * @param builder without an input
   * @param graph what to copy
   * @return the output's copy
   */
  public static Value begin(Graph.Builder builder, Graph graph) {
    return append(builder, graph, builder.input(graph.input().name(), graph.input().shape()));
  }

  /**
   * The weighted sum of what graphs give for one and the same input.
   *
   * @param graphs at least one, with inputs alike and one output each
   * @param factors as many
   * @return one graph, with the first one's input
   */
  public static Graph sum(List<Graph> graphs, double[] factors) {
    Graph first = graphs.get(0);
    Graph.Builder builder = Graph.builder(first.source());
    Terms terms = Terms.of(builder, "loss", "Loss");
    Value input = builder.input(first.input().name(), first.input().shape());
    Map<Parameter, Value> constants = new IdentityHashMap<>();
    Value sum = null;
    for (int k = 0; k < factors.length; k++) {
      GraphCopy copy =
          new GraphCopy(
              graphs.get(k),
              builder,
              input,
              constant -> constants.computeIfAbsent(constant, builder::constant));
      graphs.get(k).nodes().forEach(copy::add);
      Value output = terms.reshaped(copy.output(), Shape.of(1));
      Value part = terms.times(output, factors[k]);
      sum = sum == null ? part : terms.plus(sum, part);
    }
    return builder.build(Objects.requireNonNull(sum));
  }

  private static Value append(Graph.Builder builder, Graph graph, Value input) {
    GraphCopy copy = new GraphCopy(graph, builder, input, builder::constant);
    graph.nodes().forEach(copy::add);
    return copy.output();
  }
}
