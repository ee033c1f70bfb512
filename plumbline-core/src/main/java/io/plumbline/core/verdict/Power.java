package io.plumbline.core.verdict;

/**
 * What a check would have caught: the proof that a pass means something.
 *
 * @param scale the smallest relative scale error that would have been seen; infinite if none
 * @param coordinate the smallest error that would have been seen in any single decidable coordinate
 * @param norm how large, relative to the gradient, a mistake of any form must be to be seen for
 *     sure, also one along the errors that are common to all coordinates: the fit takes those out
 */
public record Power(double scale, double coordinate, double norm) {
  /** The largest mistake, relative to the gradient's norm, that a passing check may overlook. */
  public static final double REQUIRED = 0.01;

  private static final double LARGEST = 1;
  private static final double SMALLEST = 1e-6;

  /**
   * Whether a mistake of 1 % would have been seen.
   *
   * @return whether a pass is warranted
   */
  public boolean sufficient() {
    return scale <= REQUIRED && norm <= REQUIRED;
  }

  /**
   * Measures the power of the evidence, by judging scaled copies of the derivative.
   *
   * @param judge the rule
   * @param evidence what is known of the derivative
   * @return the power
   */
  public static Power of(Judge judge, Evidence evidence) {
    Judgement own = judge.judge(evidence.derivative(), evidence);
    double slack = 0;
    double size = 0;
    double worst = 0;
    for (int k = 0; k < evidence.size(); k++) {
      double allowed = own.allowed()[k];
      slack += allowed * allowed;
      size += evidence.derivative()[k] * evidence.derivative()[k];
      if (own.agreements()[k] == Agreement.AGREES) {
        worst = Math.max(worst, allowed);
      }
    }
    double hidden = Math.sqrt(slack);
    for (Freedom freedom : evidence.freedoms()) {
      hidden += freedom.bound() * length(freedom.direction());
    }
    double norm = size > 0 ? hidden / Math.sqrt(size) : Double.POSITIVE_INFINITY;
    return new Power(smallestScale(judge, evidence), worst, norm);
  }

  private static double length(double[] direction) {
    double sum = 0;
    for (double each : direction) {
      sum += each * each;
    }
    return Math.sqrt(sum);
  }

  private static double smallestScale(Judge judge, Evidence evidence) {
    if (!caught(judge, evidence, LARGEST)) {
      return Double.POSITIVE_INFINITY;
    }
    double missed = SMALLEST;
    double seen = LARGEST;
    while (seen > 1.1 * missed) {
      double middle = Math.sqrt(missed * seen);
      if (caught(judge, evidence, middle)) {
        seen = middle;
      } else {
        missed = middle;
      }
    }
    return seen;
  }

  private static boolean caught(Judge judge, Evidence evidence, double error) {
    return disagrees(judge, evidence, 1 + error) && disagrees(judge, evidence, 1 - error);
  }

  private static boolean disagrees(Judge judge, Evidence evidence, double factor) {
    double[] scaled = evidence.derivative().clone();
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] *= factor;
    }
    return !judge.agrees(scaled, evidence);
  }
}
