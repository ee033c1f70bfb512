package io.plumbline.jobs.program;

import io.plumbline.core.function.Precision;
import io.plumbline.jobs.check.outcome.CheckSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to check of a function that another program computes, and how.
 *
 * @param of the function and the point
 * @param gradient to be checked: an array, or several with names; the program's own where absent
 * @param precision the arithmetic of the function; the program says so where absent
 * @param relativeTolerance allowed beside the bound; what the arithmetic explains where absent
 * @param mustSee the largest mistake, relative to the derivative's norm, that a pass may overlook
 * @param isSurveyed whether all entries are held together, as of a network in float32
 * @param seed of whatever is drawn
 * @param files where to write the result
 */
public record ProgramSettings(
    ProgramChoice of,
    Optional<Path> gradient,
    Optional<Precision> precision,
    Optional<Double> relativeTolerance,
    double mustSee,
    boolean isSurveyed,
    long seed,
    CheckSettings.Files files) {}
