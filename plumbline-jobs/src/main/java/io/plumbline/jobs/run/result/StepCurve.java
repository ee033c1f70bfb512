package io.plumbline.jobs.run.result;

import io.plumbline.report.Values;
import java.util.Optional;

/**
 * The error of the numeric gradient against its step: the V curve.
 *
 * @param steps the steps tried, increasing
 * @param float32Error the error at each step with the loss in float32
 * @param float64Error the error at each step with the loss in float64
 * @param errorName what the error is, such as {@code norm of the difference / norm of the gradient}
 * @param usedStep the step of the run
 * @param bestStep of the steps tried the one with the least error in float32; absent where there is
 *     none
 */
public record StepCurve(
    Values steps,
    Values float32Error,
    Values float64Error,
    String errorName,
    double usedStep,
    Optional<Double> bestStep) {
  /** Checks that the three arrays have one size. */
  public StepCurve {
    if (float32Error.size() != steps.size() || float64Error.size() != steps.size()) {
      throw new IllegalArgumentException("errors must be as many as steps (" + steps.size() + ")");
    }
  }
}
