package io.plumbline.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** A graph's nodes on their way into another, one after the other, as they are or as others. */
public final class GraphCopy {
  private final Graph graph;
  private final Graph.Builder builder;
  private final Function<Parameter, Value> constants;
  private final Map<Integer, Value> copies = new HashMap<>();

  /**
   * A copy of nothing but the input.
   *
   * @param graph what is copied
   * @param builder what it goes into
   * @param input what stands there for the graph's input
   * @param constants what stands there for a constant that a node reads
   */
  public GraphCopy(
      Graph graph, Graph.Builder builder, Value input, Function<Parameter, Value> constants) {
    this.graph = graph;
    this.builder = builder;
    this.constants = constants;
    copies.put(graph.input().id(), input);
  }

  /**
   * What a node reads, in the copy.
   *
   * @param node one whose operands have been copied
   * @return in its order
   */
  public Value[] operands(Node node) {
    return node.inputs().stream().map(this::copied).toArray(Value[]::new);
  }

  private Value copied(Value value) {
    return copies.computeIfAbsent(
        value.id(), id -> constants.apply(Objects.requireNonNull(graph.constant(value))));
  }

  /**
   * Copies a node as it is.
   *
   * @param node one whose operands have been copied
   * @return its output's copy
   */
  public Value add(Node node) {
    return put(node, builder.add(node.name(), node.type(), node.op(), operands(node)));
  }

  /**
   * Takes a value for a node's output.
   *
   * @param node one of the graph
   * @param value what stands for its output
   * @return the value
   */
  public Value put(Node node, Value value) {
    copies.put(node.output().id(), value);
    return value;
  }

  /**
   * The output, once all nodes that lead to it have been copied.
   *
   * @return its copy
   */
  public Value output() {
    return copied(graph.output());
  }
}
