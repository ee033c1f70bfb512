package io.plumbline.core.verdict;

import java.util.List;

/** Independent freedoms: the furthest error takes each at one of its bounds. */
record FreedomBox(List<Freedom> each, int size) implements Freedoms {
  @Override
  public int count() {
    return each.size();
  }

  @Override
  public Extreme extreme(double[] y) {
    double product = 0;
    double[] error = new double[size];
    double[] factors = new double[each.size()];
    for (int j = 0; j < factors.length; j++) {
      Freedom freedom = each.get(j);
      double[] direction = freedom.direction();
      double along = 0;
      for (int k = 0; k < size; k++) {
        along += y[k] == 0 ? 0 : direction[k] * y[k];
      }
      factors[j] = along > 0 ? freedom.upper() : freedom.lower();
      product += factors[j] * along;
      for (int k = 0; k < size; k++) {
        error[k] += factors[j] * direction[k];
      }
    }
    return new Extreme(product, error, factors);
  }
}
