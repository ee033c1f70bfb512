package io.plumbline.jobs.program;

import io.plumbline.core.check.Entry;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.report.Numbers;
import io.plumbline.report.Report;
import io.plumbline.report.Section;
import java.util.List;
import java.util.Optional;

/** The result as a report: the verdict on top, the evidence below. */
final class ProgramReport {
  private static final int MOST_ROWS = 1000;

  private ProgramReport() {}

  static Report of(ProgramOutcome outcome) {
    List<Entry> entries = outcome.result().entries();
    List<Section> sections =
        entries.isEmpty()
            ? List.of()
            : List.of(
                EntryTable.of(
                    "Entries",
                    entries.size() > MOST_ROWS
                        ? "The first of " + Numbers.count(entries.size()) + "."
                        : "Each with the derivative that differences of the values give.",
                    entries.stream().limit(MOST_ROWS).toList()));
    return new Report(
        "Check of " + outcome.settings().program(),
        "Checked: "
            + outcome.checked()
            + ", the function computed in "
            + SampleArrays.word(outcome.precision())
            + ", seed "
            + outcome.settings().seed()
            + ".",
        Optional.of(outcome.panel()),
        sections);
  }
}
