package io.plumbline.diagnose.explain;

import java.util.Locale;

/** From which sides a difference quotient is taken. */
enum Side {
  /** (f(x + h) - f(x - h)) / 2h. */
  CENTRAL,
  /** (f(x + h) - f(x)) / h. */
  FORWARD,
  /** (f(x) - f(x - h)) / h. */
  BACKWARD;

  /**
   * The quotients.
   *
   * @param changes of the loss ahead and back, for each coordinate
   * @param step by which it was moved to either side
   */
  double[] quotients(Changes changes, double step) {
    double[] quotients = new double[changes.ahead().length];
    for (int k = 0; k < quotients.length; k++) {
      quotients[k] =
          switch (this) {
            case CENTRAL -> (changes.ahead()[k] - changes.back()[k]) / (2 * step);
            case FORWARD -> changes.ahead()[k] / step;
            case BACKWARD -> -changes.back()[k] / step;
          };
    }
    return quotients;
  }

  /** How many steps lie between the two evaluations. */
  int steps() {
    return this == CENTRAL ? 2 : 1;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
