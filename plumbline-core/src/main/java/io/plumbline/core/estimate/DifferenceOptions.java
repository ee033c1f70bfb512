package io.plumbline.core.estimate;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.noise.NoiseSource;
import io.plumbline.core.step.Stencil;
import io.plumbline.core.step.StepRule;

/**
 * How to estimate. Immutable; each {@code with} method returns a changed copy. The default is the
 * central difference of order 2, its optimal step rounded to a power of two, noise measured, on one
 * thread.
 */
public final class DifferenceOptions implements Cloneable {
  private static final int FEWEST_LEVELS = 3;
  private static final int MOST_LEVELS = 12;

  private Stencil stencil = Stencil.CENTRAL_2;
  private StepRule steps = StepRule.optimal().roundedToPowerOfTwo();
  private NoiseSource noise = NoiseSource.measured();
  private Extent extent = Extent.BOUNDED;
  private int richardsonLevels;
  private int[] coordinates;
  private int threads = 1;
  private int batchSize = 64;
  private Progress progress = (stage, done, total) -> {};
  private CancellationToken cancellation = new CancellationToken();

  private DifferenceOptions() {}

  /** The defaults. */
  public static DifferenceOptions defaults() {
    return new DifferenceOptions();
  }

  /** With another formula. */
  public DifferenceOptions withStencil(Stencil stencil) {
    DifferenceOptions copy = copy();
    copy.stencil = stencil;
    return copy;
  }

  /** With another rule for the step. */
  public DifferenceOptions withSteps(StepRule steps) {
    DifferenceOptions copy = copy();
    copy.steps = steps;
    return copy;
  }

  /**
   * With the same step everywhere.
   *
   * @throws InvalidInputException if h is not positive and finite
   */
  public DifferenceOptions withStep(double h) {
    return withSteps(StepRule.fixed(h));
  }

  /** With another source for the noise. */
  public DifferenceOptions withNoise(NoiseSource noise) {
    DifferenceOptions copy = copy();
    copy.noise = noise;
    return copy;
  }

  /**
   * Without a bound on the truncation error, at a third of the evaluations: every coordinate is
   * {@link Boundedness#NOT_ASKED}.
   */
  public DifferenceOptions withoutBound() {
    DifferenceOptions copy = copy();
    copy.extent = Extent.ONE_STEP;
    return copy;
  }

  /**
   * With Richardson's extrapolation over the steps h, 2h, .. 2^(levels-1) h, or fewer where the
   * longer ones do not converge.
   *
   * @throws InvalidInputException if levels is not from 3 to 12
   */
  public DifferenceOptions withRichardson(int levels) {
    if (levels < FEWEST_LEVELS || levels > MOST_LEVELS) {
      throw new InvalidInputException("levels (" + levels + ") must be from 3 to 12");
    }
    DifferenceOptions copy = copy();
    copy.extent = Extent.EXTRAPOLATED;
    copy.richardsonLevels = levels;
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

  Stencil stencil() {
    return stencil;
  }

  StepRule steps() {
    return steps;
  }

  NoiseSource noise() {
    return noise;
  }

  int levels() {
    int forABound = Grid.levelsForABound(stencil);
    return switch (extent) {
      case ONE_STEP -> 1;
      case BOUNDED -> forABound;
      case EXTRAPOLATED -> Math.max(richardsonLevels, forABound);
    };
  }

  boolean isExtrapolated() {
    return extent == Extent.EXTRAPOLATED;
  }

  int[] coordinates() {
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

  /** How many steps are tried, and what for. */
  private enum Extent {
    ONE_STEP,
    BOUNDED,
    EXTRAPOLATED
  }
}
