package io.plumbline.core.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.estimate.Progress;
import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Power;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** How a check is made. Copied for every change. */
final class Settings implements Cloneable {
  static final long DEFAULT_SEED = 1;

  @Nullable Inputs at;
  Optional<Precision> precision = Optional.empty();
  Optional<Double> relativeTolerance = Optional.empty();
  double mustSee = Power.REQUIRED;
  double solverTolerance;
  Box domain = Box.EVERYWHERE;
  double[] scale = {};
  Optional<Sparsity> sparsity = Optional.empty();
  Optional<Retraction> retraction = Optional.empty();
  Optional<LongConsumer> reseed = Optional.empty();
  boolean isSurveyed;
  long seed = DEFAULT_SEED;
  int threads = 1;
  Optional<Duration> budget = Optional.empty();
  Progress progress = (stage, done, total) -> {};
  CancellationToken cancellation = new CancellationToken();

  Settings changed(Consumer<Settings> change) {
    try {
      Settings copy = (Settings) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  static void require(boolean condition, String name, Object value, String words) {
    if (!condition) {
      throw new InvalidInputException(name + " (" + value + ") must be " + words);
    }
  }
}
