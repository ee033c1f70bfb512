package io.plumbline.blackbox;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.Progress;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.core.function.VectorFunction;
import io.plumbline.core.survey.Survey;
import io.plumbline.core.survey.SurveyedGradient;
import io.plumbline.core.survey.WeightedOutputs;
import io.plumbline.core.verdict.Reason;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.Target;
import java.util.Arrays;
import java.util.Optional;

/**
 * The loss of one sample of a black box, surveyed as any function is: its scores, weighted by the
 * loss's derivative by them.
 */
public final class BlackBoxSurvey {
  /** A gradient of so likely a label drowns in rounding. */
  private static final double SURE = 0.99;

  private final double loss;
  private final Reason coarse;
  private final Optional<Survey> survey;

  private BlackBoxSurvey(double loss, Reason coarse, Optional<Survey> survey) {
    this.loss = loss;
    this.coarse = coarse;
    this.survey = survey;
  }

  /**
   * Makes a survey.
   *
   * @param box the model; it stays the caller's to close
   * @param loss the scalar that gradients are of
   * @param target of the sample
   * @param x the sample, in C order
   * @param precision of the arithmetic that gradients were computed in
   * @param progress is told how far it has come
   * @return what serves every gradient of the sample
   * @throws InvalidInputException if the model cannot be evaluated there, or the loss needs scores
   *     that the model does not show
   */
  public static BlackBoxSurvey of(
      BlackBox box, Loss loss, Target target, double[] x, Precision precision, Progress progress) {
    Loss meant = loss.of(target);
    Objective objective = Objective.of(meant, target, box.kind(), box.outputs());
    requireScores(box, meant);
    ScoresOf scores = new ScoresOf(box, objective);
    double[] at = scores.evaluate(box.precision().rounded(x));
    double value = objective.value(at);
    double[] slopes = new double[at.length];
    objective.gradient(at, slopes);
    WeightedOutputs weighted =
        new WeightedOutputs(
            scores,
            at,
            slopes,
            (error, unit) -> errors(objective, at, error, unit),
            box.batch(),
            true);
    boolean sure = loss.isLogProbability() && Math.exp(-value) > SURE;
    return new BlackBoxSurvey(
        value,
        sure ? Reason.SATURATED : Reason.PRECISION_TOO_COARSE,
        Double.isFinite(value) ? Survey.of(weighted, x, precision, progress) : Optional.empty());
  }

  private static void requireScores(BlackBox box, Loss loss) {
    Scores scores = new Scores(box);
    if (!scores.areShown() && loss instanceof Loss.Logit) {
      throw new InvalidInputException(
          "--loss (logit) must be for a model that shows its scores, and "
              + box.source()
              + " gives "
              + (scores.areLogarithms() ? "probabilities" : "their logarithms")
              + " only");
    }
  }

  /** How far the loss's slopes may be off, from such errors of the scores. */
  private static double[] errors(
      Objective objective, double[] at, double scoreError, double unitRoundoff) {
    double[] errors = new double[at.length];
    Arrays.fill(errors, scoreError);
    double[] bar = new double[at.length];
    objective.gradientError(at, errors, unitRoundoff, bar);
    return bar;
  }

  /** The scores of a model as the loss takes them. */
  private record ScoresOf(BlackBox box, Objective objective) implements VectorFunction {
    @Override
    public Shape shape() {
      return Shape.of(box.shape());
    }

    @Override
    public Shape outputs() {
      return Shape.of(box.outputs());
    }

    @Override
    public Precision precision() {
      return box.precision();
    }

    @Override
    public double[] evaluate(double[] x) {
      double[] scores = new double[box.outputs()];
      evaluate(x, 1, scores);
      return scores;
    }

    @Override
    public void evaluate(double[] points, int count, double[] values) {
      new Scores(box).at(points, count, objective.beforeSoftmax(), values);
    }
  }

  /**
   * The loss at the sample.
   *
   * @return its value, which may be infinite or not a number
   */
  public double loss() {
    return loss;
  }

  /**
   * Why no gradient can be judged here.
   *
   * @return empty where they can
   */
  public Optional<Reason> open() {
    if (survey.isPresent()) {
      return Optional.empty();
    }
    return Optional.of(Double.isFinite(loss) ? Reason.NOT_DETERMINISTIC : Reason.LOSS_NOT_FINITE);
  }

  /**
   * Judges a gradient, where any can be.
   *
   * @param gradient of the sample
   * @param relativeTolerance allowed beside what rounding and the derivative's bound allow
   * @param mustSee the largest mistake, relative to the derivative's norm, that a pass may overlook
   * @return what is said of it
   * @throws InvalidInputException if its size is wrong
   */
  public SurveyedGradient judge(double[] gradient, double relativeTolerance, double mustSee) {
    return survey.orElseThrow().judge(gradient, relativeTolerance, mustSee, coarse);
  }
}
