package io.plumbline.core.verdict;

import io.plumbline.core.Euclidean;
import io.plumbline.core.InvalidInputException;
import java.util.List;

/**
 * Holds a gradient g against the derivative d. A coordinate agrees where
 *
 * <pre>|g - d - sum e_j v_j| &lt;= bound + rounding + rtol·|d|,    lower_j &lt;= e_j &lt;= upper_j
 * </pre>
 *
 * with one set of e_j for the whole gradient, which {@link Solver} finds. That is continuous at d =
 * 0, has no fixed floor, and knows nothing of the number of coordinates. Where the evidence leaves
 * doubt, a coordinate disagrees only beyond that too, and is doubtful in between.
 */
public final class Judge {
  /** Noise below this part of the gradient's root mean square hides no mistake worth the name. */
  private static final double VISIBLE = 0.01;

  /** So often coordinates that no common error makes good are left out, to fit the others. */
  private static final int ROUNDS = 12;

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
   * @throws InvalidInputException if the gradient is not as long as the evidence
   */
  public Judgement judge(double[] gradient, Evidence evidence) {
    return judge(gradient, evidence, ROUNDS);
  }

  /**
   * The same where it only matters whether all agree: of a gradient that does not, more coordinates
   * may be said to disagree than must.
   *
   * @param gradient as long as the evidence
   * @param evidence what is known of the derivative
   * @return what is said of each coordinate
   * @throws InvalidInputException if the gradient is not as long as the evidence
   */
  public Judgement glance(double[] gradient, Evidence evidence) {
    return judge(gradient, evidence, 1);
  }

  private Judgement judge(double[] gradient, Evidence evidence, int rounds) {
    int size = evidence.size();
    if (gradient.length != size) {
      throw new InvalidInputException(
          "gradient (" + gradient.length + " entries) must have those of the derivative, " + size);
    }
    double[] off = new double[size];
    double[] tight = allowed(evidence);
    double[] wide = new double[size];
    for (int k = 0; k < size; k++) {
      off[k] = gradient[k] - evidence.derivative()[k];
      wide[k] = known(tight[k] + evidence.doubt()[k]);
      if (!Double.isFinite(evidence.derivative()[k]) && !Double.isNaN(gradient[k])) {
        // Where nothing is known of what is right, nothing is wrong but what is not a number.
        off[k] = 0;
      }
    }
    Solution sure = fit(off, tight, evidence.freedoms(), rounds);
    Solution most = sure;
    if (!(sure instanceof Solution.Within) && evidence.leavesDoubt()) {
      most = fit(off, wide, evidence.freedoms().stream().map(Freedom::doubted).toList(), rounds);
    }
    double visible = VISIBLE * Euclidean.norm(evidence.derivative()) / Math.sqrt(Math.max(1, size));
    Agreement[] agreements = new Agreement[size];
    for (int k = 0; k < size; k++) {
      double noise = evidence.bound()[k] + evidence.rounding()[k];
      if (!(Math.abs(most.left()[k]) <= wide[k]) || !Double.isFinite(off[k])) {
        agreements[k] = Agreement.DISAGREES;
      } else if (!(Math.abs(sure.left()[k]) <= tight[k])) {
        agreements[k] = Agreement.DOUBTFUL;
      } else {
        double derivative = Math.abs(evidence.derivative()[k]);
        boolean drowned =
            Double.isInfinite(derivative) || (!(noise < derivative) && !(noise <= visible));
        agreements[k] = drowned ? Agreement.UNDECIDED : Agreement.AGREES;
      }
    }
    return new Judgement(
        agreements, together(evidence, sure, most), most.left(), wide, most.factors());
  }

  private Agreement together(Evidence evidence, Solution sure, Solution most) {
    double tolerance = relativeTolerance * Euclidean.norm(evidence.derivative());
    double allowed = evidence.together().allowed() + tolerance;
    if (!(Euclidean.norm(most.left()) > allowed + evidence.together().doubt())) {
      return Euclidean.norm(sure.left()) > allowed ? Agreement.DOUBTFUL : Agreement.AGREES;
    }
    return Agreement.DISAGREES;
  }

  /**
   * What is allowed at each coordinate, doubt and common errors apart; infinite where nothing is
   * known.
   *
   * @param evidence what is known of the derivative
   * @return one number for each coordinate
   */
  public double[] allowed(Evidence evidence) {
    double[] allowed = new double[evidence.size()];
    for (int k = 0; k < allowed.length; k++) {
      double derivative = Math.abs(evidence.derivative()[k]);
      double noise = evidence.bound()[k] + evidence.rounding()[k];
      allowed[k] = known(noise + relativeTolerance * derivative);
    }
    return allowed;
  }

  /**
   * What is allowed where the derivative is one of several, seen from the gradient: |g - d| &lt;= b
   * + rtol·|d| implies |g - d| &lt;= (b + rtol·|g|) / (1 - rtol), for |d| &lt;= |g| + |g - d|.
   *
   * @param gradient one number for each coordinate
   * @param bounds of rounding, whichever derivative it is
   * @return one number for each coordinate
   */
  public double[] allowed(double[] gradient, double[] bounds) {
    double[] allowed = new double[gradient.length];
    for (int k = 0; k < allowed.length; k++) {
      double tolerance = relativeTolerance * Math.abs(gradient[k]);
      allowed[k] = known((bounds[k] + tolerance) / (1 - relativeTolerance));
    }
    return allowed;
  }

  /** What is allowed, infinite where nothing is known. */
  private static double known(double allowed) {
    return Double.isNaN(allowed) ? Double.POSITIVE_INFINITY : allowed;
  }

  /** Factors that leave few coordinates in disagreement, none if there are such. */
  private static Solution fit(double[] off, double[] allowed, List<Freedom> freedoms, int rounds) {
    double[] none = new double[freedoms.size()];
    int fewest = violations(off, allowed);
    if (fewest == 0) {
      return new Solution.Within(none, off);
    }
    Solution best = new Solution.Open(none, off);
    double[] asked = allowed.clone();
    for (int round = 0; round < rounds && curable(off, asked, freedoms); round++) {
      Solution fit = Solver.solve(off, asked, Freedoms.of(freedoms, off.length));
      int violations = violations(fit.left(), allowed);
      if (violations == 0) {
        return new Solution.Within(fit.factors(), fit.left());
      }
      if (violations < fewest) {
        fewest = violations;
        best = new Solution.Open(fit.factors(), fit.left());
      }
      if (!leaveOut(fit.left(), asked)) {
        break;
      }
    }
    return best;
  }

  /** Asks no more of the coordinates that are furthest off. */
  private static boolean leaveOut(double[] left, double[] asked) {
    double largest = 1;
    for (int k = 0; k < left.length; k++) {
      largest = Math.max(largest, excess(left[k], asked[k]));
    }
    boolean any = false;
    for (int k = 0; k < left.length; k++) {
      double excess = excess(left[k], asked[k]);
      if (excess > 1 && excess >= largest / 2) {
        asked[k] = Double.POSITIVE_INFINITY;
        any = true;
      }
    }
    return any;
  }

  private static double excess(double left, double allowed) {
    if (Math.abs(left) <= allowed) {
      return 0;
    }
    double ratio = Math.abs(left) / allowed;
    return ratio > 1 ? ratio : Double.POSITIVE_INFINITY;
  }

  private static int violations(double[] left, double[] allowed) {
    int count = 0;
    for (int k = 0; k < left.length; k++) {
      count += Math.abs(left[k]) <= allowed[k] ? 0 : 1;
    }
    return count;
  }

  /** Whether common errors reach any coordinate that is off. */
  private static boolean curable(double[] off, double[] allowed, List<Freedom> freedoms) {
    for (int k = 0; k < allowed.length; k++) {
      if (!(Math.abs(off[k]) <= allowed[k])) {
        double reach = allowed[k];
        for (Freedom freedom : freedoms) {
          reach += freedom.bound() * Math.abs(freedom.direction()[k]);
        }
        if (Math.abs(off[k]) <= reach) {
          return true;
        }
      }
    }
    return false;
  }
}
