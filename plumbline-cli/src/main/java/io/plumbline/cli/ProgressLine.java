package io.plumbline.cli;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** One line at a terminal that says what is being done, how far and how long; nothing elsewhere. */
final class ProgressLine implements AutoCloseable {
  private static final int MILLISECONDS_BETWEEN_UPDATES = 200;

  private final Terminal terminal;
  private @Nullable ProgressBar bar;
  private @Nullable String work;

  ProgressLine(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Goes on, or begins if the work is another than before.
   *
   * @param newWork a few words
   * @param done how much of it
   * @param total of how much
   * @param message what else there is to say
   */
  void update(String newWork, long done, long total, String message) {
    if (!terminal.showsProgress()) {
      return;
    }
    ProgressBar shown = bar;
    if (shown == null || !newWork.equals(work)) {
      close();
      work = newWork;
      shown =
          new ProgressBarBuilder()
              .setTaskName(newWork)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(MILLISECONDS_BETWEEN_UPDATES)
              .setConsumer(new ConsoleProgressBarConsumer(terminal.err(), terminal.columns() - 1))
              .clearDisplayOnFinish()
              .build();
      bar = shown;
    }
    shown.setExtraMessage(message);
    shown.stepTo(done);
  }

  /**
   * Names work whose length is not known.
   *
   * @param newWork a few words
   */
  void announce(String newWork) {
    if (terminal.showsProgress()) {
      close();
      work = newWork;
      terminal.err().print("\r" + newWork + " …");
      terminal.err().flush();
    }
  }

  /** Removes the line, so that others can be printed. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    } else if (work != null) {
      terminal.err().print("\r" + " ".repeat(work.length() + 2) + "\r");
    }
    bar = null;
    work = null;
  }
}
