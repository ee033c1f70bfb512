package io.plumbline.core.compare;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.DifferenceOptions;
import io.plumbline.core.estimate.FiniteDifferences;
import io.plumbline.core.function.ScalarFunction;
import java.util.ArrayList;
import java.util.List;

/**
 * The error of a difference formula as a function of its step, against a reference gradient: the V
 * whose left arm is noise and whose right arm is truncation.
 */
public final class StepSweep {
  private StepSweep() {}

  /**
   * One step of a sweep.
   *
   * @param step the step h asked for
   * @param normwiseError {@link Comparison#normwiseError}; NaN if not {@code resolved}
   * @param medianSymmetric the median of {@link ErrorFormula#SYMMETRIC_RELATIVE}; NaN if not {@code
   *     resolved}
   * @param maxAbsolute the largest {@link ErrorFormula#ABSOLUTE}; NaN if not {@code resolved}
   * @param resolved whether x + h differs from x at every coordinate in the function's arithmetic
   */
  public record Sample(
      double step,
      double normwiseError,
      double medianSymmetric,
      double maxAbsolute,
      boolean resolved) {}

  /**
   * Differences at each of the steps.
   *
   * @param function what to differentiate; its arithmetic makes the left arm
   * @param x where
   * @param reference the gradient to compare with, of the function's shape
   * @param steps the steps h, in any order
   * @param options formula, threads, batches, progress and cancellation; steps, bounds, noise and
   *     selected coordinates play no part
   * @throws InvalidInputException if a step is not positive and finite, or as in {@link
   *     FiniteDifferences#gradient}
   */
  public static List<Sample> over(
      ScalarFunction function,
      double[] x,
      double[] reference,
      double[] steps,
      DifferenceOptions options) {
    function.shape().requireLength("reference", reference);
    List<int[]> groups = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      groups.add(new int[] {i});
    }
    DifferenceOptions bare = options.withoutBound();
    List<Sample> samples = new ArrayList<>();
    for (double h : steps) {
      DifferenceOptions each = bare.withStep(h);
      samples.add(
          resolves(function, x, h)
              ? sample(function, x, reference, h, groups, each)
              : new Sample(h, Double.NaN, Double.NaN, Double.NaN, false));
    }
    return samples;
  }

  private static boolean resolves(ScalarFunction function, double[] x, double h) {
    for (double value : x) {
      double base = function.precision().round(value);
      if (function.precision().round(base + h) == base
          || function.precision().round(base - h) == base) {
        return false;
      }
    }
    return true;
  }

  private static Sample sample(
      ScalarFunction function,
      double[] x,
      double[] reference,
      double h,
      List<int[]> groups,
      DifferenceOptions options) {
    double[] values = FiniteDifferences.along(function, x, groups, options).values();
    Comparison comparison = Comparison.of(function.shape(), reference, values);
    return new Sample(
        h,
        comparison.normwiseError(),
        comparison.statistics(ErrorFormula.SYMMETRIC_RELATIVE).median(),
        comparison.statistics(ErrorFormula.ABSOLUTE).max(),
        true);
  }
}
