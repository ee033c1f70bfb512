package io.plumbline.cli;

import io.plumbline.jobs.check.CheckListener;
import io.plumbline.report.Numbers;

/**
 * Says of a check that takes long how long, and, at a terminal, how far it has come. Of a short one
 * it says nothing.
 */
final class CheckProgress implements CheckListener, AutoCloseable {
  /** Whoever waits for less does not ask. */
  private static final double LONG_SECONDS = 10;

  private static final long QUIET_NANOS = 1_000_000_000;

  private final Terminal terminal;
  private final ProgressLine line;
  private final long start = System.nanoTime();

  CheckProgress(Terminal terminal) {
    this.terminal = terminal;
    this.line = new ProgressLine(terminal);
  }

  @Override
  public void expect(double seconds) {
    if (seconds >= LONG_SECONDS) {
      terminal
          .err()
          .println(
              "plumbline: this takes about "
                  + Numbers.duration(seconds)
                  + (terminal.isShell() ? "; Ctrl-C ends it with what is known" : ""));
    }
  }

  @Override
  public void update(String stage, long done, long total) {
    if (System.nanoTime() - start > QUIET_NANOS) {
      line.update(stage, done, total, "");
    }
  }

  @Override
  public void close() {
    line.close();
  }
}
