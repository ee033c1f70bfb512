package io.plumbline.core.verdict;

import io.plumbline.core.InvalidInputException;

/**
 * A legitimate error that is common to all coordinates, a nuisance direction: the gradient may be
 * off by this direction times one number between the bounds. An error of a score has bounds of
 * either sign; a unit that may take its other side has a share between 0 and 1.
 *
 * @param name what it is
 * @param direction one number for each coordinate
 * @param lower the least factor, at most 0
 * @param upper the largest factor, at least 0
 * @param doubt how much further the factor may go in a way that cannot be excluded
 */
public record Freedom(String name, double[] direction, double lower, double upper, double doubt) {
  /**
   * Checks the bounds.
   *
   * @throws InvalidInputException if they do not enclose 0
   */
  public Freedom {
    if (!(lower <= 0 && upper >= 0 && doubt >= 0)) {
      throw new InvalidInputException(
          name + ": bounds (" + lower + ", " + upper + ", " + doubt + ") must enclose 0");
    }
  }

  /**
   * The largest size of the factor, doubt apart.
   *
   * @return at least 0
   */
  public double bound() {
    return Math.max(-lower, upper);
  }

  /** The same where what cannot be excluded is allowed. */
  Freedom doubted() {
    return new Freedom(name, direction, lower - doubt, upper + doubt, 0);
  }
}
