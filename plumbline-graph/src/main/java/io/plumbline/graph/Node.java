package io.plumbline.graph;

import java.util.List;

/**
 * One operation at its place in the graph.
 *
 * @param name as the file names it, unique in the graph; what messages and certificates say
 * @param type the file's word for it: {@code Conv}, {@code Conv2D}
 * @param op what it computes
 * @param inputs in the operation's order
 * @param output what it gives
 */
public record Node(String name, String type, Op op, List<Value> inputs, Value output) {
  /** Copies the list. */
  public Node {
    inputs = List.copyOf(inputs);
  }

  /**
   * The only or first input.
   *
   * @return the value
   */
  public Value input() {
    return inputs.get(0);
  }
}
