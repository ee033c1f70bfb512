package io.plumbline.jobs.program;

import io.plumbline.core.check.CheckResult;
import io.plumbline.core.function.Precision;
import io.plumbline.report.VerdictPanel;

/**
 * A finished check of a program.
 *
 * @param settings what was asked
 * @param checked what was held against the function's values, in words
 * @param precision the function's arithmetic
 * @param result what was found
 * @param seconds that it took
 */
public record ProgramOutcome(
    ProgramSettings settings,
    String checked,
    Precision precision,
    CheckResult result,
    double seconds) {
  /**
   * The answer in words.
   *
   * @return for every renderer
   */
  public VerdictPanel panel() {
    return ProgramWords.of(this);
  }
}
