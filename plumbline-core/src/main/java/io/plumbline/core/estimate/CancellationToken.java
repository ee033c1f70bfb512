package io.plumbline.core.estimate;

import java.util.concurrent.CancellationException;

/** A switch that stops an estimate from another thread, between two batches of evaluations. */
public final class CancellationToken {
  private volatile boolean cancelled;

  /** A switch that is off. */
  public CancellationToken() {}

  /** Asks for the end. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether the end was asked for. */
  public boolean isCancelled() {
    return cancelled;
  }

  /** Throws if the end was asked for here or by interrupting the thread, whose flag stays set. */
  void throwIfCancelled() {
    if (cancelled) {
      throw new CancellationException("cancelled");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }
}
