package io.plumbline.cli;

import io.plumbline.core.verdict.Verdict;

/** What the process returns; {@code --help} lists these. */
final class ExitCode {
  /** The command did what was asked, and what it checked is right. */
  static final int FINE = 0;

  /** A mistake of Plumbline's own. */
  static final int INTERNAL_ERROR = 1;

  /** Wrong usage, or a file, array or setting that cannot be worked with. */
  static final int BAD_INPUT = 2;

  /** A gradient was checked and is wrong. */
  static final int GRADIENT_WRONG = 3;

  /** A gradient was checked, and nothing could be proved. */
  static final int INCONCLUSIVE = 4;

  private ExitCode() {}

  /** The exit code of a verdict. */
  static int of(Verdict verdict) {
    return switch (verdict) {
      case PASS -> FINE;
      case FAIL -> GRADIENT_WRONG;
      case INCONCLUSIVE -> INCONCLUSIVE;
    };
  }
}
