package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How much is said: the verdict alone, or also what was decided on the way. */
final class Amount {
  static final String QUIET = "--quiet";

  @Option(names = QUIET, description = "Print the verdict only, and errors.")
  private boolean quiet;

  @Mixin private Detail detail;

  /** Whether the verdict is all. */
  boolean isQuiet() {
    if (quiet && detail.isGiven()) {
      throw new InvalidInputException("--verbose (given) must not be with --quiet");
    }
    return quiet;
  }

  /** Whether decisions and times are said too. */
  Detail detail() {
    return detail;
  }
}
