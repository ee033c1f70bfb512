package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.CauseFinder;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import java.util.Optional;
import java.util.function.Supplier;

/** The gradient of another loss of the same scores. */
final class WrongLoss implements CauseFinder {
  /** What a fit to the scores' gradients is trusted, where no known loss has these derivatives. */
  private static final double UNNAMED = 0.8;

  /** So many free numbers must explain nearly all. */
  private static final double FITS = 0.95;

  private final Supplier<Head> head;
  private final Loss loss;
  private final Target target;

  WrongLoss(Supplier<Head> head, Loss loss, Target target) {
    this.head = head;
    this.loss = loss;
    this.target = target;
  }

  @Override
  public String id() {
    return "loss";
  }

  @Override
  public double leastCost(Suspicion suspicion) {
    return LossVariants.COMMON;
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    Head network = head.get();
    for (TieRule rule : network.rules()) {
      for (LossVariants.Variant variant : LossVariants.of(network, loss, target)) {
        double[] predicted = network.gradient(rule, variant.bar());
        shortlist.offerTimesFactor(
            predicted,
            suspicion.misfit()::sameScores,
            variant.price(),
            (confidence, factor) -> named(confidence, factor, variant));
      }
      if (network.classes() <= Head.MOST && network.classes() * 8 <= suspicion.shape().count()) {
        fitted(shortlist, suspicion, network, rule);
      }
    }
    return shortlist.best();
  }

  private static Cause named(double confidence, double factor, LossVariants.Variant variant) {
    String words = variant.words();
    String sentence =
        Character.toUpperCase(words.charAt(0)) + words.substring(1) + Words.times(factor);
    return Cause.of("loss", confidence, sentence, "loss", variant.name(), "factor", factor);
  }

  /** Some function of the scores: the network's part is right, whatever stands behind it. */
  private static void fitted(Shortlist shortlist, Suspicion suspicion, Head network, TieRule rule) {
    double[] bar = LeastSquares.fit(network.rows(rule), suspicion.gradient());
    double[] predicted = network.gradient(rule, bar);
    double[] allowed = suspicion.misfit().sameScores(predicted, 1);
    double cost = suspicion.misfit().cost(predicted, allowed);
    if (suspicion.misfit().explained(predicted, cost) < FITS) {
      return;
    }
    String sentence =
        "This is the gradient of some other function of the model's scores: the network's part is"
            + " right, and the loss is not the one that was said. The derivatives by the scores"
            + " are in the details.";
    shortlist.offer(
        predicted,
        allowed,
        Shortlist.NUMBER * bar.length,
        confidence ->
            Cause.of(
                "loss",
                UNNAMED * confidence,
                sentence,
                "loss",
                "unnamed",
                "derivativeByScore",
                bar));
  }
}
