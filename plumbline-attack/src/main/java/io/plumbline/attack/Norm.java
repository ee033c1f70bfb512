package io.plumbline.attack;

/** How far two inputs are apart. */
public enum Norm {
  /** The largest change of an element. */
  LINF,
  /** The root of the sum of squared changes. */
  L2;

  /**
   * The distance of two inputs, computed in float64.
   *
   * @param a one input
   * @param b another of the same size
   * @return at least 0
   */
  public double distance(float[] a, float[] b) {
    double total = 0;
    for (int i = 0; i < a.length; i++) {
      double change = (double) a[i] - b[i];
      total = this == LINF ? Math.max(total, Math.abs(change)) : total + change * change;
    }
    return this == LINF ? total : Math.sqrt(total);
  }
}
