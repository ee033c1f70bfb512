package io.plumbline.jobs.explain;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.explain.Explanation;
import io.plumbline.graph.Graph;
import io.plumbline.jobs.input.PreparedInput;
import java.util.Optional;

/**
 * A finished explanation.
 *
 * @param settings what was asked
 * @param graph the model
 * @param explanation what was found
 * @param input what was done to the sample before the model saw it
 */
public record ExplainOutcome(
    ExplainSettings settings, Graph graph, Explanation explanation, Optional<PreparedInput> input) {
  /**
   * The answer.
   *
   * @return what a check says of the analytic array
   */
  public Verdict verdict() {
    return explanation.analytic().verdict();
  }
}
