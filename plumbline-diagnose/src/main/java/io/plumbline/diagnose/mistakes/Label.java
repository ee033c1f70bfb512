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

/** The gradient of the same loss for another label, or for labels that are smoothed otherwise. */
final class Label implements Mistake {
  /** A part of the label's weight that is nothing beside any that people smooth by. */
  private static final double NOT_SMOOTHED = 1e-3;

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

  /**
   * Cross-entropy with another part e of the label's weight spread evenly over all: linear in e.
   */
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
    // Of the target as stated so much is spread; of the one that explains the array, so much.
    double stated = spreadOf(target.weights());
    double fitted = stated + product / square * (1 - stated);
    boolean hard = stated > 0 && Math.abs(fitted) < NOT_SMOOTHED;
    double spreads = hard ? 0 : fitted;
    if (!(hard || spreads > 1e-4 && spreads <= 1) || Math.abs(spreads - stated) <= 1e-4) {
      return;
    }
    double part = (spreads - stated) / (1 - stated);
    for (int k = 0; k < plain.length; k++) {
      plain[k] += part * (spread[k] - plain[k]);
    }
    shortlist.offer(
        plain,
        Price.LABEL.nats() + (hard ? 0 : Price.NUMBER.nats()),
        confidence ->
            Cause.of(
                "label",
                confidence,
                sentence(stated, spreads),
                "label",
                target.label(),
                "smoothing",
                spreads));
  }

  /** How much of a label's weight stands evenly on all classes; 0 where the rest is not on one. */
  private static double spreadOf(double[] weights) {
    double least = Arrays.stream(weights).min().orElse(0);
    long above = Arrays.stream(weights).filter(each -> each > least).count();
    return above == 1 ? least * weights.length : 0;
  }

  private static String sentence(double stated, double spreads) {
    if (spreads == 0) {
      return String.format(
          Locale.ROOT,
          "This is the gradient for labels that are not smoothed: the loss as stated spreads %.4g"
              + " of the label's weight evenly over all classes. Check it without, or smooth the"
              + " labels.",
          stated);
    }
    return String.format(
        Locale.ROOT,
        "This is the gradient for smoothed labels: %.4g of the label's weight is spread evenly"
            + " over all classes%s. Check it with the same soft labels.",
        spreads,
        stated == 0 ? "" : String.format(Locale.ROOT, ", and not %.4g", stated));
  }
}
