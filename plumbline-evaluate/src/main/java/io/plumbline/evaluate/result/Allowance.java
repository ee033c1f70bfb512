package io.plumbline.evaluate.result;

import java.util.List;

/**
 * How far a correct gradient may be off in some arithmetic.
 *
 * <p>Errors of the loss's gradient by the scores are common to all coordinates: an error of the
 * j-th moves the whole gradient along the j-th row of the scores' Jacobian. Those that matter are
 * kept apart as directions; what rounding does on the way back is local to each coordinate.
 *
 * @param local one bound for each element of the input
 * @param directions the common errors
 */
public record Allowance(double[] local, List<Direction> directions) {
  /** How many standard deviations of rounding are allowed for. */
  public static final double DEVIATIONS = 8;

  /**
   * A common error.
   *
   * @param score which score's derivative it is in
   * @param bound its largest size, by formulas that keep their digits
   * @param doubt how much larger it may be by formulas that lose some
   * @param gradient what it is multiplied by: the score's gradient by the input
   */
  public record Direction(int score, double bound, double doubt, double[] gradient) {
    /**
     * The largest size by any formula in use.
     *
     * @return doubt included
     */
    public double most() {
      return bound + doubt;
    }
  }

  /**
   * The bound for each coordinate, common errors included.
   *
   * @return local bounds plus the directions' sizes
   */
  public double[] total() {
    double[] total = local.clone();
    for (Direction direction : directions) {
      for (int k = 0; k < total.length; k++) {
        total[k] += direction.most() * Math.abs(direction.gradient[k]);
      }
    }
    return total;
  }
}
