package io.plumbline.graph;

import io.plumbline.core.InvalidInputException;

/** Graphs one behind the other. */
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
   * Copies a graph behind a constant.
   *
   * @param builder what to copy into
   * @param graph what to copy
   * @param x what its input holds, in C order
   * @return the output's copy, which depends on nothing but weights
   */
  public static Value held(Graph.Builder builder, Graph graph, double[] x) {
    Tensor input = new Tensor(graph.input().shape(), x);
    return append(builder, graph, builder.constant(Parameter.fixed(graph.input().name(), input)));
  }

  private static Value append(Graph.Builder builder, Graph graph, Value input) {
    GraphCopy copy = new GraphCopy(graph, builder, input, builder::constant);
    graph.nodes().forEach(copy::add);
    return copy.output();
  }
}
