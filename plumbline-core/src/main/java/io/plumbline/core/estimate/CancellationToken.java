package io.plumbline.core.estimate;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * A switch that stops an estimate from another thread, or when its time is up, between two steps of
 * the work.
 */
public final class CancellationToken {
  private final Optional<Long> deadline;
  private volatile boolean cancelled;

  /** A switch that is off. */
  public CancellationToken() {
    deadline = Optional.empty();
  }

  private CancellationToken(long deadline) {
    this.deadline = Optional.of(deadline);
  }

  /**
   * A switch that goes on by itself.
   *
   * @param limit how long it takes, counted from here
   * @return a switch that is off
   */
  public static CancellationToken after(Duration limit) {
    return new CancellationToken(System.nanoTime() + limit.toNanos());
  }

  /** Asks for the end. */
  public void cancel() {
    cancelled = true;
  }

  /**
   * Whether the end was asked for, or the time is up.
   *
   * @return true from then on
   */
  public boolean isCancelled() {
    return cancelled || deadline.isPresent() && System.nanoTime() - deadline.get() >= 0;
  }

  /**
   * Ends the work if that was asked for here or by interrupting the thread, whose flag stays set.
   *
   * @throws CancellationException if so
   */
  public void throwIfCancelled() {
    if (isCancelled()) {
      throw new CancellationException("cancelled");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }
}
