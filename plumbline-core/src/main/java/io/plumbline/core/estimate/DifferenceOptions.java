package io.plumbline.core.estimate;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.step.Stencil;
import org.jspecify.annotations.Nullable;

/**
 * How to estimate. Immutable; each {@code with} method returns a changed copy. The default finds
 * its steps on a ladder and bounds the error, on one thread.
 */
public final class DifferenceOptions implements Cloneable {
  private @Nullable Quotient quotient;
  private boolean bounded = true;
  private double noise;
  private int @Nullable [] coordinates;
  private int threads = 1;
  private int batchSize = 64;
  private Progress progress = (stage, done, total) -> {};
  private CancellationToken cancellation = new CancellationToken();

  private DifferenceOptions() {}

  /**
   * The defaults.
   *
   * @return the options
   */
  public static DifferenceOptions defaults() {
    return new DifferenceOptions();
  }

  /**
   * With the central difference of order 2 over the same step everywhere.
   *
   * @param h the step
   * @return the changed copy
   * @throws InvalidInputException if h is not positive and finite
   */
  public DifferenceOptions withStep(double h) {
    return withQuotient(Stencil.CENTRAL_2, h);
  }

  /**
   * With a formula over the same step everywhere. Its bound is drawn from the ladder, as that of
   * every estimate.
   *
   * @param stencil the formula
   * @param h the step
   * @return the changed copy
   * @throws InvalidInputException if h is not positive and finite
   */
  public DifferenceOptions withQuotient(Stencil stencil, double h) {
    if (!(h > 0 && h < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException("h (" + h + ") must be positive and finite");
    }
    DifferenceOptions copy = copy();
    copy.quotient = new Quotient(stencil, h);
    return copy;
  }

  /**
   * With values that may be off by this, where they do not show it themselves: the tolerance of a
   * solver. What they do show is taken into account without this.
   *
   * @param bound on the error of a value
   * @return the changed copy
   * @throws InvalidInputException if it is negative or not finite
   */
  public DifferenceOptions withNoise(double bound) {
    if (!(bound >= 0 && bound < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException("noise (" + bound + ") must be finite and not negative");
    }
    DifferenceOptions copy = copy();
    copy.noise = bound;
    return copy;
  }

  /**
   * Without a bound: every coordinate is {@link Boundedness#NOT_ASKED}. Only with a given step.
   *
   * @return the changed copy
   */
  public DifferenceOptions withoutBound() {
    DifferenceOptions copy = copy();
    copy.bounded = false;
    return copy;
  }

  /** With only the coordinates at the given flat positions, in that order. */
  public DifferenceOptions withCoordinates(int... coordinates) {
    DifferenceOptions copy = copy();
    copy.coordinates = coordinates.clone();
    return copy;
  }

  /**
   * With several threads; the function must be safe for them. Results do not depend on it.
   *
   * @throws InvalidInputException if not positive
   */
  public DifferenceOptions withThreads(int threads) {
    requirePositive("threads", threads);
    DifferenceOptions copy = copy();
    copy.threads = threads;
    return copy;
  }

  /**
   * With another number of points per call of the function. Results do not depend on it.
   *
   * @throws InvalidInputException if not positive
   */
  public DifferenceOptions withBatchSize(int batchSize) {
    requirePositive("batch size", batchSize);
    DifferenceOptions copy = copy();
    copy.batchSize = batchSize;
    return copy;
  }

  /** With someone to tell about progress. */
  public DifferenceOptions withProgress(Progress progress) {
    DifferenceOptions copy = copy();
    copy.progress = progress;
    return copy;
  }

  /** With a switch to stop by; interrupting the calling thread stops the estimate as well. */
  public DifferenceOptions withCancellation(CancellationToken cancellation) {
    DifferenceOptions copy = copy();
    copy.cancellation = cancellation;
    return copy;
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new InvalidInputException(name + " (" + value + ") must be positive");
    }
  }

  /** The formula and its step; null for the ladder's own estimates. */
  @Nullable Quotient quotient() {
    return quotient;
  }

  boolean isBounded() {
    return bounded || quotient == null;
  }

  double noise() {
    return noise;
  }

  int @Nullable [] coordinates() {
    return coordinates == null ? null : coordinates.clone();
  }

  int threads() {
    return threads;
  }

  int batchSize() {
    return batchSize;
  }

  Progress progress() {
    return progress;
  }

  CancellationToken cancellation() {
    return cancellation;
  }

  private DifferenceOptions copy() {
    try {
      return (DifferenceOptions) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }
}
