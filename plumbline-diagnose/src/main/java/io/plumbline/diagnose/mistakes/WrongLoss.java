package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The gradient of another loss of the same scores. */
final class WrongLoss implements Mistake {
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
  public double leastPrice(Suspicion suspicion) {
    return Price.COMMON_LOSS.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    Head network = head.get();
    List<Scalar> losses = Scalar.losses(loss, target, network.kind(), network.classes());
    for (TieRule rule : network.rules()) {
      for (Scalar each : losses) {
        shortlist.offerTimesFactor(
            network.gradient(rule, network.bar(each.objective())),
            suspicion.misfit()::sameScores,
            each.price(),
            (confidence, factor) -> named(confidence, factor, each));
      }
      if (network.classes() <= Head.MOST && network.classes() * 8 <= suspicion.shape().size()) {
        fitted(shortlist, suspicion, network, rule);
      }
    }
    return shortlist.best();
  }

  private static Cause named(double confidence, double factor, Scalar scalar) {
    Map<String, Object> details = new LinkedHashMap<>(scalar.details());
    details.put("factor", factor);
    String sentence = "This is the gradient of " + scalar.noun() + Factor.besides(factor);
    return new Cause("loss", confidence, details, sentence);
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
        Price.NUMBER.nats() * bar.length,
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
