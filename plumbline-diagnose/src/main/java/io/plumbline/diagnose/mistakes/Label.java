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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The gradient of the same loss for another label, or for smoothed ones. */
final class Label implements Mistake {
  private final Supplier<Head> head;
  private final Loss loss;
  private final Target target;

  Label(Supplier<Head> head, Loss loss, Target target) {
    this.head = head;
    this.loss = loss;
    this.target = target;
  }

  @Override
  public String id() {
    return "label";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.LABEL.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    Head network = head.get();
    List<Scalar> labels = Scalar.labels(loss, target, network.kind(), network.scores());
    for (TieRule rule : network.rules()) {
      for (Scalar each : labels) {
        shortlist.offerTimesFactor(
            network.gradient(rule, network.bar(each.objective())),
            suspicion.misfit()::sameScores,
            each.price(),
            (confidence, factor) -> cause(confidence, factor, each));
      }
      if (target.positions().isEmpty()) {
        smoothed(shortlist, suspicion, network, rule);
      }
    }
    return shortlist.best();
  }

  private static Cause cause(double confidence, double factor, Scalar scalar) {
    String sentence =
        "This is the gradient of "
            + scalar.noun()
            + ": the labels are shuffled, shifted by one, or the model's own prediction was taken"
            + " for the label"
            + Factor.besides(factor);
    Map<String, Object> details = new LinkedHashMap<>(scalar.details());
    details.put("factor", factor);
    return new Cause("label", confidence, details, sentence);
  }

  /** Cross-entropy with a part e of the label's weight spread evenly over all: linear in e. */
  private void smoothed(Shortlist shortlist, Suspicion suspicion, Head network, TieRule rule) {
    if (!(loss instanceof Loss.CrossEntropy) || network.classes() > Head.MOST) {
      return;
    }
    int classes = network.classes();
    double[] even = new double[classes];
    Arrays.fill(even, 1.0 / classes);
    double[] plain =
        network.gradient(
            rule, network.bar(Scalar.stated(loss, target, network.kind(), classes).objective()));
    double[] spread =
        network.gradient(
            rule,
            network.bar(Scalar.stated(loss, Target.of(even), network.kind(), classes).objective()));
    double product = 0;
    double square = 0;
    for (int k = 0; k < plain.length; k++) {
      double along = spread[k] - plain[k];
      product += (suspicion.gradient()[k] - plain[k]) * along;
      square += along * along;
    }
    double part = product / square;
    if (!(part > 1e-4 && part <= 1)) {
      return;
    }
    for (int k = 0; k < plain.length; k++) {
      plain[k] += part * (spread[k] - plain[k]);
    }
    String sentence =
        String.format(
            Locale.ROOT,
            "This is the gradient for smoothed labels: %.4g of the label's weight is spread evenly"
                + " over all classes. Check it with the same soft labels.",
            part);
    shortlist.offer(
        plain,
        Price.LABEL.nats() + Price.NUMBER.nats(),
        confidence ->
            Cause.of("label", confidence, sentence, "label", target.label(), "smoothing", part));
  }
}
