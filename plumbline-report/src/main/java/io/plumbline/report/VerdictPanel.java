package io.plumbline.report;

import io.plumbline.core.verdict.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * The answer, on top of the report.
 *
 * @param outcome the answer in a word
 * @param headline the answer in a sentence
 * @param explanation why, one entry a paragraph
 * @param causes what explains it, most specific first
 * @param worst the coordinates to look at
 * @param next commands to copy that lead on
 */
public record VerdictPanel(
    Verdict outcome,
    String headline,
    List<String> explanation,
    List<Cause> causes,
    Optional<Table> worst,
    List<String> next) {
  /** Copies the lists. */
  public VerdictPanel {
    explanation = List.copyOf(explanation);
    causes = List.copyOf(causes);
    next = List.copyOf(next);
  }

  /**
   * The same for a page that shows the coordinates elsewhere.
   *
   * @return a panel without coordinates
   */
  public VerdictPanel withoutWorst() {
    return new VerdictPanel(outcome, headline, explanation, causes, Optional.empty(), next);
  }

  /**
   * What explains a verdict.
   *
   * @param id its name in the documentation
   * @param sentence what it means here
   */
  public record Cause(String id, String sentence) {}
}
