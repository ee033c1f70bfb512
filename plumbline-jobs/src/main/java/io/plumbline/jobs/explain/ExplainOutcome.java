package io.plumbline.jobs.explain;

import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.input.PreparedInput;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A finished explanation.
 *
 * @param asked what was asked
 * @param source the model's file
 * @param explained one for each pair of arrays, the worst first
 * @param input what was done to the sample before the model saw it
 */
public record ExplainOutcome(
    ExplainRequest asked, String source, List<Explained> explained, Optional<PreparedInput> input) {
  /** Worst is what is wrong, then what cannot be decided, then where the two differ most. */
  private static final Comparator<Explained> WORST =
      Comparator.comparing(Explained::verdict)
          .thenComparingDouble(each -> each.explanation().comparison().normwiseError())
          .reversed();

  /** Puts the worst first. */
  public ExplainOutcome {
    explained = explained.stream().sorted(WORST).toList();
  }

  /**
   * Whether a table of pairs was asked for.
   *
   * @return false where the arrays are by the input or by one tensor
   */
  public boolean isTable() {
    return asked.isTable();
  }

  /**
   * The worst pair, which is the only one by the input or by one tensor.
   *
   * @return the first
   */
  public Explained worst() {
    return explained.get(0);
  }

  /**
   * The answer.
   *
   * @return whether the analytic arrays are right, those left out of which nothing can be said
   */
  public Verdict verdict() {
    return Decision.ofBatch(explained.stream().map(each -> each.explanation().decision()).toList())
        .verdict();
  }
}
