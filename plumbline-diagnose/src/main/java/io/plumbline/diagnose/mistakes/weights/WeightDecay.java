package io.plumbline.diagnose.mistakes.weights;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A penalty on the weight is in the gradient: λ·w as an optimizer's weight decay adds it, 2λ·w of a
 * squared norm, λ·sign(w) of the sum of absolute values.
 */
final class WeightDecay implements Mistake {
  /** What people take for λ. */
  private static final double[] USUAL = {
    0.1, 0.05, 0.01, 5e-3, 2e-3, 1e-3, 5e-4, 2e-4, 1e-4, 5e-5, 1e-5
  };

  /** A fitted λ within this of a usual one is that one. */
  private static final double NEAR = 0.01;

  private final double[] weight;

  WeightDecay(double[] weight) {
    this.weight = weight;
  }

  @Override
  public String id() {
    return "weight-decay";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.WEIGHT_DECAY.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    double[] signs = Arrays.stream(weight).map(Math::signum).toArray();
    for (double[] reference : suspicion.references()) {
      offer(shortlist, suspicion.gradient(), reference, weight, "the weight");
      offer(shortlist, suspicion.gradient(), reference, signs, "the weight's sign");
    }
    return shortlist.best();
  }

  private static void offer(
      Shortlist shortlist, double[] gradient, double[] reference, double[] term, String of) {
    double product = 0;
    double square = 0;
    for (int k = 0; k < term.length; k++) {
      product += term[k] * (gradient[k] - reference[k]);
      square += term[k] * term[k];
    }
    double fitted = product / square;
    if (!(Double.isFinite(fitted) && fitted != 0)) {
      return;
    }
    for (double usual : USUAL) {
      for (double factor : List.of(usual, 2 * usual)) {
        if (Math.abs(fitted - factor) <= NEAR * factor) {
          offer(shortlist, reference, term, factor, of, Price.WEIGHT_DECAY.among(USUAL.length));
        }
      }
    }
    double free = Price.WEIGHT_DECAY.nats() + Price.NUMBER.nats();
    offer(shortlist, reference, term, fitted, of, free);
  }

  private static void offer(
      Shortlist shortlist,
      double[] reference,
      double[] term,
      double factor,
      String of,
      double price) {
    double[] predicted = new double[reference.length];
    Arrays.setAll(predicted, k -> reference[k] + factor * term[k]);
    shortlist.offer(predicted, price, confidence -> cause(confidence, factor, of));
  }

  private static Cause cause(double confidence, double factor, String of) {
    String sentence =
        "It is the derivative plus "
            + new BigDecimal(factor).round(new MathContext(4)).stripTrailingZeros().toPlainString()
            + " times "
            + of
            + ": a penalty on the weights is in it, as weight decay adds one, and the loss that was"
            + " named has none.";
    return Cause.of("weight-decay", confidence, sentence, "factor", factor, "of", of);
  }
}
