package io.plumbline.diagnose.explain;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.diagnose.check.SampleResult.FromNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a check says of one of the two arrays.
 *
 * @param decision whether it is the derivative
 * @param causes why it is not, most specific first
 * @param derivative that it was held against, one number for each element
 * @param bounds how far each may be off; infinite where nothing bounds it
 * @param network how ties were broken and what the bounds rest on, where a network was read
 * @param measured how, where the derivative comes from values alone
 */
public record ArrayVerdict(
    Decision decision,
    List<Cause> causes,
    double[] derivative,
    double[] bounds,
    Optional<FromNetwork> network,
    Optional<Measured> measured) {
  /**
   * What suits the values that a derivative was measured by.
   *
   * @param noise bound on the noise of one value
   * @param steps for each element half the distance between two evaluations
   */
  public record Measured(double noise, double[] steps) {}

  /** Copies the list. */
  public ArrayVerdict {
    causes = List.copyOf(causes);
  }

  /**
   * What a check of a model's gradient says.
   *
   * @param result of the check
   * @return the same of the array
   * @throws InvalidInputException if the loss is not finite at the sample
   */
  public static ArrayVerdict of(SampleResult result) {
    SampleResult.Judged judged =
        result
            .judged()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "loss ("
                            + result.loss()
                            + ") must be finite at the sample, else nothing has a gradient"));
    return new ArrayVerdict(
        judged.decision(),
        judged.causes(),
        judged.derivative().values(),
        judged.derivative().bounds(),
        judged.fromNetwork(),
        judged
            .fromValues()
            .map(
                from -> {
                  double[] steps = new double[judged.gradient().length];
                  Arrays.fill(steps, from.step());
                  return new Measured(from.noise(), steps);
                }));
  }

  /**
   * The answer in a word.
   *
   * @return the decision's verdict
   */
  public Verdict verdict() {
    return decision.verdict();
  }

  /**
   * Why the answer is inconclusive.
   *
   * @return the decision's reason
   */
  public Optional<Reason> reason() {
    return decision.reason();
  }
}
