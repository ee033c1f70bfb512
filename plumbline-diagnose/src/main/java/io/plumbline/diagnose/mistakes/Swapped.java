package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import java.util.List;
import java.util.Optional;

/**
 * The two files stand for each other: what was given for the input is the gradient at the other.
 */
final class Swapped implements Mistake {
  /** What rounding and near-ties may leave of a gradient, relative to its norm. */
  private static final double LEFT = 0.02;

  private final Evaluator evaluator;
  private final Loss loss;
  private final Example sample;

  Swapped(Evaluator evaluator, Loss loss, Example sample) {
    this.evaluator = evaluator;
    this.loss = loss;
    this.sample = sample;
  }

  @Override
  public String id() {
    return "swapped";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.SIGNS.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    for (double each : suspicion.gradient()) {
      if (!Double.isFinite(each)) {
        return Optional.empty();
      }
    }
    for (TieRule rule : List.of(TieRule.FIRST, TieRule.SPLIT)) {
      double[] there = evaluator.at(suspicion.gradient(), loss, sample.target()).gradient(rule);
      double off = 0;
      double size = 0;
      for (int k = 0; k < there.length; k++) {
        off += (sample.x()[k] - there[k]) * (sample.x()[k] - there[k]);
        size += there[k] * there[k];
      }
      if (size > 0 && off <= LEFT * LEFT * size) {
        String sentence =
            "The files are swapped: what was given for the input is the gradient at what was given"
                + " for the gradient. Exchange --input and --gradient.";
        return Optional.of(new Finding(Cause.of("swapped", 1, sentence), Price.SIGNS.nats()));
      }
    }
    return Optional.empty();
  }
}
