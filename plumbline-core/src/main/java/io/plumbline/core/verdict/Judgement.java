package io.plumbline.core.verdict;

/**
 * A gradient held against the evidence, coordinate by coordinate and as a whole.
 *
 * @param agreements what is said of each coordinate
 * @param together what is said of the norm of all that is off
 * @param differences gradient minus derivative, the fitted common errors taken out
 * @param allowed how large each difference may be, doubt included
 * @param factors of the common errors that were taken out
 */
public record Judgement(
    Agreement[] agreements,
    Agreement together,
    double[] differences,
    double[] allowed,
    double[] factors) {
  /** A coordinate counts as no further off than this, in logarithms. */
  private static final double MOST_EXCESS = 14;

  /**
   * How many coordinates are of a kind.
   *
   * @param agreement which
   * @return the number
   */
  public int count(Agreement agreement) {
    int count = 0;
    for (Agreement each : agreements) {
      count += each == agreement ? 1 : 0;
    }
    return count;
  }

  /**
   * Whether the gradient is further off than anything explains, at a coordinate or as a whole.
   *
   * @return whether it is wrong
   */
  public boolean wrong() {
    return together == Agreement.DISAGREES || count(Agreement.DISAGREES) > 0;
  }

  /**
   * Whether it is within what is allowed without any doubt.
   *
   * @return whether nothing speaks against it
   */
  public boolean agrees() {
    return !wrong() && together != Agreement.DOUBTFUL && count(Agreement.DOUBTFUL) == 0;
  }

  /**
   * How far the coordinates that disagree are beyond what is allowed, together.
   *
   * @return the sum over them of ln(1 + |difference| / allowed), each at most {@value
   *     #MOST_EXCESS}: so one rule for ties that leaves few coordinates far off is nearer than one
   *     that leaves many
   */
  public double excess() {
    double sum = 0;
    for (int k = 0; k < agreements.length; k++) {
      if (agreements[k] == Agreement.DISAGREES) {
        double ratio = Math.abs(differences[k]) / allowed[k];
        sum += ratio < Math.exp(MOST_EXCESS) ? Math.log1p(ratio) : MOST_EXCESS;
      }
    }
    return sum;
  }
}
