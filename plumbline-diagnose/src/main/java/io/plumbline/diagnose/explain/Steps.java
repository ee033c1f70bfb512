package io.plumbline.diagnose.explain;

import io.plumbline.core.cause.Price;
import java.util.Arrays;

/**
 * By how much each element is moved to either side: h, or h times the element's own size.
 *
 * @param h the step, or what the size is multiplied by
 * @param floor sizes below this count as this; infinite where the step does not depend on them
 */
record Steps(double h, double floor) {
  static Steps of(double h) {
    return new Steps(h, Double.POSITIVE_INFINITY);
  }

  boolean isRelative() {
    return floor < Double.POSITIVE_INFINITY;
  }

  /** What it costs to assume them, in nats, where one step was said. */
  double price(double said) {
    return !isRelative() && h == said ? 0 : Price.STEP.nats();
  }

  /**
   * The step of each group of elements.
   *
   * @param factor by which the input itself moves faster than what was given
   */
  double[] of(double[] x, int[][] groups, double factor) {
    double[] steps = new double[groups.length];
    Arrays.setAll(
        steps, k -> factor * h * (isRelative() ? Math.max(floor, Math.abs(x[groups[k][0]])) : 1));
    return steps;
  }

  /** As people write them, after "moved by". */
  String words() {
    return isRelative() ? Said.step(h) + " max(|x|, " + Said.step(floor) + ")" : Said.step(h);
  }
}
