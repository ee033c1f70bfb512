package io.plumbline.diagnose.explain;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.compare.Comparison;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.mistakes.DataSet;
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

  private final ExplainedModel model;
  private final DataSet dataSet;
  private final boolean asSaid;

  /**
   * An explainer.
   *
   * @param evaluator the model
   * @param dataSet whose samples an array may be of, besides those that are given
   */
  public Explainer(Evaluator evaluator, DataSet dataSet) {
    this(new ExplainedGraph(evaluator, dataSet, Optional.empty()), dataSet, false);
  }

  private Explainer(ExplainedModel model, DataSet dataSet, boolean asSaid) {
    this.model = model;
    this.dataSet = dataSet;
    this.asSaid = asSaid;
  }

  /**
   * An explainer of arrays by one tensor of a model.
   *
   * @param evaluator the model as a function of the tensor
   * @param around what is known around it if it is a weight, which says what goes wrong with those
   * @return the explainer
   */
  public static Explainer byTensor(Evaluator evaluator, Optional<Weights> around) {
    return new Explainer(new ExplainedGraph(evaluator, DataSet.NONE, around), DataSet.NONE, false);
  }

  /**
   * An explainer for a model that is evaluated and not read.
   *
   * @param values what it gives
   * @param dataSet whose samples the quotients may be of, besides those that are given
   * @return the explainer
   */
  public static Explainer ofValues(ModelValues values, DataSet dataSet) {
    return new Explainer(new ValueModel(values), dataSet, false);
  }

  /**
   * The same for quotients that are known to have been made as is said of them.
   *
   * @return an explainer that looks for no other way
   */
  public Explainer ofQuotientsAsSaid() {
    return new Explainer(model, dataSet, true);
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
    ArrayVerdict analytic = model.judge(given, given.analytic(), true);
    ArrayVerdict numeric = model.judge(given, given.numeric(), false);
    Disagreement known = given.withoutInfinities();
    Landscape landscape = model.landscape(known, analytic);
    Readings readings = new Readings(landscape, dataSet, known);
    Reading reading = asSaid ? readings.stated() : readings.likeliest();
    Journey journey = Journey.of(known, landscape.derivative(), reading);
    Noise noise =
        Noise.of(
            known, reading, journey.rounding(), journey.noise(), landscape.measuredDeviation());
    boolean wrong = analytic.verdict() == Verdict.FAIL;
    Advice advice =
        new Advisor(known, wrong, reading, journey.gradient(), journey.ties(), noise).advise();
    Optional<Cause> cause = wrong ? analytic.causes().stream().findFirst() : Optional.empty();
    Words words = new Words(known, reading, journey.ties(), noise);
    List<Part> all =
        new Parts(known, journey.chain(words, cause), advice.smallestVerifiableNow()).all();
    List<String> mistakes = words.mistakes().stream().map(Said::sentence).toList();
    return explanation(given, reading, analytic, numeric, journey.ties(), mistakes, all, advice);
  }

  private static Explanation explanation(
      Disagreement given,
      Reading reading,
      ArrayVerdict analytic,
      ArrayVerdict numeric,
      Ties ties,
      List<String> mistakes,
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
        mistakes,
        parts,
        rest,
        Comparison.of(given.shape(), given.analytic().values(), given.numeric().values()),
        advice);
  }
}
