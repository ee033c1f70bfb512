package io.plumbline.network.explain;

import io.plumbline.network.eval.Surroundings;
import io.plumbline.network.loss.Objective;
import java.util.Locale;

/** From which sides a difference quotient is taken. */
enum Side {
  /** (f(x + h) - f(x - h)) / 2h. */
  CENTRAL,
  /** (f(x + h) - f(x)) / h. */
  FORWARD,
  /** (f(x) - f(x - h)) / h. */
  BACKWARD;

  double[] quotients(Surroundings around, Objective objective) {
    if (this == CENTRAL) {
      return around.quotients(objective);
    }
    double[][] changes = this == FORWARD ? around.plus() : around.minus();
    double step = this == FORWARD ? around.step() : -around.step();
    double[] quotients = new double[changes.length];
    for (int k = 0; k < quotients.length; k++) {
      quotients[k] = objective.realDifference(around.scores(), changes[k]) / step;
    }
    return quotients;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
