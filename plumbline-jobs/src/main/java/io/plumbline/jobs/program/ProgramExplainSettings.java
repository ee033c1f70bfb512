package io.plumbline.jobs.program;

import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.input.StepOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What to explain of a function that another program computes.
 *
 * @param of the function and the point
 * @param analytic its gradient: an array, or several with names; the program's own where absent
 * @param numeric its difference quotients, likewise; those of the program's values where absent
 * @param step half the distance between the two evaluations of a quotient
 * @param json where to write the result as a JSON object
 * @param report where to write it as an HTML page
 */
public record ProgramExplainSettings(
    ProgramChoice of,
    Optional<Path> analytic,
    Optional<Path> numeric,
    double step,
    Optional<Path> json,
    Optional<Path> report) {
  /**
   * Checks the step.
   *
   * @throws InvalidInputException if it is not positive and finite
   */
  public ProgramExplainSettings {
    StepOption.require(step);
  }

  /** The files that are read besides the point. */
  Stream<Path> filesRead() {
    return Stream.of(analytic, numeric).flatMap(Optional::stream);
  }
}
