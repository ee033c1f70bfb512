package io.plumbline.diagnose.check;

import io.plumbline.core.verdict.Freedoms;
import io.plumbline.evaluate.TieChoices;

/**
 * What near-ties, and the common errors that they pass on, may add to a piece's derivative.
 *
 * @param choices the gradients that they may make of it
 * @param derivative the piece's own
 */
record TieFreedoms(TieChoices choices, double[] derivative) implements Freedoms {
  @Override
  public int count() {
    return choices.ties().size();
  }

  @Override
  public Extreme extreme(double[] y) {
    TieChoices.Furthest furthest = choices.along(y);
    double product = furthest.product();
    double[] error = furthest.gradient().clone();
    for (int k = 0; k < y.length; k++) {
      product -= y[k] == 0 ? 0 : y[k] * derivative[k];
      error[k] -= derivative[k];
    }
    return new Extreme(product, error, furthest.shares());
  }
}
