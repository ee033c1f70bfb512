package io.plumbline.core.cause;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The term of a penalty on what the gradient is by, a weight or an input, is in the gradient and
 * not in the loss, or the other way round: λ·w as an optimizer's weight decay adds it, 2λ·w of a
 * squared norm, λ·sign(w) of the sum of absolute values.
 */
public final class WeightDecay implements Mistake {
  /** What people take for λ. */
  private static final double[] USUAL = {
    0.1, 0.05, 0.01, 5e-3, 2e-3, 1e-3, 5e-4, 2e-4, 1e-4, 5e-5, 1e-5
  };

  /** A fitted λ within this of a usual one is that one. */
  private static final double NEAR = 0.01;

  private final double[] weight;
  private final String name;
  private final boolean ofAnyStrength;

  private WeightDecay(double[] weight, String name, boolean ofAnyStrength) {
    this.weight = weight;
    this.name = name;
    this.ofAnyStrength = ofAnyStrength;
  }

  /**
   * The mistake with a weight of a network, where a penalty of any strength is likely.
   *
   * @param weight where the gradient is taken, one value for each of its entries
   * @return the mistake
   */
  public static WeightDecay ofWeight(double[] weight) {
    return new WeightDecay(weight, "the weight", true);
  }

  /**
   * The mistake with an input of any function, whose own terms may well be multiples of its input:
   * only a strength that people take says that it is a penalty.
   *
   * @param x where the gradient is taken, one value for each of its entries
   * @param name of the input, as sentences call it
   * @return the mistake
   */
  public static WeightDecay ofInput(double[] x, String name) {
    return new WeightDecay(x, name, false);
  }

  @Override
  public String id() {
    return "weight-decay";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return ofAnyStrength ? Price.WEIGHT_DECAY.nats() : usual();
  }

  private static double usual() {
    return Price.WEIGHT_DECAY.among(USUAL.length);
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    double[] signs = Arrays.stream(weight).map(Math::signum).toArray();
    for (double[] reference : suspicion.references()) {
      offer(shortlist, suspicion, reference, weight, name);
      offer(shortlist, suspicion, reference, signs, name + "'s sign");
    }
    return shortlist.best();
  }

  private void offer(
      Shortlist shortlist, Suspicion suspicion, double[] reference, double[] term, String of) {
    double[] gradient = suspicion.gradient();
    double product = 0;
    double square = 0;
    for (int k = 0; k < term.length; k++) {
      product += term[k] * (gradient[k] - reference[k]);
      square += term[k] * term[k];
    }
    double fitted = product / square;
    for (double usual : USUAL) {
      for (double factor : List.of(usual, 2 * usual)) {
        if (Math.abs(Math.abs(fitted) - factor) <= NEAR * factor) {
          double signed = Math.copySign(factor, fitted);
          offer(shortlist, suspicion.misfit(), reference, term, signed, of, usual());
        }
      }
    }
    if (ofAnyStrength) {
      double free = Price.WEIGHT_DECAY.nats() + Price.NUMBER.nats();
      offer(shortlist, suspicion.misfit(), reference, term, fitted, of, free);
    }
  }

  private void offer(
      Shortlist shortlist,
      Misfit misfit,
      double[] reference,
      double[] term,
      double factor,
      String of,
      double price) {
    double[] predicted = new double[reference.length];
    Arrays.setAll(predicted, k -> reference[k] + factor * term[k]);
    double[] allowed = misfit.scaled(predicted, 1);
    shortlist.offer(predicted, allowed, price, confidence -> cause(confidence, factor, of));
  }

  private Cause cause(double confidence, double factor, String of) {
    String sentence =
        "It is the derivative "
            + (factor > 0 ? "plus " : "minus ")
            + new BigDecimal(Math.abs(factor))
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString()
            + " times "
            + of
            + (factor > 0
                ? ": a penalty on "
                    + name
                    + " is in it, as weight decay adds one, and is not in what"
                    + " is differentiated."
                : ": the term of a penalty on " + name + " is left out, or has the wrong sign.");
    return Cause.of("weight-decay", confidence, sentence, "factor", factor, "of", of);
  }
}
