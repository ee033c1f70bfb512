package io.plumbline.core.cause;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * A first look at whether a prediction, times some factor, may be the gradient: only where the
 * gradient is largest. It may be wrong about a prediction that does not fit, never about one that
 * does.
 */
final class Likeness {
  private static final int LARGEST = 48;
  private static final double MAY_BE_OFF = 0.4;

  private final double[] gradient;
  private final int[] largest;
  private final double square;

  Likeness(double[] gradient) {
    this.gradient = gradient;
    Integer[] order = new Integer[gradient.length];
    Arrays.setAll(order, k -> k);
    Arrays.sort(order, (a, b) -> Double.compare(Math.abs(gradient[b]), Math.abs(gradient[a])));
    largest = new int[Math.min(LARGEST, order.length)];
    double sum = 0;
    for (int k = 0; k < largest.length; k++) {
      largest[k] = order[k];
      sum += gradient[largest[k]] * gradient[largest[k]];
    }
    square = sum;
  }

  /** Whether what stands there may be the gradient times some factor. */
  boolean suspects(IntToDoubleFunction predicted) {
    double product = 0;
    double own = 0;
    for (int k : largest) {
      double value = predicted.applyAsDouble(k);
      product += value * gradient[k];
      own += value * value;
    }
    return own > 0 && product * product >= (1 - MAY_BE_OFF) * own * square;
  }
}
