package io.plumbline.cli;

import io.plumbline.jobs.WorkListener;
import io.plumbline.report.Numbers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Says of work that takes long how long, and, at a terminal, how far it has come. Of what is short
 * it says nothing. Remembers how long each stage took.
 */
final class WorkProgress implements WorkListener, AutoCloseable {
  /** Whoever waits for less does not ask. */
  private static final double LONG_SECONDS = 5;

  private static final long QUIET_NANOS = 1_000_000_000;
  private static final double NANOS = 1e9;
  private static final String READING = "reading";
  private static final String JUDGING = "judging, causes and files";

  private final Terminal terminal;
  private final boolean quiet;
  private final String ending;
  private final ProgressLine line;
  private final long start = System.nanoTime();
  private final Map<String, Long> stages = new LinkedHashMap<>();
  private String stage = READING;
  private long last = start;
  private long lastDone;

  /**
   * Nothing of the work is done yet.
   *
   * @param quiet whether to say nothing
   */
  WorkProgress(Terminal terminal, boolean quiet) {
    this(terminal, quiet, "");
  }

  /**
   * The same of work that Ctrl-C ends in order.
   *
   * @param ending what is kept then
   */
  WorkProgress(Terminal terminal, boolean quiet, String ending) {
    this.terminal = terminal;
    this.quiet = quiet;
    this.ending = ending;
    this.line = new ProgressLine(terminal);
  }

  /** What is checked begins with what is read; stages of it follow. */
  @Override
  public void expect(double seconds) {
    if (stage.equals(READING)) {
      begin(JUDGING);
    }
    expect("this", seconds);
  }

  /**
   * How long some of the work takes.
   *
   * @param what it is called
   */
  void expect(String what, double seconds) {
    if (seconds >= LONG_SECONDS && !quiet) {
      line.close();
      terminal
          .err()
          .println(
              "plumbline: "
                  + what
                  + " takes about "
                  + Numbers.duration(seconds)
                  + (terminal.isShell() && !ending.isEmpty() ? "; Ctrl-C " + ending : ""));
    }
  }

  @Override
  public void update(String work, long done, long total) {
    if (done == 0) {
      begin(work);
    } else {
      // Where a stage begins again, another sample was judged before.
      took(done > lastDone ? work : stage);
    }
    lastDone = done;
    show(work, done, total, "");
  }

  /** Shows how far a stage is that was begun. */
  void show(String work, long done, long total, String message) {
    if (System.nanoTime() - start > QUIET_NANOS && !quiet) {
      line.update(work, done, total, message);
    }
  }

  /** From here on the time is another stage's. */
  void begin(String next) {
    took(stage);
    stage = next;
  }

  /** Names a stage whose length is not known. */
  void announce(String next) {
    begin(next);
    line.announce(next);
  }

  /** Removes the line, so that others can be printed. */
  void clear() {
    line.close();
  }

  @Override
  public void close() {
    took(stage);
    clear();
  }

  private void took(String work) {
    long now = System.nanoTime();
    stages.merge(work, now - last, Long::sum);
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
