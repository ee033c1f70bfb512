package io.plumbline.core.verdict;

import io.plumbline.core.InvalidInputException;
import java.util.List;

/**
 * What is known of the derivative that a gradient claims to be.
 *
 * @param derivative one value for each coordinate
 * @param bound how far each value may be from the derivative
 * @param rounding how far a correctly computed gradient may be off there, in its own arithmetic
 * @param freedoms errors common to all coordinates
 */
public record Evidence(
    double[] derivative, double[] bound, double[] rounding, List<Freedom> freedoms) {
  /**
   * Checks the lengths.
   *
   * @throws InvalidInputException if the arrays differ in length
   */
  public Evidence {
    freedoms = List.copyOf(freedoms);
    if (bound.length != derivative.length || rounding.length != derivative.length) {
      throw new InvalidInputException(
          "bounds ("
              + bound.length
              + ", "
              + rounding.length
              + ") must be as many as derivatives, "
              + derivative.length);
    }
  }

  /**
   * The number of coordinates.
   *
   * @return the arrays' length
   */
  public int size() {
    return derivative.length;
  }
}
