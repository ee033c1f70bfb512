package io.plumbline.jobs.run.result;

import java.util.Optional;

/**
 * One line of the comparison of the image as it is with the jittered one, in both precisions.
 *
 * @param input for example {@code as it is} or {@code jittered by 0.01}
 * @param precision {@code float32} or {@code float64}
 * @param medianError the median symmetric relative error
 * @param normError the norm of the difference over the norm of the gradient
 * @param kinks how many coordinates are on a tie or kink; absent where unknown
 */
public record ComparisonRow(
    String input,
    String precision,
    double medianError,
    double normError,
    Optional<Integer> kinks) {}
