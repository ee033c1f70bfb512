package io.plumbline.diagnose.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Power;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import java.util.Optional;

/**
 * How gradients are checked.
 *
 * @param loss the scalar they are of
 * @param arithmetic they were computed in
 * @param relativeTolerance allowed beside what rounding and the derivative's bound allow
 * @param tieRule who wins exact ties, or empty where any one consistent rule will do
 * @param coordinates which are differenced one by one
 * @param seed of whatever is drawn: directions, and errors where rounding is measured
 * @param mustSee the largest mistake, relative to the derivative's norm, that a pass may overlook;
 *     where absent {@link Power#REQUIRED}, or {@linkplain Power#required more} where it is the
 *     arithmetic that hides it
 */
public record CheckOptions(
    Loss loss,
    Arithmetic arithmetic,
    double relativeTolerance,
    Optional<TieRule.Among> tieRule,
    Coordinates coordinates,
    long seed,
    Optional<Double> mustSee) {
  /** The seed where none is asked for. */
  public static final long SEED = 1;

  /** Cross-entropy, float32, a relative tolerance of 1e-3, any consistent tie rule. */
  public static final CheckOptions DEFAULT =
      new CheckOptions(Loss.CROSS_ENTROPY, Precision.FLOAT32, 1e-3, Optional.empty());

  /**
   * Checks the mistake that must be seen.
   *
   * @throws InvalidInputException if it is not above 0 and at most 1
   */
  public CheckOptions {
    mustSee.ifPresent(
        part -> {
          if (!(part > 0 && part <= 1)) {
            throw new InvalidInputException(
                "--must-see (" + part + ") must be above 0 and at most 1, a part of the norm");
          }
        });
  }

  /**
   * Options for gradients that were computed in one format throughout.
   *
   * @param loss the scalar they are of
   * @param precision the format
   * @param relativeTolerance allowed beside what rounding and the derivative's bound allow
   * @param tieRule who wins exact ties, or empty where any one consistent rule will do
   */
  public CheckOptions(
      Loss loss, Precision precision, double relativeTolerance, Optional<TieRule.Among> tieRule) {
    this(
        loss,
        Arithmetic.of(precision),
        relativeTolerance,
        tieRule,
        Coordinates.AUTO,
        SEED,
        Optional.empty());
  }

  /**
   * The coarsest format that anything was rounded to.
   *
   * @return the format
   */
  public Precision precision() {
    return arithmetic.coarsest();
  }
}
