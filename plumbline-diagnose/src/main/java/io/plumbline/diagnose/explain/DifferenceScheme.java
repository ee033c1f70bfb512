package io.plumbline.diagnose.explain;

import io.plumbline.core.cause.Price;
import java.util.Locale;
import java.util.function.Supplier;

/** From which evaluations a difference quotient is taken. */
enum DifferenceScheme {
  /** (f(x + h) - f(x - h)) / 2h. */
  CENTRAL("(f(x+h) - f(x-h))/2h", 2, Math.sqrt(2) / 2),
  /** (f(x + h) - f(x)) / h. */
  FORWARD("(f(x+h) - f(x))/h", 1, Math.sqrt(2)),
  /** (f(x) - f(x - h)) / h. */
  BACKWARD("(f(x) - f(x-h))/h", 1, Math.sqrt(2)),
  /** (8 (f(x + h) - f(x - h)) - (f(x + 2h) - f(x - 2h))) / 12h. */
  FIVE_POINT("(8 (f(x+h) - f(x-h)) - (f(x+2h) - f(x-2h)))/12h", 12, Math.sqrt(130) / 12),
  /** The derivative itself: a complex step, or reverse mode. */
  EXACT("the derivative itself", 0, 0);

  private final String formula;
  private final int divisor;
  private final double gain;

  DifferenceScheme(String formula, int divisor, double gain) {
    this.formula = formula;
    this.divisor = divisor;
    this.gain = gain;
  }

  /** As people write it. */
  String formula() {
    return formula;
  }

  /** By how many steps the differences are divided. */
  int divisor() {
    return divisor;
  }

  /** What independent errors of 1 in each evaluation make of the quotient times the step. */
  double gain() {
    return gain;
  }

  /** What it costs to assume it where nothing was said, in nats. */
  double price() {
    return this == CENTRAL ? 0 : Price.QUOTIENT.nats();
  }

  /**
   * The quotients, but for those that are {@link #EXACT}.
   *
   * @param near the loss's changes at one step
   * @param far those at two steps; asked for by five points only
   */
  double[] quotients(LossChanges near, Supplier<LossChanges> far) {
    double[] quotients = new double[near.ahead().length];
    LossChanges twice = this == FIVE_POINT ? far.get() : near;
    for (int k = 0; k < quotients.length; k++) {
      double both = near.ahead()[k] - near.back()[k];
      double wide = twice.ahead()[k] - twice.back()[k];
      quotients[k] =
          switch (this) {
            case CENTRAL -> both / (2 * near.steps()[k]);
            case FORWARD -> near.ahead()[k] / near.steps()[k];
            case BACKWARD -> -near.back()[k] / near.steps()[k];
            case FIVE_POINT -> (8 * both - wide) / (12 * near.steps()[k]);
            case EXACT -> throw new IllegalStateException("no quotient");
          };
    }
    return quotients;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
