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
    }
    return shortlist.best();
  }

  private static Cause named(double confidence, double factor, Scalar scalar) {
    Map<String, Object> details = new LinkedHashMap<>(scalar.details());
    details.put("factor", factor);
    String sentence = "This is the gradient of " + scalar.noun() + Factor.besides(factor);
    return new Cause("loss", confidence, details, sentence);
  }
}
