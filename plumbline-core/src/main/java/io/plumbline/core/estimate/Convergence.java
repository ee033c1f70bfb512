package io.plumbline.core.estimate;

import io.plumbline.core.estimate.Line.Difference;
import io.plumbline.core.step.Stencil;

/**
 * Whether the differences over h, 2h and 4h behave as those of a smooth function.
 *
 * <p>With T(h) ~ h^p, |D(4h) - D(2h)| is 2^p times |D(2h) - D(h)|; beside a kink at a distance
 * below h it is half of it. The fourth difference E(h) = S(2h) - 4S(h) of the second differences S
 * is of order h^4; a kink at x itself, where central differences over every step agree on the mean
 * of both slopes, gives it -2ch for a jump c of the slope.
 */
final class Convergence {
  /** The sum of the absolute weights of E. */
  private static final double FOURTH_DIFFERENCE_WEIGHTS = 16;

  private Convergence() {}

  /** The state of the differences over the steps of three successive levels. */
  static Boundedness of(Line line, Difference[] differences, int level) {
    Difference fine = differences[level];
    Difference middle = differences[level + 1];
    Difference coarse = differences[level + 2];
    Change inner = Change.between(fine, middle);
    Change outer = Change.between(middle, coarse);
    if (!outer.continues(inner, line.grid().stencil())) {
      return Boundedness.NOT_CONVERGING;
    }
    return line.grid().stencil().isCentral() && showsKink(line, 1 << level)
        ? Boundedness.KINK_SUSPECTED
        : Boundedness.BOUNDED;
  }

  private static boolean showsKink(Line line, int k) {
    double noise = FOURTH_DIFFERENCE_WEIGHTS * line.noise();
    double near = Math.abs(fourthDifference(line, k)) - noise;
    double far = Math.abs(fourthDifference(line, 2 * k)) + noise;
    return near > 0 && far < 6 * near;
  }

  /**
   * What an unseen kink at x, or close beside it, can add to the error of a central difference over
   * k steps: c/2 for a jump c of the slope, where c = (16 E(h) - E(2h)) / 28h is free of the smooth
   * function's fourth derivative. What is seen of it counts twice.
   */
  static double kinkAllowance(Line line, int k, double step) {
    if (!line.grid().stencil().isCentral()) {
      return 0;
    }
    double combination = Math.abs(16 * fourthDifference(line, k) - fourthDifference(line, 2 * k));
    double noise = 17 * FOURTH_DIFFERENCE_WEIGHTS * line.noise();
    return (2 * combination + noise) / (56 * step);
  }

  private static double fourthDifference(Line line, int k) {
    return line.secondDifference(2 * k) - 4 * line.secondDifference(k);
  }

  /**
   * How much the difference changes when its step doubles.
   *
   * @param size the change, with its sign
   * @param rounding how much of it may be rounding
   */
  private record Change(double size, double rounding) {
    static Change between(Difference fine, Difference coarse) {
      return new Change(coarse.value() - fine.value(), fine.rounding() + coarse.rounding());
    }

    /**
     * Whether this change follows the one over half the steps as the first two terms of the error's
     * expansion have it: the same sign, and larger by a factor of at least {@link
     * Stencil#leastGrowth()} and at most twice what the second term alone would make it. Where both
     * terms cancel in the inner change, it says nothing about the error, and the factor is beyond
     * that.
     */
    boolean continues(Change inner, Stencil stencil) {
      boolean visible = Math.abs(inner.size) > inner.rounding && Math.abs(size) > rounding;
      if (visible && Math.signum(size) != Math.signum(inner.size)) {
        return false;
      }
      double least = stencil.leastGrowth() * (Math.abs(inner.size) - inner.rounding);
      double most = Math.scalb(Math.abs(inner.size) + inner.rounding, stencil.errorExponent(1) + 1);
      return Math.abs(size) + rounding >= least && Math.abs(size) - rounding <= most;
    }
  }
}
