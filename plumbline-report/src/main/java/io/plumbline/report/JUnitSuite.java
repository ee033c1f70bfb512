package io.plumbline.report;

import io.plumbline.core.verdict.Verdict;
import java.util.List;

/**
 * Verdicts as a suite of tests.
 *
 * @param name the suite's name, such as the command
 * @param cases one per sample
 */
public record JUnitSuite(String name, List<JUnitCase> cases) {
  /** Copies the list. */
  public JUnitSuite {
    cases = List.copyOf(cases);
  }

  /**
   * The verdict on one sample.
   *
   * @param className the group shown by CI tools, such as the model's name
   * @param name the sample, such as {@code sample 3}
   * @param seconds how long it took
   * @param verdict a FAIL is a failure, an INCONCLUSIVE a skipped test
   * @param message one line that says why; not used for a PASS
   * @param details the lines a person reads; may be empty
   */
  public record JUnitCase(
      String className,
      String name,
      double seconds,
      Verdict verdict,
      String message,
      String details) {}
}
