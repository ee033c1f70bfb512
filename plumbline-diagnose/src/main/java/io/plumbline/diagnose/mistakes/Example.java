package io.plumbline.diagnose.mistakes;

import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.loss.Target;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One sample of a batch.
 *
 * @param x the input in C order
 * @param target the label or its weights
 * @param model that ends in this sample's own loss, where each sample's is a function of its own,
 *     as with the values that a regression aims at; made anew whenever it is asked for
 */
public record Example(double[] x, Target target, Optional<Supplier<Evaluator>> model) {
  /**
   * A sample of a loss that is one function of all samples and targets.
   *
   * @param x the input in C order
   * @param target the label or its weights
   */
  public Example(double[] x, Target target) {
    this(x, target, Optional.empty());
  }
}
