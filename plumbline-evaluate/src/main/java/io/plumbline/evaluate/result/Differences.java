package io.plumbline.evaluate.result;

/**
 * Central differences, each with its bound, its step and how it came about.
 *
 * @param values the difference quotients
 * @param bounds how far each may be from the derivative of its piece: truncation and rounding
 * @param steps half the distance between the two evaluations
 * @param standings what stands behind each
 */
public record Differences(double[] values, double[] bounds, double[] steps, Standing[] standings) {
  /** What stands behind a difference quotient. */
  public enum Standing {
    /** No kink lies between the two evaluations: the function is smooth there, as certified. */
    SMOOTH,
    /**
     * A unit that the coordinate moves sits on a kink: the quotient is that of the piece which the
     * tie rule picks; or, of a black box, quotients to both sides of the input differ.
     */
    TIED,
    /**
     * A kink lies so near that no step was found on this side of it: the quotient is that of the
     * piece which holds at the input.
     */
    NEAR
  }

  /**
   * The sum of two derivatives by the same parameter, which enters the network twice.
   *
   * @param other as many estimates
   * @return the sums
   */
  public Differences plus(Differences other) {
    Differences sum =
        new Differences(values.clone(), bounds.clone(), steps.clone(), standings.clone());
    for (int k = 0; k < values.length; k++) {
      sum.values[k] += other.values[k];
      sum.bounds[k] += other.bounds[k];
      sum.steps[k] = Math.min(steps[k], other.steps[k]);
      if (other.standings[k].compareTo(standings[k]) > 0) {
        sum.standings[k] = other.standings[k];
      }
    }
    return sum;
  }

  /**
   * How many coordinates have a standing.
   *
   * @param standing which
   * @return the number
   */
  public int count(Standing standing) {
    int count = 0;
    for (Standing each : standings) {
      count += each == standing ? 1 : 0;
    }
    return count;
  }
}
