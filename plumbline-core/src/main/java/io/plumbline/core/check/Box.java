package io.plumbline.core.check;

import io.plumbline.core.InvalidInputException;

/**
 * Where a function is defined: a lower and an upper bound for each entry, both inside.
 *
 * @param lower one for all entries, or one for each; minus infinity where there is none
 * @param upper one for all entries, or one for each; infinity where there is none
 */
public record Box(double[] lower, double[] upper) {
  /** Everywhere. */
  static final Box EVERYWHERE = between(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /**
   * Copies the bounds.
   *
   * @throws InvalidInputException if there are none, or a lower bound is not below its upper one
   */
  public Box {
    lower = lower.clone();
    upper = upper.clone();
    boolean fits = lower.length > 0 && upper.length > 0;
    for (int k = 0; fits && k < Math.max(lower.length, upper.length); k++) {
      double from = lower[k % lower.length];
      double to = upper[k % upper.length];
      if (!(from < to)) {
        throw new InvalidInputException("domain (" + from + " to " + to + ") must not be empty");
      }
    }
    Settings.require(fits, "domain", "no bounds", "bounded by one number at least");
  }

  /**
   * The same bounds for all entries.
   *
   * @param lower the least value
   * @param upper the largest
   * @return the box
   * @throws InvalidInputException if the lower one is not below the upper one
   */
  public static Box between(double lower, double upper) {
    return new Box(new double[] {lower}, new double[] {upper});
  }

  /**
   * All values from one on.
   *
   * @param lower the least
   * @return the box
   */
  public static Box from(double lower) {
    return between(lower, Double.POSITIVE_INFINITY);
  }

  boolean holds(double[] points, int from, int size) {
    for (int k = 0; k < size; k++) {
      if (roomBelow(k, points[from + k]) < 0 || roomAbove(k, points[from + k]) < 0) {
        return false;
      }
    }
    return true;
  }

  double roomBelow(int k, double x) {
    return x - lower[k % lower.length];
  }

  double roomAbove(int k, double x) {
    return upper[k % upper.length] - x;
  }
}
