package io.plumbline.diagnose.explain;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.compare.Comparison;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.NetworkCheck;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.diagnose.mistakes.DataSet;
import io.plumbline.diagnose.mistakes.OtherSample;
import io.plumbline.diagnose.mistakes.weights.Weights;
import io.plumbline.evaluate.Evaluator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Explains the difference between an analytic and a numeric gradient.
 *
 * <p>Between the two lies a chain of arrays, each computed in float64 and each one effect away from
 * the next, so that their steps sum to the difference at every coordinate:
 *
 * <pre>
 *   analytic → derivative → (other label, loss, input) → quotient of the piece at h → quotient at h
 *    → (another stencil) → (along the tile) → (turned) → (times a factor) → as near as rounding
 *    allows → numeric
 * </pre>
 */
public final class Explainer {
  private static final double LEAST = 0.01;

  private final Evaluator evaluator;
  private final DataSet dataSet;
  private final Optional<Weights> weights;

  /**
   * An explainer.
   *
   * @param evaluator the model
   * @param dataSet whose samples an array may be of, besides those that are given
   */
  public Explainer(Evaluator evaluator, DataSet dataSet) {
    this(evaluator, dataSet, Optional.empty());
  }

  private Explainer(Evaluator evaluator, DataSet dataSet, Optional<Weights> weights) {
    this.evaluator = evaluator;
    this.dataSet = dataSet;
    this.weights = weights;
  }

  /**
   * The same of a model that is a function of a weight.
   *
   * @param around what is known around the weight
   * @return one that knows what goes wrong with weights
   */
  public Explainer byWeight(Weights around) {
    return new Explainer(evaluator, dataSet, Optional.of(around));
  }

  /**
   * Explains a difference.
   *
   * @param given the two arrays and how they came about
   * @return which is right, and what the difference is made of
   * @throws InvalidInputException if the sample does not fit the model or the loss is not finite
   *     there
   */
  public Explanation explain(Disagreement given) {
    SampleResult.Judged analytic = judged(check(given, given.analytic()), given, given.analytic());
    SampleResult.Judged numeric =
        judged(check(given, given.numeric()).withoutCauses(), given, given.numeric());
    Disagreement known = given.withoutInfinities();
    Reading reading = new Readings(evaluator, dataSet, known).likeliest();
    Journey journey = Journey.of(known, analytic, reading);
    Noise noise = Noise.of(known, reading, journey.rounding());
    boolean wrong = analytic.verdict() == Verdict.FAIL;
    Advice advice =
        new Advisor(known, wrong, reading, journey.piece(), journey.ties(), noise).advise();
    Optional<Cause> cause = wrong ? analytic.causes().stream().findFirst() : Optional.empty();
    Chain chain = journey.chain(new Words(known, reading, journey.ties(), noise), cause);
    List<Part> all = new Parts(known, chain, advice.smallestVerifiableNow()).all();
    return explanation(given, reading, analytic, numeric, journey.ties(), all, advice);
  }

  private static Explanation explanation(
      Disagreement given,
      Reading reading,
      SampleResult.Judged analytic,
      SampleResult.Judged numeric,
      Ties ties,
      List<Part> all,
      Advice advice) {
    List<Part> parts = new ArrayList<>(all);
    parts.removeIf(part -> part.isEffect() && !(part.share() >= LEAST));
    List<Part> rest = new ArrayList<>(all);
    rest.removeAll(parts);
    parts.sort(
        Comparator.comparing(Part::place)
            .thenComparingDouble(part -> part.isEffect() ? -part.share() : 0));
    return new Explanation(
        given,
        reading.made(),
        analytic,
        numeric,
        ties,
        parts,
        rest,
        Comparison.of(given.shape(), given.analytic().values(), given.numeric().values()),
        advice);
  }

  private static SampleResult.Judged judged(
      NetworkCheck check, Disagreement given, GivenArray array) {
    SampleResult result = check.batch(batch(given, array)).check(0);
    return result
        .judged()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "loss ("
                        + result.loss()
                        + ") must be finite at the sample, else nothing has a gradient"));
  }

  private NetworkCheck check(Disagreement given, GivenArray array) {
    CheckOptions options =
        new CheckOptions(
            given.loss(),
            array.precision(),
            CheckOptions.DEFAULT.relativeTolerance(),
            CheckOptions.DEFAULT.tieRule());
    NetworkCheck check = new NetworkCheck(evaluator, options).among(dataSet);
    return weights.map(check::byWeight).orElse(check);
  }

  /** The sample first, and those that it may have been mistaken for. */
  private static List<Sample> batch(Disagreement given, GivenArray array) {
    List<Sample> batch = new ArrayList<>();
    batch.add(new Sample(given.x(), given.target(), array.values(), given.conventions()));
    for (OtherSample other : given.others()) {
      batch.add(new Sample(other.example().x(), other.example().target(), new double[0]));
    }
    return batch;
  }
}
