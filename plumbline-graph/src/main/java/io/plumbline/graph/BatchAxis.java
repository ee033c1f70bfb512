package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.List;

/**
 * Whether many samples can go through a graph at once: whether axis 0 of whatever depends on the
 * input is the batch axis, and stays so. Where it is not, samples go one by one.
 */
public final class BatchAxis {
  private BatchAxis() {}

  /**
   * Asks each operation on the way from the input.
   *
   * @param graph for one sample
   * @return whether each sample of a batch is computed on its own
   */
  public static boolean isFree(Graph graph) {
    boolean[] dependent = new boolean[graph.valueCount()];
    dependent[graph.input().id()] = true;
    if (!leads(graph.input())) {
      return false;
    }
    for (Node node : graph.nodes()) {
      List<Value> inputs = node.inputs();
      boolean[] batched = new boolean[inputs.size()];
      boolean depends = false;
      for (int k = 0; k < batched.length; k++) {
        batched[k] = dependent[inputs.get(k).id()];
        depends |= batched[k];
      }
      if (depends && !(leads(node.output()) && node.op().keepsBatch(shapes(inputs), batched))) {
        return false;
      }
      dependent[node.output().id()] = depends;
    }
    return true;
  }

  private static boolean leads(Value value) {
    return value.shape().rank() >= 1 && value.shape().extent(0) == 1;
  }

  private static List<Shape> shapes(List<Value> values) {
    return values.stream().map(Value::shape).toList();
  }
}
