package io.plumbline.jobs.explain;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.check.LossSlice;
import io.plumbline.diagnose.explain.Explanation;
import java.util.List;
import java.util.Optional;

/**
 * One pair of arrays, explained.
 *
 * @param tensor what they are by; empty for the input
 * @param explanation what was found
 * @param slices the loss along some entries, for a report that shows them
 */
public record Explained(Optional<String> tensor, Explanation explanation, List<LossSlice> slices) {
  /** Copies the list. */
  public Explained {
    slices = List.copyOf(slices);
  }

  /**
   * Without the loss along entries.
   *
   * @param tensor what the arrays are by; empty for the input
   * @param explanation what was found
   */
  public Explained(Optional<String> tensor, Explanation explanation) {
    this(tensor, explanation, List.of());
  }

  /** The same with the loss along some entries. */
  Explained with(List<LossSlice> along) {
    return new Explained(tensor, explanation, along);
  }

  /**
   * Whether the analytic array is right.
   *
   * @return the verdict on it
   */
  public Verdict verdict() {
    return explanation.decision().verdict();
  }
}
