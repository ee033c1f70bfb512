package io.plumbline.diagnose.check;

import io.plumbline.core.cause.Factor;
import io.plumbline.graph.loss.Target;
import java.util.List;

/**
 * One sample and the gradient to be checked.
 *
 * @param x the input in C order
 * @param target the label or its weights
 * @param gradient as long as the input
 * @param conventions factors by which the gradient of the loss, as others define it, differs
 */
public record Sample(double[] x, Target target, double[] gradient, List<Factor> conventions) {
  /** Copies the list. */
  public Sample {
    conventions = List.copyOf(conventions);
  }

  /**
   * A sample of a loss that all define alike.
   *
   * @param x the input in C order
   * @param target the label or its weights
   * @param gradient as long as the input
   */
  public Sample(double[] x, Target target, double[] gradient) {
    this(x, target, gradient, List.of());
  }
}
