package io.plumbline.jobs;

import java.util.function.DoubleConsumer;
import java.util.function.LongSupplier;

/**
 * Says once how long work takes, from how fast it went for a while: of work that no single pass
 * through a model foretells.
 */
public final class Forecast {
  private static final double NANOS = 1e9;

  /** So long it is not looked at: classes and libraries are loaded, and code is compiled. */
  static final double WARMING_SECONDS = 1;

  /** So long it is looked at. */
  static final double WATCHED_SECONDS = 1;

  private final DoubleConsumer told;
  private final LongSupplier clock;
  private final long start;
  private double warm = Double.NaN;
  private long before;
  private boolean said;

  /**
   * The work begins now.
   *
   * @param told is told seconds, once
   */
  public Forecast(DoubleConsumer told) {
    this(told, System::nanoTime);
  }

  Forecast(DoubleConsumer told, LongSupplier nanos) {
    this.told = told;
    this.clock = nanos;
    this.start = nanos.getAsLong();
  }

  /**
   * Some of it is done.
   *
   * @param done how much, until now
   * @param total of how much
   */
  public void update(long done, long total) {
    double seconds = (clock.getAsLong() - start) / NANOS;
    if (Double.isNaN(warm)) {
      if (seconds >= WARMING_SECONDS) {
        warm = seconds;
        before = done;
      }
    } else if (!said && done > before && seconds >= warm + WATCHED_SECONDS) {
      said = true;
      told.accept(seconds + (seconds - warm) * (total - done) / (done - before));
    }
  }
}
