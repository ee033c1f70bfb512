package io.plumbline.cli;

import io.plumbline.jobs.check.CheckListener;
import io.plumbline.report.Numbers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Says of a check that takes long how long, and, at a terminal, how far it has come. Of a short one
 * it says nothing. Remembers how long each stage took.
 */
final class CheckProgress implements CheckListener, AutoCloseable {
  /** Whoever waits for less does not ask. */
  private static final double LONG_SECONDS = 5;

  private static final long QUIET_NANOS = 1_000_000_000;
  private static final double NANOS = 1e9;
  private static final String JUDGING = "judging, causes and files";

  private final Terminal terminal;
  private final boolean quiet;
  private final ProgressLine line;
  private final long start = System.nanoTime();
  private final Map<String, Long> stages = new LinkedHashMap<>();
  private long last = start;
  private long lastDone;

  CheckProgress(Terminal terminal, boolean quiet) {
    this.terminal = terminal;
    this.quiet = quiet;
    this.line = new ProgressLine(terminal);
  }

  @Override
  public void expect(double seconds) {
    took("reading");
    if (seconds >= LONG_SECONDS && !quiet) {
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
    // Where a stage begins again, another sample was judged before.
    took(done > lastDone ? stage : JUDGING);
    lastDone = done;
    if (System.nanoTime() - start > QUIET_NANOS && !quiet) {
      line.update(stage, done, total, "");
    }
  }

  @Override
  public void close() {
    took(JUDGING);
    line.close();
  }

  private void took(String stage) {
    long now = System.nanoTime();
    stages.merge(stage, now - last, Long::sum);
    last = now;
  }

  /** How long each stage took until the end, in a sentence. */
  String times() {
    return "Time: "
        + stages.entrySet().stream()
            .map(each -> each.getKey() + " " + Numbers.format(each.getValue() / NANOS) + " s")
            .collect(Collectors.joining("; "))
        + ".";
  }
}
