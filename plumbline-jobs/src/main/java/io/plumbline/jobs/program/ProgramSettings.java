package io.plumbline.jobs.program;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.jobs.check.CheckSettings;
import io.plumbline.program.Caller;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to check of a function that another program computes, and how.
 *
 * @param program its words
 * @param caller in its place, who started this process, and serves the function
 * @param input where to differentiate: an array, or several with names
 * @param gradient to be checked, likewise; the program's own where absent
 * @param precision the arithmetic of the function; the program says so where absent
 * @param relativeTolerance allowed beside the bound; what the arithmetic explains where absent
 * @param mustSee the largest mistake, relative to the derivative's norm, that a pass may overlook
 * @param seed of whatever is drawn
 * @param files where to write the result
 */
public record ProgramSettings(
    String program,
    Optional<Caller> caller,
    Optional<Path> input,
    Optional<Path> gradient,
    Optional<Precision> precision,
    Optional<Double> relativeTolerance,
    double mustSee,
    long seed,
    CheckSettings.Files files) {
  /**
   * Checks that there is a point.
   *
   * @throws InvalidInputException if there is none
   */
  public ProgramSettings {
    if (input.isEmpty()) {
      throw new InvalidInputException(
          "--input (none) must be given with --program: where to check");
    }
  }
}
