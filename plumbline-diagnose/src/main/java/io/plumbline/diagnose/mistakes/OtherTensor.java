package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.graph.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The gradient by a value inside the model that has as many elements: behind a normalization, an
 * activation, an embedding, or by the scores.
 */
final class OtherTensor implements Mistake {
  private final Supplier<List<BackwardPass>> passes;
  private final Optional<Supplier<double[]>> byProbabilities;

  /**
   * Gradients by values inside.
   *
   * @param passes one for each tie rule, which end at the scores
   * @param byProbabilities the gradient by what a softmax behind them gives, where there is one
   */
  OtherTensor(Supplier<List<BackwardPass>> passes, Optional<Supplier<double[]>> byProbabilities) {
    this.passes = passes;
    this.byProbabilities = byProbabilities;
  }

  @Override
  public String id() {
    return "other-tensor";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.OTHER_TENSOR.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    for (BackwardPass pass : passes.get()) {
      Map<Node, double[]> others = others(pass, suspicion.shape().size());
      others.forEach(
          (node, gradient) ->
              shortlist.offerTimesFactor(
                  gradient,
                  Price.OTHER_TENSOR.among(others.size()),
                  (confidence, factor) -> cause(node.name(), node.type(), confidence, factor)));
    }
    byProbabilities
        .map(Supplier::get)
        .filter(gradient -> gradient.length == suspicion.shape().size())
        .ifPresent(
            gradient ->
                shortlist.offerTimesFactor(
                    gradient,
                    Price.OTHER_TENSOR.nats(),
                    (confidence, factor) ->
                        cause("the last layer", "Softmax", confidence, factor)));
    return shortlist.best();
  }

  private static Map<Node, double[]> others(BackwardPass pass, int size) {
    Map<Integer, double[]> bars = pass.bars();
    Map<Node, double[]> others = new LinkedHashMap<>();
    for (Node node : pass.nodes()) {
      double[] bar = bars.get(node.output().id());
      if (bar != null && bar.length == size) {
        others.put(node, bar);
      }
    }
    return others;
  }

  private static Cause cause(String name, String type, double confidence, double factor) {
    String sentence =
        "It is the gradient by what "
            + name
            + " ("
            + type
            + ") gives, which has as many elements, and not by what is in front of it"
            + Factor.besides(factor);
    return Cause.of("other-tensor", confidence, sentence, "tensor", name, "factor", factor);
  }
}
