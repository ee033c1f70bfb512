package io.plumbline.diagnose.mistakes;

import io.plumbline.core.Euclidean;
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
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/** The gradient of another loss of the same scores. */
final class WrongLoss implements Mistake {
  /** Temperatures are looked for from 1/100 to 100, by their logarithm. */
  private static final double RANGE = Math.log(100);

  private static final double GRID = 0.1;
  private static final double FINE = 1e-9;
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

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
    boolean distribution = !losses.isEmpty() && network.classes() > 1;
    if (distribution && network.classes() <= Head.MOST) {
      network.rules().forEach(rule -> anyTemperature(shortlist, suspicion, network, rule));
    }
    return shortlist.best();
  }

  /** A temperature that is not among the usual ones: one number, and no factor besides. */
  private void anyTemperature(
      Shortlist shortlist, Suspicion suspicion, Head network, TieRule rule) {
    double price = Price.RARE_LOSS.nats() + Price.NUMBER.nats();
    DoubleFunction<Scalar> scalar =
        logarithm -> Scalar.temperature(target.weights(), Math.exp(logarithm), price);
    DoubleFunction<double[]> at =
        logarithm -> network.gradient(rule, network.bar(scalar.apply(logarithm).objective()));
    double[] gradient = suspicion.gradient();
    DoubleUnaryOperator off = each -> Euclidean.distance(at.apply(each), gradient);
    double best = -RANGE;
    double least = Double.POSITIVE_INFINITY;
    for (double each = -RANGE; each <= RANGE; each += GRID) {
      double there = off.applyAsDouble(each);
      if (there < least) {
        least = there;
        best = each;
      }
    }
    double fitted = lowest(off, best - GRID, best + GRID);
    double[] predicted = at.apply(fitted);
    shortlist.offer(
        predicted,
        suspicion.misfit().sameScores(predicted, 1),
        price,
        confidence -> named(confidence, 1, scalar.apply(fitted)));
  }

  /** Where a function of one minimum is least, by the golden section. */
  private static double lowest(DoubleUnaryOperator of, double from, double to) {
    double low = from;
    double high = to;
    double left = high - GOLDEN * (high - low);
    double right = low + GOLDEN * (high - low);
    double atLeft = of.applyAsDouble(left);
    double atRight = of.applyAsDouble(right);
    while (high - low > FINE) {
      // One of the two points is one of the next two.
      if (atLeft < atRight) {
        high = right;
        right = left;
        atRight = atLeft;
        left = high - GOLDEN * (high - low);
        atLeft = of.applyAsDouble(left);
      } else {
        low = left;
        left = right;
        atLeft = atRight;
        right = low + GOLDEN * (high - low);
        atRight = of.applyAsDouble(right);
      }
    }
    return (low + high) / 2;
  }

  private static Cause named(double confidence, double factor, Scalar scalar) {
    Map<String, Object> details = new LinkedHashMap<>(scalar.details());
    details.put("factor", factor);
    String sentence = "This is the gradient of " + scalar.noun() + Factor.besides(factor);
    return new Cause("loss", confidence, details, sentence);
  }
}
