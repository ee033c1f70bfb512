package io.plumbline.jobs.explain;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.explain.Explanation;
import java.util.Optional;

/**
 * One pair of arrays, explained.
 *
 * @param tensor what they are by; empty for the input
 * @param explanation what was found
 */
public record Explained(Optional<String> tensor, Explanation explanation) {
  /**
   * Whether the analytic array is right.
   *
   * @return the verdict on it
   */
  public Verdict verdict() {
    return explanation.decision().verdict();
  }
}
