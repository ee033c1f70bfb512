package io.plumbline.jobs.audit.summary;

import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.report.JUnitSuite;
import io.plumbline.report.JUnitSuite.JUnitCase;
import io.plumbline.report.JUnitXml;
import io.plumbline.report.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An audit as a suite of tests: one for each limit of an allowance, or else for each class, or for
 * all gradients together where they have none.
 */
public final class AuditJUnit {
  private AuditJUnit() {}

  /**
   * The suite.
   *
   * @param summary of an audit
   * @param allowance what may be other than right, where that was said
   * @return JUnit XML
   */
  public static String of(AuditSummary summary, Optional<AuditAllowance> allowance) {
    return JUnitXml.of(
        new JUnitSuite(
            "plumbline audit",
            allowance.map(each -> limits(summary, each)).orElseGet(() -> classes(summary))));
  }

  private static List<JUnitCase> limits(AuditSummary summary, AuditAllowance allowance) {
    return allowance.held(summary).stream()
        .map(held -> test(summary, "allowed " + held.kind(), held.verdict(), held.sentence()))
        .toList();
  }

  private static List<JUnitCase> classes(AuditSummary summary) {
    ClassCounts labels = summary.labels();
    List<JUnitCase> cases = new ArrayList<>();
    for (int label : labels.list()) {
      long ofSample = 0;
      for (Reason reason : Reason.values()) {
        ofSample += reason.ofSample() ? labels.count(label, reason) : 0;
      }
      long wrong = labels.count(label, Verdict.FAIL);
      long open = labels.count(label, Verdict.INCONCLUSIVE) - ofSample;
      cases.add(
          test(
              summary,
              "class " + label,
              wrong > 0
                  ? Verdict.FAIL
                  : open > 0 || labels.count(label, Verdict.PASS) == 0
                      ? Verdict.INCONCLUSIVE
                      : Verdict.PASS,
              Numbers.count(wrong)
                  + " wrong, "
                  + Numbers.count(open + ofSample)
                  + " undecided and "
                  + Numbers.count(labels.count(label, Verdict.PASS))
                  + " right of "
                  + Numbers.count(labels.count(label))));
    }
    if (cases.isEmpty()) {
      cases.add(
          test(summary, "all gradients", AuditText.verdict(summary).outcome(), summary.sentence()));
    }
    return cases;
  }

  /** The rows hold no times, so there are none. */
  private static JUnitCase test(
      AuditSummary summary, String name, Verdict verdict, String message) {
    return new JUnitCase(
        summary.plan().model().name(), name, 0, verdict, message, summary.sentence() + "\n");
  }
}
