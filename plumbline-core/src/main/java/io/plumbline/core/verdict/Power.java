package io.plumbline.core.verdict;

import io.plumbline.core.Euclidean;
import java.util.List;

/**
 * What a check would have caught: the proof that a pass means something. All shares are relative to
 * the derivative's norm.
 *
 * @param veils what hides mistakes of any form, whatever the gradient
 * @param norm how large a mistake that is added to this gradient must be so as not to pass,
 *     whatever its form: also one along the errors that are common to all coordinates, which the
 *     fit takes out
 * @param others the same of a mistake that has nothing in common with those errors
 * @param coordinate the largest mistake, in the gradient's units, that any single decidable
 *     coordinate may hide
 * @param scale the smallest relative scale error of the gradient that would fail; infinite if none
 */
public record Power(List<Veil> veils, double norm, double others, double coordinate, double scale) {
  /** The largest mistake, relative to the gradient's norm, that a passing check may overlook. */
  public static final double REQUIRED = 0.01;

  /** Of an arithmetic that rounds more than its sums, so many times what that does to the norm. */
  private static final double NOISES = 5;

  /** Never more: what is as far off may be the gradient halved, or another sample's. */
  private static final double MOST = 0.5;

  /** Copies the list. */
  public Power {
    veils = List.copyOf(veils);
  }

  /**
   * The largest mistake that a pass may overlook where an arithmetic rounds so coarsely that no
   * check could see {@link #REQUIRED}.
   *
   * @param noise what the arithmetic does to a right gradient, relative to its norm
   * @return five times as much, at least what is required of all, and at most half the norm
   */
  public static double required(double noise) {
    return Math.max(REQUIRED, Math.min(NOISES * noise, MOST));
  }

  /**
   * How large a mistake may be and hide from the check.
   *
   * @return relative to the derivative's norm
   */
  public double hidden() {
    return veils.stream().mapToDouble(Veil::share).sum();
  }

  /**
   * What hides most.
   *
   * @return the veil of the largest share, or the first whose share is not a number
   */
  public Veil largest() {
    Veil largest = veils.get(0);
    for (Veil veil : veils) {
      largest = veil.share() > largest.share() ? veil : largest;
    }
    return largest;
  }

  /**
   * Measures the power of the evidence against one gradient.
   *
   * <p>If g and g + m both agree, with factors e and e' of the freedoms' directions v, then |m|
   * &lt;= |r| + |r'| + sum |e_j - e'_j| |v_j| with r and r' what is left of each, coordinate by
   * coordinate: at most what g leaves plus what is allowed, and the factor that g takes plus the
   * largest.
   *
   * @param judge the rule
   * @param evidence what is known of the derivative
   * @param judgement of the gradient by that evidence
   * @param rounding why a mistake may hide in what is allowed at each coordinate
   * @param common why it may hide in the common errors
   * @return the power
   */
  public static Power of(
      Judge judge, Evidence evidence, Judgement judgement, Reason rounding, Reason common) {
    double[] allowed = judge.allowed(evidence);
    boolean agrees = judgement.agrees();
    int size = evidence.size();
    double[] each = new double[size];
    for (int k = 0; k < size; k++) {
      each[k] = allowed[k] + (agrees ? Math.abs(judgement.differences()[k]) : 0);
    }
    double[] wide = each.clone();
    double possible = 0;
    double taken = 0;
    for (int j = 0; j < evidence.freedoms().size(); j++) {
      Freedom freedom = evidence.freedoms().get(j);
      double factor = agrees ? Math.abs(judgement.factors()[j]) : 0;
      double length = Euclidean.norm(freedom.direction());
      possible += freedom.bound() * length;
      taken += factor * length;
      for (int k = 0; k < size; k++) {
        wide[k] += (freedom.bound() + factor) * Math.abs(freedom.direction()[k]);
      }
    }
    double whole = Euclidean.norm(evidence.derivative());
    double others = share(Euclidean.norm(each), whole);
    List<Veil> veils =
        List.of(
            new Veil(rounding, share(Euclidean.norm(allowed), whole)),
            new Veil(common, share(possible, whole)));
    return new Power(
        veils,
        others + share(possible + taken, whole),
        others,
        coordinate(wide, judgement),
        scale(wide, evidence));
  }

  private static double share(double part, double whole) {
    return whole == 0 ? Double.POSITIVE_INFINITY : part / whole;
  }

  private static double coordinate(double[] wide, Judgement judgement) {
    double most = 0;
    for (int k = 0; k < wide.length; k++) {
      boolean decided = judgement.agreements()[k] != Agreement.UNDECIDED;
      most = decided ? Math.max(most, wide[k]) : most;
    }
    return most;
  }

  /** Where s |g_k| exceeds what is allowed at a coordinate and what g is off there already. */
  private static double scale(double[] wide, Evidence evidence) {
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < wide.length; k++) {
      double sure = Math.abs(evidence.derivative()[k]) - wide[k];
      if (sure > 0) {
        least = Math.min(least, wide[k] / sure);
      }
    }
    return least;
  }
}
