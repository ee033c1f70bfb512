package io.plumbline.core.verdict;

import io.plumbline.core.InvalidInputException;
import java.util.Arrays;
import java.util.List;

/**
 * What is known of the derivative that a gradient claims to be.
 *
 * @param derivative one value for each coordinate
 * @param bound how far each value may be from the derivative
 * @param rounding how far a correctly computed gradient may be off there, in its own arithmetic
 * @param doubt how much further off a correct gradient may be there for a reason that cannot be
 *     excluded, such as a kink that nothing shows: a difference within it proves nothing
 * @param freedoms errors common to all coordinates
 * @param together what all coordinates may be off by in norm
 */
public record Evidence(
    double[] derivative,
    double[] bound,
    double[] rounding,
    double[] doubt,
    List<Freedom> freedoms,
    Together together) {
  /**
   * Checks the lengths.
   *
   * @throws InvalidInputException if the arrays differ in length
   */
  public Evidence {
    freedoms = List.copyOf(freedoms);
    if (bound.length != derivative.length
        || rounding.length != derivative.length
        || doubt.length != derivative.length) {
      throw new InvalidInputException(
          "bounds ("
              + bound.length
              + ", "
              + rounding.length
              + ", "
              + doubt.length
              + ") must be as many as derivatives, "
              + derivative.length);
    }
  }

  /**
   * Evidence of each coordinate that leaves no doubt.
   *
   * @param derivative one value for each coordinate
   * @param bound how far each value may be from the derivative
   * @param rounding how far a correctly computed gradient may be off there, in its own arithmetic
   * @param freedoms errors common to all coordinates
   * @throws InvalidInputException if the arrays differ in length
   */
  public Evidence(double[] derivative, double[] bound, double[] rounding, List<Freedom> freedoms) {
    this(derivative, bound, rounding, new double[derivative.length], freedoms, Together.UNKNOWN);
  }

  /**
   * The number of coordinates.
   *
   * @return the arrays' length
   */
  public int size() {
    return derivative.length;
  }

  /**
   * Whether any coordinate is left in doubt.
   *
   * @return whether a difference may be neither within what is allowed nor beyond it
   */
  boolean leavesDoubt() {
    return Arrays.stream(doubt).anyMatch(each -> each > 0)
        || freedoms.stream().anyMatch(each -> each.doubt() > 0);
  }
}
