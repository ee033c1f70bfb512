package io.plumbline.jobs.program;

import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.report.FunctionEvidence;
import io.plumbline.report.Report;
import java.util.Optional;

/** The result as a report: the verdict on top, the evidence below. */
final class ProgramReport {
  private ProgramReport() {}

  static Report of(ProgramOutcome outcome) {
    return new Report(
        "Check of " + outcome.settings().of().program(),
        "Checked: "
            + outcome.checked()
            + ", the function computed in "
            + SampleArrays.word(outcome.precision())
            + ", seed "
            + outcome.settings().seed()
            + ".",
        Optional.of(outcome.panel().withoutWorst()),
        FunctionEvidence.sections(outcome.result()));
  }
}
