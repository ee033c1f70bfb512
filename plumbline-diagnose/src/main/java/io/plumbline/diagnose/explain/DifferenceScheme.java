package io.plumbline.diagnose.explain;

import io.plumbline.core.cause.Price;
import java.util.Locale;
import java.util.function.Supplier;

/** What evaluations are made into, for a difference quotient or in place of one. */
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
  EXACT("the derivative itself", 0, 0),
  /** f(x + h) - f(x - h) / 2 * h, as a program reads it that was given no parentheses. */
  NO_PARENTHESES("f(x+h) - f(x-h)/2*h", 0, 0),
  /** f(x + h) - f(x - h) / (2h). */
  NO_PARENTHESES_ABOVE("f(x+h) - f(x-h)/(2*h)", 0, 0),
  /** f(x + h) - f(x) / h. */
  FORWARD_NO_PARENTHESES("f(x+h) - f(x)/h", 0, 0),
  /** Central ones, each element left at x - h when the next one is moved. */
  NOT_PUT_BACK("(f(x+h) - f(x-h))/2h", 2, Math.sqrt(2) / 2),
  /** Forward ones, each element left at x + h; f(x) is of the start. */
  FORWARD_NOT_PUT_BACK("(f(x+h) - f(x))/h", 1, Math.sqrt(2)),
  /** Forward ones, each element left at x + h; f(x) is computed anew for each. */
  FORWARD_GOING_ON("(f(x+h) - f(x))/h", 1, Math.sqrt(2));

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

  /** What independent errors of 1 in each evaluation make of the quotient. */
  double gain(double step) {
    return isQuotient() ? gain / step : Math.hypot(1, share(step));
  }

  /** Whether it is a difference that is divided: of a loss's value nothing is left in it. */
  boolean isQuotient() {
    return switch (this) {
      case NO_PARENTHESES, NO_PARENTHESES_ABOVE, FORWARD_NO_PARENTHESES -> false;
      default -> true;
    };
  }

  /** Whether elements that were moved stay where they are when the next ones are moved. */
  boolean isWalk() {
    return switch (this) {
      case NOT_PUT_BACK, FORWARD_NOT_PUT_BACK, FORWARD_GOING_ON -> true;
      default -> false;
    };
  }

  /** Whether a loop went wrong, and not another quotient was taken. */
  boolean isSlip() {
    return isWalk() || !isQuotient();
  }

  /** Of a formula without its parentheses, what the value behind the minus is multiplied by. */
  private double share(double step) {
    return switch (this) {
      case NO_PARENTHESES -> step / 2;
      case NO_PARENTHESES_ABOVE -> 1 / (2 * step);
      case FORWARD_NO_PARENTHESES -> 1 / step;
      default -> throw new IllegalStateException("has its parentheses");
    };
  }

  /** What it costs to assume it where nothing was said, in nats. */
  double price() {
    return this == CENTRAL ? 0 : Price.QUOTIENT.nats();
  }

  /**
   * The quotients, but for those that are {@link #EXACT}.
   *
   * @param near the loss's changes at one step; those on the way of one that {@link #isWalk}
   * @param far those at two steps; asked for by five points only
   */
  double[] quotients(LossChanges near, Supplier<LossChanges> far) {
    double[] quotients = new double[near.ahead().length];
    LossChanges twice = this == FIVE_POINT ? far.get() : near;
    for (int k = 0; k < quotients.length; k++) {
      double ahead = near.ahead()[k];
      double back = near.back()[k];
      double both = ahead - back;
      double wide = twice.ahead()[k] - twice.back()[k];
      double step = near.steps()[k];
      quotients[k] =
          switch (this) {
            case CENTRAL, NOT_PUT_BACK -> both / (2 * step);
            case FORWARD, FORWARD_NOT_PUT_BACK, FORWARD_GOING_ON -> ahead / step;
            case BACKWARD -> -back / step;
            case FIVE_POINT -> (8 * both - wide) / (12 * step);
            case EXACT -> throw new IllegalStateException("no quotient");
            case NO_PARENTHESES, NO_PARENTHESES_ABOVE ->
                near.value() + ahead - share(step) * (near.value() + back);
            case FORWARD_NO_PARENTHESES -> near.value() + ahead - share(step) * near.value();
          };
    }
    return quotients;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
