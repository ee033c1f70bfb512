package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.CauseFinder;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The gradient of the same loss for another label, or for smoothed ones. */
final class Label implements CauseFinder {
  private static final double PRICE = 3;
  private static final int MOST = 64;

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
  public double leastCost(Suspicion suspicion) {
    return PRICE;
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    Head network = head.get();
    int[] labels = likeliest(network.scores());
    for (TieRule rule : network.rules()) {
      for (int label : labels) {
        if (label != target.label()) {
          Target other = Target.label(label, network.classes());
          shortlist.offerTimesFactor(
              network.gradient(rule, network.bar(of(label), other)),
              suspicion.misfit()::sameScores,
              PRICE,
              (confidence, factor) -> cause(confidence, factor, label));
        }
      }
      smoothed(shortlist, suspicion, network, rule);
    }
    return shortlist.best();
  }

  /** All labels, or those that the model thinks likeliest. */
  private static int[] likeliest(double[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted((a, b) -> Double.compare(scores[b], scores[a]))
        .limit(MOST)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The same loss where it names the output itself. */
  private Loss of(int label) {
    if (loss instanceof Loss.Logit) {
      return new Loss.Logit(label);
    } else if (loss instanceof Loss.Probability) {
      return new Loss.Probability(label);
    } else if (loss instanceof Loss.Margin margin) {
      return new Loss.Margin(label, margin.other() == label ? margin.index() : margin.other());
    }
    return loss;
  }

  private Cause cause(double confidence, double factor, int label) {
    String sentence =
        "This is the gradient for label "
            + label
            + " instead of "
            + target.label()
            + ": the labels are shuffled, shifted by one, or the model's own prediction was taken"
            + " for the label"
            + Words.times(factor);
    return Cause.of("label", confidence, sentence, "label", label, "factor", factor);
  }

  /** Cross-entropy with a part e of the label's weight spread evenly over all: linear in e. */
  private void smoothed(Shortlist shortlist, Suspicion suspicion, Head network, TieRule rule) {
    if (!(loss instanceof Loss.CrossEntropy) || network.classes() > Head.MOST) {
      return;
    }
    int classes = network.classes();
    double[] even = new double[classes];
    Arrays.fill(even, 1.0 / classes);
    double[] plain = network.gradient(rule, network.bar(loss, target));
    double[] spread = network.gradient(rule, network.bar(loss, Target.of(even)));
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
        PRICE + Shortlist.NUMBER,
        confidence ->
            Cause.of("label", confidence, sentence, "label", target.label(), "smoothing", part));
  }
}
