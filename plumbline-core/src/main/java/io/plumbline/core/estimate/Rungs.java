package io.plumbline.core.estimate;

/**
 * The values at x + t and x - t for the steps t of a ladder, in increasing order, as far as they
 * are finite: the odd part (f(x+t) - f(x-t))/2 = f' t + f''' t³/6 + .., which holds the slope, and
 * the even part (f(x+t) + f(x-t))/2 - f(x) = c|t|/2 + f'' t²/2 + .., which holds a kink's jump c.
 */
final class Rungs {
  final double[] steps;
  final double[] odd;
  final double[] even;

  /** How much of each odd part may be due to x + t and x - t being unequally far from x. */
  final double[] skew;

  /** The largest magnitude of a value at the steps up to each. */
  final double[] magnitude;

  final double centre;
  final double[] above;
  final double[] below;

  /**
   * Takes the values up to the first pair that is not finite.
   *
   * @param up the realised distances to the right, increasing
   * @param down the realised distances to the left
   * @param above the values to the right
   * @param below the values to the left
   * @param centre f(x)
   */
  Rungs(double[] up, double[] down, double[] above, double[] below, double centre) {
    int count = 0;
    while (count < up.length
        && Double.isFinite(above[count] - centre)
        && Double.isFinite(below[count] - centre)) {
      count++;
    }
    this.centre = centre;
    this.above = above;
    this.below = below;
    steps = new double[count];
    odd = new double[count];
    even = new double[count];
    skew = new double[count];
    magnitude = new double[count];
    double largest = Math.abs(centre);
    for (int k = 0; k < count; k++) {
      double right = above[k] - centre;
      double left = below[k] - centre;
      steps[k] = up[k] / 2 + down[k] / 2;
      odd[k] = right / 2 - left / 2;
      even[k] = right / 2 + left / 2;
      skew[k] = Math.abs(even[k]) * (Math.abs(up[k] - down[k]) / steps[k]);
      largest = Math.max(largest, Math.max(Math.abs(above[k]), Math.abs(below[k])));
      magnitude[k] = largest;
    }
  }

  int count() {
    return steps.length;
  }

  /** The difference quotient at one step. */
  double quotient(int k) {
    return odd[k] / steps[k];
  }
}
