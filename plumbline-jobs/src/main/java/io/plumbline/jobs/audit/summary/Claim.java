package io.plumbline.jobs.audit.summary;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.report.Numbers;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * What a part that was looked at says of all: a bound that the share of what is wrong exceeds for
 * one in twenty such parts at most, if they are drawn by chance.
 *
 * @param of what the share is of: {@code samples}, or {@code coordinates} of a sample
 * @param seen how many were looked at
 * @param wrong how many of them are wrong
 * @param bound on the share of all that are
 * @param method by which it was found
 * @param sentence the same in words
 */
public record Claim(
    String of, long seen, long wrong, double bound, String method, String sentence) {
  /** How often such a bound holds. */
  public static final double CONFIDENCE = 0.95;

  private static final double RULE_OF_THREE = 3;

  /** A double has no more bits to halve. */
  private static final int HALVINGS = 60;

  static List<Claim> of(AuditSummary summary) {
    List<Claim> claims = new ArrayList<>();
    AuditPlan plan = summary.plan();
    long checked = summary.verdicts().checked();
    long missing = plan.samples() - summary.rows();
    if (missing > 0 && checked > 0) {
      claims.add(ofSamples(checked, summary.verdicts().count(Verdict.FAIL)));
    }
    int all = plan.shape().stream().reduce(1, (one, other) -> one * other);
    int coordinates = coordinates(plan, all);
    if (coordinates < all && checked > 0) {
      claims.add(ofCoordinates(coordinates, all));
    }
    return claims;
  }

  /** How many coordinates of each sample are checked: the plan says a number, or all. */
  private static int coordinates(AuditPlan plan, int all) {
    String option = plan.options().getOrDefault("coordinates", "all");
    return option.matches("\\d{1,9}") ? Integer.parseInt(option) : all;
  }

  private static Claim ofSamples(long seen, long wrong) {
    double bound = upper(seen, wrong);
    return new Claim(
        "samples",
        seen,
        wrong,
        bound,
        method(wrong),
        "Not every sample was audited: if those that were are like drawn by chance, at most "
            + percent(bound)
            + " of all gradients are wrong, with 95 % confidence ("
            + (wrong == 0 ? "none" : Numbers.count(wrong))
            + " of "
            + Numbers.count(seen)
            + "; "
            + method(wrong)
            + ").");
  }

  private static Claim ofCoordinates(int seen, int all) {
    double bound = upper(seen, 0);
    return new Claim(
        "coordinates",
        seen,
        0,
        bound,
        method(0),
        Numbers.count(seen)
            + " of each sample's "
            + Numbers.count(all)
            + " coordinates were drawn and checked one by one: where those agree, at most "
            + percent(bound)
            + " of that sample's coordinates are wrong, with 95 % confidence ("
            + method(0)
            + ").");
  }

  private static String method(long wrong) {
    return wrong == 0 ? "rule of three" : "Clopper-Pearson";
  }

  private static String percent(double share) {
    return Numbers.format(100 * share) + " %";
  }

  /**
   * The upper bound of a share: where none was seen, three by how many were looked at (Hanley and
   * Lippman-Hand, JAMA 249, 1983); else the share at which so few are as unlikely as 5 % (Clopper
   * and Pearson, Biometrika 26, 1934).
   *
   * @param seen how many were looked at, at least 1
   * @param wrong how many of them are wrong
   * @return at most 1
   */
  static double upper(long seen, long wrong) {
    if (wrong == 0) {
      return Math.min(1, RULE_OF_THREE / seen);
    } else if (wrong == seen) {
      return 1;
    }
    double low = (double) wrong / seen;
    double high = 1;
    for (int k = 0; k < HALVINGS; k++) {
      double middle = low + (high - low) / 2;
      // The chance of at most so many wrong ones falls as the share rises.
      double chance = RegularizedBeta.complement(middle, wrong + 1.0, (double) seen - wrong);
      if (chance > 1 - CONFIDENCE) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
