package io.plumbline.diagnose.explain;

import io.plumbline.core.compare.Comparison;
import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * The answer to "why do these two not agree?".
 *
 * @param given what was to be explained
 * @param made how the numeric array was made, as far as can be told from it
 * @param analytic what a check says of the analytic gradient
 * @param numeric what a check says of the difference quotients, taken for a gradient
 * @param ties where quotients average two slopes
 * @param mistakes in how the numeric array was made, a sentence each; where the analytic array has
 *     the same they are no part of the difference
 * @param parts what really contributes, most important first
 * @param rest the parts that do not reach 1 %, so that all parts sum to the difference
 * @param comparison the statistics of the two arrays
 * @param advice what would have worked
 */
public record Explanation(
    Disagreement given,
    Made made,
    ArrayVerdict analytic,
    ArrayVerdict numeric,
    Ties ties,
    List<String> mistakes,
    List<Part> parts,
    List<Part> rest,
    Comparison comparison,
    Advice advice) {
  /**
   * The answer: whether the analytic array is right. A check leaves zeros open, for nothing is seen
   * of what computed them; at a kink with a side where nothing moves they are right all the same.
   *
   * @return what a check says of the analytic gradient, but for such zeros
   */
  public Decision decision() {
    return isZeroAtKinks() ? new Decision(Verdict.PASS, Optional.empty()) : analytic.decision();
  }

  /**
   * Whether the analytic array is zero because the side of the kinks that it takes is flat.
   *
   * @return false where there is no other side
   */
  public boolean isZeroAtKinks() {
    return analytic.decision().reason().equals(Optional.of(Reason.NOTHING_DIFFERENTIABLE))
        && ties.tiedCount() > 0;
  }
}
