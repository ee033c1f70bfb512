package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import picocli.CommandLine.Option;

/** How much is said: the verdict alone, or also what was decided on the way. */
final class Amount {
  static final String QUIET = "--quiet";
  static final String VERDICT_ONLY = "Print the verdict only, and errors.";

  @Option(names = QUIET, description = VERDICT_ONLY)
  private boolean quiet;

  @Option(
      names = "--verbose",
      description =
          "Say too what was decided and why: loss, layout, arithmetic, tie rule, evidence; and the"
              + " time by stage.")
  private boolean verbose;

  /** Whether the verdict is all. */
  boolean isQuiet() {
    if (quiet && verbose) {
      throw new InvalidInputException("--verbose (given) must not be with --quiet");
    }
    return quiet;
  }

  /** Whether decisions and times are said too. */
  boolean isVerbose() {
    return verbose;
  }
}
