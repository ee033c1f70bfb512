package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.LossGraph;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.ScalarLoss;
import io.plumbline.graph.loss.Target;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * The losses of samples. One that is a graph on top of the model's holds the target of its sample;
 * of any other, samples share the model.
 */
public final class SampleLosses {
  /** What a graph that ends in the loss is asked for: its one output. */
  public static final Target OUTPUT = Target.label(0, 1);

  /** The same as a loss. */
  public static final Loss OF_OUTPUT = new Loss.Logit(0);

  private final Evaluator model;
  private final LossSettings loss;
  private final UnaryOperator<Evaluator> watch;
  private final Optional<LossModel> own;
  private final Optional<Pairing> pairs;

  /**
   * The losses of a model.
   *
   * @param model what they are of
   * @param of the samples, and the loss that is meant
   * @param watch what becomes of a model that is made for a sample
   * @throws InvalidInputException if it is of scores and the model gives probabilities
   */
  public SampleLosses(Evaluator model, ModelAndSamples of, UnaryOperator<Evaluator> watch) {
    this.model = model;
    this.loss = of.loss();
    this.watch = watch;
    this.own = loss.model().map(file -> new LossModel(file, of.label()));
    this.pairs =
        loss.meant().isOfPairs() ? Optional.of(new Pairing(model.graph(), of)) : Optional.empty();
    boolean ofScores = loss.meant() == LossChoice.BCE_LOGITS || loss.meant() == LossChoice.FOCAL;
    if (ofScores && OutputKind.endsInSigmoid(model.graph())) {
      throw new InvalidInputException(
          "--loss ("
              + loss.meant()
              + ") must be of scores, and "
              + model.graph().source()
              + " ends in a sigmoid: --loss bce is of probabilities");
    }
  }

  /**
   * What one sample's gradient is of.
   *
   * @param model what the loss is of, or what ends in it
   * @param target of that
   */
  public record Scored(Evaluator model, Target target) {
    /**
     * The loss as a graph that ends in it.
     *
     * @param loss of the sample
     * @return the model with the loss on top
     * @throws InvalidInputException if it has no graph
     */
    public Graph scalar(Loss loss) {
      return ScalarLoss.of(model.graph(), model.kind(), target, loss);
    }
  }

  /**
   * What a sample's gradient is of.
   *
   * @param k which of the samples
   * @param count how many there are
   * @param x the sample
   * @param target its target
   * @return the model and the target; of a loss that is a graph, that graph and its output
   * @throws InvalidInputException if the loss is not defined there
   */
  public Scored at(int k, int count, double[] x, Target target) {
    if (!loss.isGraph()) {
      return new Scored(model, target);
    } else if (own.isPresent()) {
      return scored(own.get().behind(model.graph(), k, count));
    } else if (pairs.isPresent()) {
      return scored(pairs.get().of(model.graph(), k, count));
    }
    if (loss.meant() == LossChoice.BCE) {
      requireProbabilities(model.forward(x));
    }
    Shape outputs = model.graph().output().shape().withoutFirst();
    OptionalInt axis =
        loss.classAxis().isPresent() ? OptionalInt.of(loss.axis(outputs) + 1) : OptionalInt.empty();
    LossGraph on = new LossGraph(model.graph(), target.weights(), axis);
    return scored(loss.meant().graph(on, loss));
  }

  private Scored scored(Graph graph) {
    return new Scored(watch.apply(Evaluator.of(graph, OutputKind.LOGITS)), OUTPUT);
  }

  private static void requireProbabilities(double[] outputs) {
    for (double each : outputs) {
      if (!(each >= 0 && each <= 1)) {
        throw new InvalidInputException(
            "--loss (bce) must be of probabilities, and an output is "
                + each
                + ": --loss bce-logits is of scores");
      }
    }
  }
}
