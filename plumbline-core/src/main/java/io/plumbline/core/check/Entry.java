package io.plumbline.core.check;

import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Reason;
import java.util.Optional;

/**
 * One entry of a gradient, a Jacobian or a Hessian.
 *
 * @param place its name and index, such as {@code w[1, 2]}
 * @param given what was claimed
 * @param estimate what differences say; NaN where there are none
 * @param bound how far the estimate may be from the derivative; infinite if nothing bounds it
 * @param step the step that the estimate was taken over, in units of the input
 * @param evaluations what the estimate cost
 * @param obtained {@code BOUNDED}, or why there is no bound
 * @param difference given minus estimate
 * @param allowed how large the difference may be
 * @param smallestVisibleError a mistake larger than this, added to this entry, would have failed;
 *     infinite where the entry is undecided
 * @param agreement what is said of it
 * @param reason why it is undecided; empty otherwise
 */
public record Entry(
    String place,
    double given,
    double estimate,
    double bound,
    double step,
    int evaluations,
    String obtained,
    double difference,
    double allowed,
    double smallestVisibleError,
    Agreement agreement,
    Optional<Reason> reason) {
  /** How many times what is allowed the difference is. */
  double excess() {
    double ratio = Math.abs(difference) / allowed;
    return Double.isNaN(ratio) ? Double.POSITIVE_INFINITY : ratio;
  }
}
