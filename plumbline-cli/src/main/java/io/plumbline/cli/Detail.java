package io.plumbline.cli;

import io.plumbline.report.Table;
import java.util.List;
import picocli.CommandLine.Option;

/** What is said on request beside what was found: decisions, and where the time went. */
final class Detail {
  @Option(
      names = "--verbose",
      description =
          "Say too what was decided and why: loss, layout, arithmetic, tie rule, evidence; and the"
              + " time by stage.")
  private boolean verbose;

  /** Whether it is asked for. */
  boolean isGiven() {
    return verbose;
  }

  /**
   * Prints it, where it is asked for.
   *
   * @param screen to print on
   * @param decided a line for each decision, where any was made here
   * @param progress of the work, which has ended
   */
  void print(Screen screen, List<Table> decided, WorkProgress progress) {
    if (verbose) {
      screen.tables(decided);
      screen.blank();
      screen.line(progress.times());
    }
  }
}
