package io.plumbline.diagnose.check;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.evaluate.result.Differences;
import java.util.List;
import java.util.Optional;

/**
 * What is said of one sample's gradient, with all that a renderer shows.
 *
 * @param index the sample's place in the batch
 * @param verdict the answer
 * @param reason why it is inconclusive
 * @param loss the loss at the sample
 * @param tieRule the rule that the gradient follows at exact ties, in words; empty where there are
 *     none
 * @param choices near-ties that the gradient decides otherwise than float64 does, by name
 * @param gradient as given
 * @param differences the derivative, certified
 * @param judgement coordinate by coordinate; empty where there is no derivative
 * @param power what the check would have caught
 * @param maxError the largest difference
 * @param normError the norm of all differences, relative to the derivative's
 * @param basis what the verdict rests on; empty of a model that is not read
 * @param measurement how the derivative was measured; empty where it was proved
 * @param worst the coordinates to look at, the worst first; none where there is no derivative
 * @param causes why a gradient is wrong, most specific first
 * @param elapsedMillis how long the check took
 */
public record SampleResult(
    int index,
    Verdict verdict,
    Optional<Reason> reason,
    double loss,
    Optional<String> tieRule,
    List<String> choices,
    double[] gradient,
    Optional<Differences> differences,
    Optional<Judgement> judgement,
    Optional<Power> power,
    double maxError,
    double normError,
    Optional<Basis> basis,
    Optional<Measurement> measurement,
    List<WorstCoordinate> worst,
    List<Cause> causes,
    double elapsedMillis) {
  /**
   * Of a sample whose check was ended before anything could be said.
   *
   * @param index the sample's place in the batch
   * @param gradient as given
   * @param elapsedMillis how long the check had taken
   * @return a result without a derivative
   */
  public static SampleResult outOfTime(int index, double[] gradient, double elapsedMillis) {
    return new SampleResult(
        index,
        Verdict.INCONCLUSIVE,
        Optional.of(Reason.OUT_OF_TIME),
        Double.NaN,
        Optional.empty(),
        List.of(),
        gradient,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Double.NaN,
        Double.NaN,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        elapsedMillis);
  }

  /**
   * How a derivative was measured from outside.
   *
   * @param noise bound on the noise of one value of the loss
   * @param step half the distance between two evaluations
   */
  public record Measurement(double noise, double step) {}
}
