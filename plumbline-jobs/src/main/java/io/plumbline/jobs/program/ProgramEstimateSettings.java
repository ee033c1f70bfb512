package io.plumbline.jobs.program;

import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.input.StepOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What gradient to estimate of a function that another program computes.
 *
 * @param of the function and the point
 * @param h a step of central differences to look at beside what is found
 * @param json where to write the result as JSON
 * @param arrays where to write the numbers as .npz
 * @param report where to write an HTML page
 */
public record ProgramEstimateSettings(
    ProgramChoice of,
    Optional<Double> h,
    Optional<Path> json,
    Optional<Path> arrays,
    Optional<Path> report) {
  /**
   * Checks the step.
   *
   * @throws InvalidInputException if it is not positive and finite
   */
  public ProgramEstimateSettings {
    h.ifPresent(StepOption::require);
  }
}
