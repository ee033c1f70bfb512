package io.plumbline.diagnose.mistakes;

import io.plumbline.core.Euclidean;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Node;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.Value;
import io.plumbline.graph.by.BatchGraph;
import io.plumbline.graph.loss.Loss;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The model was in training mode: batch normalization took the statistics of the batch. A dropout
 * that was active is found by {@link DroppedUnits}.
 */
final class TrainingMode implements Mistake {
  /** What is known without the statistics and masks comes behind all that explains the values. */
  private static final double INDIRECT = 0.5;

  /** As much as five free numbers, however little is wrong. */
  private static final double LEAST_INDIRECT = 5 * Price.NUMBER.nats();

  /** Batches of more are too large to be computed as one. */
  private static final int MOST_SAMPLES = 64;

  /** What a dropout is trusted that shows by what it is not. */
  private static final double UNMASKED = 0.6;

  private static final String ADVICE =
      " Set the model to evaluation (model.eval(), training=False) before differentiating.";

  /** So small a cosine is none, but for what is added to a variance and for rounding. */
  private static final double ORTHOGONAL = 5e-4;

  private final Evaluator evaluator;
  private final Supplier<Head> head;
  private final Loss loss;
  private final Batch batch;
  private final int index;
  private final Example sample;
  private final double gradients;
  private final List<String> untried;

  /**
   * The model in training mode.
   *
   * @param gradients how many the question may ask for
   * @param untried gets the name of this where the batch takes more
   */
  TrainingMode(
      Evaluator evaluator,
      Supplier<Head> head,
      Loss loss,
      Batch batch,
      int index,
      double gradients,
      List<String> untried) {
    this.evaluator = evaluator;
    this.head = head;
    this.loss = loss;
    this.batch = batch;
    this.index = index;
    this.sample = batch.example(index);
    this.gradients = gradients;
    this.untried = untried;
  }

  @Override
  public String id() {
    return "training-mode";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.NUMBER.nats() + Price.TRAINING.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Optional<Finding> found = ownStatistics(suspicion);
    if (found.isEmpty()) {
      found = invariance(suspicion);
    }
    return found;
  }

  /**
   * The gradient with the statistics of the batch, or of the sample alone, where the graph still
   * has a normalization.
   */
  private Optional<Finding> ownStatistics(Suspicion suspicion) {
    Graph graph = evaluator.graph();
    if (graph.nodes().stream().noneMatch(node -> node.op() instanceof BatchNormalization)) {
      return Optional.empty();
    }
    boolean several = batch.size() > 1 && batch.size() <= MOST_SAMPLES;
    if (several && batch.size() > gradients) {
      untried.add(id());
    }
    Evaluator alone = Evaluator.of(BatchGraph.ofOne(graph), evaluator.kind());
    Shortlist shortlist = new Shortlist(suspicion);
    for (TieRule rule : head.get().rules()) {
      double[] own = alone.at(sample.x(), loss, sample.target()).gradient(rule);
      offer(shortlist, own, "this sample alone");
      if (several && batch.size() <= gradients) {
        List<double[]> all = batch.inTraining(rule);
        all.stream()
            .skip(index)
            .findFirst()
            .ifPresent(each -> offer(shortlist, each, "the batch of " + batch.size()));
      }
    }
    return shortlist.best();
  }

  private static void offer(Shortlist shortlist, double[] gradient, String whose) {
    shortlist.offerTimesFactor(
        gradient,
        Price.TRAINING.nats(),
        (confidence, factor) ->
            statistics(
                confidence,
                "This is the gradient with each batch normalization taking the statistics of "
                    + whose
                    + Factor.besides(factor)));
  }

  /**
   * What a batch normalization behind the first convolution leaves of its own statistics even where
   * an exporter has folded it away: the loss does not change when the input is scaled, so that the
   * gradient is orthogonal to the input; nor, but for the border, when a constant is added.
   */
  private Optional<Finding> invariance(Suspicion suspicion) {
    if (!beginsWithConvolution()) {
      return Optional.empty();
    }
    double[] ones = new double[sample.x().length];
    Arrays.fill(ones, 1);
    double along = Math.abs(Euclidean.cosine(suspicion.gradient(), sample.x()));
    double even = Math.abs(Euclidean.cosine(suspicion.gradient(), ones));
    double expected = Double.POSITIVE_INFINITY;
    for (double[] reference : suspicion.references()) {
      expected = Math.min(expected, Math.abs(Euclidean.cosine(reference, sample.x())));
    }
    // By chance a cosine is one over the root of the number of elements, of right gradients too.
    boolean isUnusual = expected >= 1 / Math.sqrt(ones.length) && along <= expected / 30;
    if (!(along <= ORTHOGONAL && isUnusual && even <= 0.01)) {
      return Optional.empty();
    }
    String sentence =
        "The gradient is orthogonal to the input, as it is where a batch normalization behind the"
            + " first convolution takes the statistics of this sample alone.";
    return Optional.of(new Finding(statistics(0.7, sentence), indirect(suspicion)));
  }

  private static Cause statistics(double confidence, String sentence) {
    return Cause.of("training-mode", confidence, sentence + ADVICE, "kind", "batch-statistics");
  }

  /** Whether all that reads the input, but for rearrangements, is one convolution. */
  private boolean beginsWithConvolution() {
    Graph graph = evaluator.graph();
    Value at = graph.input();
    for (Node node : graph.nodes()) {
      if (node.inputs().contains(at)) {
        if (node.op() instanceof Convolution) {
          return true;
        } else if (!node.op().rearranges()) {
          return false;
        }
        at = node.output();
      }
    }
    return false;
  }

  /** What it costs to know only what batch statistics leave of the gradient. */
  private static double indirect(Suspicion of) {
    return Math.max(LEAST_INDIRECT, INDIRECT * of.misfit().nothing());
  }

  /** What a dropout leaves to be said. */
  static Cause dropped(double confidence, String layer, MaskSearch.Mask mask) {
    String sentence =
        "This is the gradient with a dropout of "
            + Factor.text(mask.rate())
            + " active behind "
            + layer
            + ": "
            + mask.dropped()
            + " of "
            + mask.units()
            + " units pass nothing back."
            + ADVICE;
    return Cause.of(
        "training-mode",
        confidence,
        sentence,
        "kind",
        "dropout",
        "layer",
        layer,
        "rate",
        mask.rate(),
        "units",
        mask.units(),
        "dropped",
        mask.dropped());
  }

  /** What is left to be said of a dropout whose mask cannot be told. */
  static Finding unmasked(String layer, Suspicion of) {
    String sentence =
        "Up to "
            + layer
            + ", where the model has a dropout, the gradient is right, and behind it no loss of the"
            + " model's scores explains it: the dropout was active. Its mask cannot be told from so"
            + " few elements."
            + ADVICE;
    Cause cause = Cause.of("training-mode", UNMASKED, sentence, "kind", "dropout", "layer", layer);
    return new Finding(cause, indirect(of));
  }
}
