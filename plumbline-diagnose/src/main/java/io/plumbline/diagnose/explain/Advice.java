package io.plumbline.diagnose.explain;

import java.util.List;

/**
 * What would have worked.
 *
 * @param step the step at which curvature and the measured noise balance
 * @param expectedError of a typical quotient with that step, in the arithmetic of the numeric array
 * @param smallestVerifiable the smallest derivative that it could confirm to 1 %
 * @param expectedErrorNow the same error for the step that was used
 * @param smallestVerifiableNow the smallest derivative for the step that was used
 * @param noise the measured error of one evaluation of the loss, a standard deviation
 * @param sentences what to do, most helpful first
 */
public record Advice(
    double step,
    double expectedError,
    double smallestVerifiable,
    double expectedErrorNow,
    double smallestVerifiableNow,
    double noise,
    List<String> sentences) {}
