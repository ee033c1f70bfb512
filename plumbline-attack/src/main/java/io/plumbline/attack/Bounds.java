package io.plumbline.attack;

import io.plumbline.core.InvalidInputException;

/**
 * The values that an element of an input may have.
 *
 * @param lower the smallest
 * @param upper the largest, above {@code lower}
 */
public record Bounds(float lower, float upper) {
  /** Images whose pixels lie in [0, 1]. */
  public static final Bounds UNIT = new Bounds(0, 1);

  /**
   * Checks the order.
   *
   * @throws InvalidInputException if the bounds are reversed, equal or not finite
   */
  public Bounds {
    if (!(Float.isFinite(lower) && Float.isFinite(upper) && lower < upper)) {
      throw new InvalidInputException(
          "bounds (" + lower + ", " + upper + ") must be finite, the lower first");
    }
  }

  /**
   * The distance between the bounds.
   *
   * @return upper minus lower
   */
  public double width() {
    return (double) upper - lower;
  }

  boolean contain(float value) {
    return value >= lower && value <= upper;
  }
}
