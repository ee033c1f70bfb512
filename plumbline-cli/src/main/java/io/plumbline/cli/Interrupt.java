package io.plumbline.cli;

import io.plumbline.core.estimate.CancellationToken;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Turns Ctrl-C into the end of the work, so that what was found until then is still said. */
final class Interrupt implements AutoCloseable {
  /** A step of the work takes less; whoever does not come to an end by then is cut off. */
  private static final int SECONDS = 5;

  private final CancellationToken token;
  private final int patience;
  private final CountDownLatch said = new CountDownLatch(1);
  private final Thread hook;

  Interrupt(CancellationToken token) {
    this(token, SECONDS);
  }

  /**
   * The same of work that takes longer to come to an end.
   *
   * @param patience how many seconds it has
   */
  Interrupt(CancellationToken token, int patience) {
    this.token = token;
    this.patience = patience;
    hook = new Thread(this::end, "plumbline-interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void end() {
    token.cancel();
    try {
      if (!said.await(patience, TimeUnit.SECONDS)) {
        System.err.println("plumbline: ended in the middle of a step; nothing was written");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What ends the work. */
  CancellationToken token() {
    return token;
  }

  @Override
  public void close() {
    said.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook waits for this.
    }
  }
}
