package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.OtherTensor.Other;
import io.plumbline.graph.Movement;
import io.plumbline.graph.Node;
import io.plumbline.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Values inside the model that have as many elements as its input: behind a normalization, an
 * activation, an embedding, or the scores.
 */
final class InnerValues {
  private InnerValues() {}

  /**
   * The values, with the gradients by them.
   *
   * @param passes one for each tie rule, which end at the scores
   * @param byProbabilities the gradient by what a softmax behind them gives, where there is one
   * @param size of the input
   */
  static List<Other> of(
      List<BackwardPass> passes, Optional<Supplier<double[]>> byProbabilities, int size) {
    List<Other> all = new ArrayList<>();
    for (BackwardPass pass : passes) {
      Map<Node, double[]> gradients = gradients(pass, size);
      gradients.forEach(
          (node, gradient) -> all.add(value(node.name(), node.type(), gradients.size(), gradient)));
    }
    byProbabilities
        .map(Supplier::get)
        .filter(gradient -> gradient.length == size)
        .ifPresent(gradient -> all.add(value("the last layer", "Softmax", 1, gradient)));
    return all;
  }

  private static Map<Node, double[]> gradients(BackwardPass pass, int size) {
    Map<Integer, double[]> bars = pass.bars();
    Map<Node, double[]> gradients = new LinkedHashMap<>();
    Set<Value> moved = new HashSet<>(Set.of(pass.input()));
    for (Node node : pass.nodes()) {
      double[] bar = bars.get(node.output().id());
      // What only stands elsewhere is the input still.
      if (node.op() instanceof Movement && moved.contains(node.input())) {
        moved.add(node.output());
      } else if (bar != null && bar.length == size) {
        gradients.put(node, bar);
      }
    }
    return gradients;
  }

  private static Other value(String name, String type, int among, double[] gradient) {
    String words =
        "what "
            + name
            + " ("
            + type
            + ") gives, which has as many elements, and not by what is in front of it";
    return new Other(name, words, among, () -> gradient);
  }
}
