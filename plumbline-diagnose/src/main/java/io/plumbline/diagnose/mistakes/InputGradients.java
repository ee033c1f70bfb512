package io.plumbline.diagnose.mistakes;

import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;

/**
 * Gradients of a sample's loss at other inputs than its own, as means of gradients are made of.
 *
 * @param sample its target is held, its input is where the others begin
 * @param most so many are computed at most for one question
 */
record InputGradients(Evaluator evaluator, Loss loss, Example sample, double most) {
  /** The sample's own input; not a copy. */
  double[] x() {
    return sample.x();
  }

  /** The gradient at an input. */
  double[] at(double[] input) {
    return evaluator.at(input, loss, sample.target()).gradient(TieRule.FIRST);
  }
}
