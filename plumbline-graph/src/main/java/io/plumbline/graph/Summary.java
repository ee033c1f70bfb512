package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * A model in a table: what each node gives and how many parameters it holds. A parameter that
 * several nodes share is counted at the first.
 *
 * @param source the file's name
 * @param input the input's name
 * @param inputShape the input's shape, its batch axis {@code None}
 * @param rows one for each node, in the graph's order
 * @param trainable elements of all parameters that training changes
 * @param fixed elements of all others: running statistics and constants
 */
public record Summary(
    String source, String input, String inputShape, List<Row> rows, long trainable, long fixed) {

  /**
   * One node.
   *
   * @param name as the file names it
   * @param type the file's word for it
   * @param shape of its output, the batch axis {@code None}
   * @param parameters elements of the parameters counted here
   */
  public record Row(String name, String type, String shape, long parameters) {}

  /** Copies the list. */
  public Summary {
    rows = List.copyOf(rows);
  }

  /**
   * Sums a graph up.
   *
   * @param graph any graph
   * @return its table
   */
  public static Summary of(Graph graph) {
    Set<Parameter> counted = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Row> rows = new ArrayList<>();
    long trainable = 0;
    long fixed = 0;
    for (Node node : graph.nodes()) {
      long here = 0;
      for (Parameter parameter : graph.parametersOf(node)) {
        if (counted.add(parameter)) {
          int size = parameter.tensor().shape().size();
          here += size;
          trainable += parameter.trainable() ? size : 0;
          fixed += parameter.trainable() ? 0 : size;
        }
      }
      rows.add(new Row(node.name(), node.type(), batched(node.output().shape()), here));
    }
    return new Summary(
        graph.source(),
        graph.input().name(),
        batched(graph.input().shape()),
        rows,
        trainable,
        fixed);
  }

  /**
   * All parameters.
   *
   * @return elements, trainable and fixed
   */
  public long parameters() {
    return trainable + fixed;
  }

  private static String batched(Shape shape) {
    return shape.rank() == 0 ? "()" : shape.toString().replaceFirst("\\d+", "None");
  }
}
