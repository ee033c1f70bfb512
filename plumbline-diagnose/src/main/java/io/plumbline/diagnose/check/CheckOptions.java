package io.plumbline.diagnose.check;

import io.plumbline.core.function.Precision;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import java.util.Optional;

/**
 * How gradients are checked.
 *
 * @param loss the scalar they are of
 * @param precision of the arithmetic they were computed in
 * @param relativeTolerance allowed beside what rounding and the derivative's bound allow
 * @param tieRule who wins exact ties, or empty where any one consistent rule will do
 */
public record CheckOptions(
    Loss loss, Precision precision, double relativeTolerance, Optional<TieRule.Among> tieRule) {
  /** Cross-entropy, float32, a relative tolerance of 1e-3, any consistent tie rule. */
  public static final CheckOptions DEFAULT =
      new CheckOptions(Loss.CROSS_ENTROPY, Precision.FLOAT32, 1e-3, Optional.empty());
}
