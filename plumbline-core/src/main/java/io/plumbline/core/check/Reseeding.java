package io.plumbline.core.check;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/** How a function that draws random numbers is made to draw the same ones at every call. */
final class Reseeding {
  /** So many seeds are tried: a mistake may show with some draws alone. */
  private static final int SEEDS = 3;

  /** Seeds are short, to be copied by hand. */
  private static final long MOST = 1_000_000;

  private final Optional<LongConsumer> reseed;
  private long seed;
  private boolean drawnBefore;

  /**
   * Before every call the seed is set, where there is one to set.
   *
   * @param seed to begin with
   */
  Reseeding(Optional<LongConsumer> reseed, long seed) {
    this.reseed = reseed;
    this.seed = seed;
  }

  /** The seeds that a check tries; one that is never set where the function draws nothing. */
  static long[] seeds(Settings settings) {
    return settings.reseed.isEmpty()
        ? new long[1]
        : new SplittableRandom(settings.seed).longs(SEEDS, 0, MOST).toArray();
  }

  boolean isNeeded() {
    return reseed.isPresent();
  }

  long seed() {
    return seed;
  }

  /** Sets the seed; then what a call at x draws is drawn, where the next numbers are wanted. */
  void begin(Runnable callAtX) {
    reseed.ifPresent(each -> each.accept(seed));
    if (drawnBefore) {
      callAtX.run();
    }
  }

  /** From now on calls draw other numbers: those of another seed. */
  void use(long other) {
    seed = other;
  }

  /** Whether from now on calls draw the numbers that come after those of a call at x. */
  void drawBefore(boolean before) {
    drawnBefore = before;
  }
}
