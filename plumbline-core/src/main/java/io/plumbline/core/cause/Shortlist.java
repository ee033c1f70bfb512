package io.plumbline.core.cause;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cheapest of the predictions that a hypothesis offers, among those that explain enough. */
public final class Shortlist {
  /** Beyond this, one of two arrays is nothing but what underflow has left. */
  private static final double MOST_DECADES = 9;

  /** The share of the mistake that must be explained. */
  static final double ENOUGH = 0.9;

  private final Misfit misfit;
  private @Nullable Finding best;

  /**
   * An empty list.
   *
   * @param suspicion what is to be explained
   */
  public Shortlist(Suspicion suspicion) {
    this.misfit = suspicion.misfit();
  }

  /** Says what a prediction means. */
  @FunctionalInterface
  public interface Words {
    /**
     * The cause.
     *
     * @param confidence the share that the prediction explains
     * @return in words
     */
    Cause cause(double confidence);
  }

  /** Says what a prediction times a factor means. */
  @FunctionalInterface
  public interface FactorWords {
    /**
     * The cause.
     *
     * @param confidence the share that the prediction explains
     * @param factor fitted
     * @return in words
     */
    Cause cause(double confidence, double factor);
  }

  /**
   * Offers a prediction.
   *
   * @param predicted one value for each coordinate
   * @param price of its free numbers and of the choice among its like, in nats
   * @param words called only if it is the cheapest so far
   */
  public void offer(double[] predicted, double price, Words words) {
    if (misfit.isLike(predicted)) {
      offer(predicted, misfit.elsewhere(predicted), price, words);
    }
  }

  /**
   * Offers a prediction of which is known what rounding allows.
   *
   * @param predicted one value for each coordinate
   * @param allowed one bound for each coordinate
   * @param price of its free numbers and of the choice among its like, in nats
   * @param words called only if it is the cheapest so far
   */
  public void offer(double[] predicted, double[] allowed, double price, Words words) {
    double cost = misfit.cost(predicted, allowed);
    if (best != null && best.cost() <= cost + price) {
      return;
    }
    double explained = misfit.explained(predicted, allowed, cost);
    if (explained >= ENOUGH) {
      best = new Finding(words.cause(Math.min(1, explained)), cost + price);
    }
  }

  /**
   * Offers a prediction, and the same times the factor that fits best.
   *
   * @param predicted one value for each coordinate
   * @param price without the factor's
   * @param words called with factor 1 where the prediction does as it is
   */
  public void offerTimesFactor(double[] predicted, double price, FactorWords words) {
    offerTimesFactor(predicted, (scaled, factor) -> null, price, words);
  }

  /** Says what rounding allows. */
  @FunctionalInterface
  public interface Rounding {
    /**
     * One bound for each coordinate.
     *
     * @param scaled the prediction times the factor
     * @param factor by which it was multiplied
     * @return the bounds; null where nothing special is known
     */
    double @Nullable [] allowed(double[] scaled, double factor);
  }

  /**
   * Offers a prediction, and the same times the factor that fits best.
   *
   * @param predicted one value for each coordinate
   * @param rounding asked only where the prediction points in the gradient's direction
   * @param price without the factor's
   * @param words called with factor 1 where the prediction does as it is
   */
  public void offerTimesFactor(
      double[] predicted, Rounding rounding, double price, FactorWords words) {
    if (!misfit.isLike(predicted)) {
      return;
    }
    offerScaled(predicted, rounding, price, 1, words);
    double fitted = misfit.factor(predicted);
    if (!isPlausible(fitted)) {
      return;
    }
    double[] scaled = times(predicted, fitted);
    double[] allowed = allowed(scaled, rounding, fitted);
    if (misfit.cost(scaled, allowed) >= (1 - ENOUGH) * misfit.costOfScaled(allowed)) {
      // The derivative times a factor of its own leaves as little: the factor is all there is.
      return;
    }
    Factor factor = Factor.of(fitted, misfit.factorTolerance(), 0);
    if (factor.known()) {
      offerScaled(predicted, rounding, price + Price.FACTOR_BESIDES.nats(), factor.value(), words);
    }
    double free = price + Price.NUMBER.nats();
    offer(scaled, allowed, free, confidence -> words.cause(confidence, fitted));
  }

  /** Whether anyone multiplies by so much or so little. */
  static boolean isPlausible(double factor) {
    return isWithin(factor, MOST_DECADES);
  }

  /** Whether a factor is of so many decades at most, up or down. */
  static boolean isWithin(double factor, double decades) {
    return Math.abs(Math.log10(Math.abs(factor))) <= decades;
  }

  private void offerScaled(
      double[] predicted, Rounding rounding, double price, double factor, FactorWords words) {
    double[] scaled = factor == 1 ? predicted : times(predicted, factor);
    offer(
        scaled,
        allowed(scaled, rounding, factor),
        price,
        confidence -> words.cause(confidence, factor));
  }

  private double[] allowed(double[] scaled, Rounding rounding, double factor) {
    double[] known = rounding.allowed(scaled, factor);
    return known == null ? misfit.elsewhere(scaled) : known;
  }

  /**
   * The cheapest.
   *
   * @return none where no prediction explained enough
   */
  public Optional<Finding> best() {
    return Optional.ofNullable(best);
  }

  static double[] times(double[] values, double factor) {
    double[] scaled = new double[values.length];
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] = factor * values[k];
    }
    return scaled;
  }
}
