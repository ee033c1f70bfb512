package io.plumbline.jobs.explain;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.explain.Explanation;
import io.plumbline.graph.Graph;

/**
 * A finished explanation.
 *
 * @param settings what was asked
 * @param graph the model
 * @param explanation what was found
 */
public record ExplainOutcome(ExplainSettings settings, Graph graph, Explanation explanation) {
  /**
   * The answer.
   *
   * @return what a check says of the analytic array
   */
  public Verdict verdict() {
    return explanation.analytic().verdict();
  }
}
