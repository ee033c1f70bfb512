package io.plumbline.jobs.check.question;

import io.plumbline.diagnose.mistakes.weights.Weights;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.Loss;
import io.plumbline.jobs.check.outcome.Variable;
import io.plumbline.jobs.input.SampleLosses;
import java.util.Optional;

/**
 * One gradient to be checked, by a tensor of the model.
 *
 * @param variable what it is by
 * @param scored the model as a function of that, and what its loss is of
 * @param loss the scalar it is of
 * @param x what the tensor holds
 * @param gradient to be checked
 * @param weights what is known around a weight; absent where it is by no weight
 * @param graph from the tensor to the output, of one sample
 */
public record Question(
    Variable variable,
    SampleLosses.Scored scored,
    Loss loss,
    double[] x,
    double[] gradient,
    Optional<Weights> weights,
    Graph graph) {
  /** Of one sample, or of weights. */
  Question(
      Variable variable,
      SampleLosses.Scored scored,
      Loss loss,
      double[] x,
      double[] gradient,
      Optional<Weights> weights) {
    this(variable, scored, loss, x, gradient, weights, scored.model().graph());
  }
}
