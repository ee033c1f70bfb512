package io.plumbline.core.verdict;

import io.plumbline.core.InvalidInputException;

/**
 * The one rule. A coordinate agrees where
 *
 * <pre>|g - d - sum e_j v_j| &lt;= bound + rounding + rtol·|d|,    |e_j| &lt;= bound_j</pre>
 *
 * with one set of e_j for the whole gradient, fitted. The rule is continuous at d = 0, has no fixed
 * floor, and knows nothing of the number of coordinates. Where the evidence leaves doubt, a
 * coordinate disagrees only beyond that too, and is undecided in between.
 */
public final class Judge {
  /** Noise below this part of the gradient's root mean square hides no mistake worth the name. */
  private static final double VISIBLE = 0.01;

  private final double relativeTolerance;

  /**
   * A judge.
   *
   * @param relativeTolerance allowed beside bound and rounding, relative to each derivative
   * @throws InvalidInputException if it is negative or not finite
   */
  public Judge(double relativeTolerance) {
    if (!(relativeTolerance >= 0 && relativeTolerance < 1)) {
      throw new InvalidInputException(
          "rtol (" + relativeTolerance + ") must be at least 0 and below 1");
    }
    this.relativeTolerance = relativeTolerance;
  }

  /**
   * What is allowed beside bound and rounding.
   *
   * @return relative to each derivative
   */
  public double relativeTolerance() {
    return relativeTolerance;
  }

  /**
   * Holds a gradient against the evidence.
   *
   * @param gradient as long as the evidence
   * @param evidence what is known of the derivative
   * @return what is said of each coordinate
   */
  public Judgement judge(double[] gradient, Evidence evidence) {
    int size = evidence.size();
    double visible = VISIBLE * size(evidence);
    double[] differences = new double[size];
    double[] allowed = allowed(evidence);
    for (int k = 0; k < size; k++) {
      differences[k] = gradient[k] - evidence.derivative()[k];
    }
    differences = CommonErrors.takeOut(differences, allowed, evidence);
    Agreement[] agreements = new Agreement[size];
    for (int k = 0; k < size; k++) {
      double noise = evidence.bound()[k] + evidence.rounding()[k];
      double derivative = Math.abs(evidence.derivative()[k]);
      if (Double.isFinite(gradient[k]) && Double.isNaN(allowed[k])) {
        // Where nothing bounds what is right, nothing is wrong.
        agreements[k] = Agreement.UNDECIDED;
      } else if (!(Math.abs(differences[k]) <= allowed[k])) {
        agreements[k] = Agreement.DISAGREES;
      } else {
        boolean drowned = noise >= derivative && noise > visible;
        boolean doubtful = !(Math.abs(differences[k]) <= allowed[k] - evidence.doubt()[k]);
        agreements[k] = drowned || doubtful ? Agreement.UNDECIDED : Agreement.AGREES;
      }
    }
    return new Judgement(agreements, differences, allowed);
  }

  /**
   * Whether nothing disagrees: the question of {@link #judge}, answered sooner where some
   * difference is beyond what all common errors together could make good.
   *
   * @param gradient as long as the evidence
   * @param evidence what is known of the derivative
   * @return whether no coordinate disagrees
   */
  boolean agrees(double[] gradient, Evidence evidence) {
    double[] allowed = allowed(evidence);
    for (int k = 0; k < allowed.length; k++) {
      double most = allowed[k];
      for (Freedom freedom : evidence.freedoms()) {
        most += freedom.bound() * Math.abs(freedom.direction()[k]);
      }
      // A little more, for the rounding of this sum.
      if (!(Math.abs(gradient[k] - evidence.derivative()[k]) <= most * (1 + 1e-9))) {
        return false;
      }
    }
    return judge(gradient, evidence).count(Agreement.DISAGREES) == 0;
  }

  /** The root mean square of the derivative. */
  static double size(Evidence evidence) {
    double sum = 0;
    for (double derivative : evidence.derivative()) {
      sum += derivative * derivative;
    }
    return Math.sqrt(sum / Math.max(1, evidence.size()));
  }

  private double[] allowed(Evidence evidence) {
    double[] allowed = new double[evidence.size()];
    for (int k = 0; k < allowed.length; k++) {
      allowed[k] =
          evidence.bound()[k]
              + evidence.rounding()[k]
              + relativeTolerance * Math.abs(evidence.derivative()[k])
              + evidence.doubt()[k];
    }
    return allowed;
  }
}
