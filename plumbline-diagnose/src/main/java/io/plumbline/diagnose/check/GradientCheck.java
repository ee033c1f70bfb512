package io.plumbline.diagnose.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Evidence;
import io.plumbline.core.verdict.Freedom;
import io.plumbline.core.verdict.Judge;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.mistakes.DataSet;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.evaluate.result.NearTie;
import io.plumbline.graph.InputLayout;
import io.plumbline.graph.loss.OutputKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Checks gradients of a loss by a model's input. */
public final class GradientCheck {
  private static final double SATURATED = 5e-7;
  private static final double SURE = 0.99;

  /** Bounds below this part of the derivative's norm let a mistake of 1 % be seen. */
  private static final double TIGHT = 0.009;

  /** Coordinates are differenced one by one up to so many multiply-adds in all. */
  private static final double MOST_WORK = 2e10;

  private final Evaluator evaluator;
  private final CheckOptions options;
  private final Judge judge;
  private final boolean naming;
  private final DataSet dataSet;
  private final Explainers explainers;

  /**
   * A check.
   *
   * @param evaluator the model
   * @param options how
   * @throws InvalidInputException if the relative tolerance is out of range
   */
  public GradientCheck(Evaluator evaluator, CheckOptions options) {
    this(evaluator, options, true, DataSet.NONE);
  }

  private GradientCheck(
      Evaluator evaluator, CheckOptions options, boolean naming, DataSet dataSet) {
    this.evaluator = evaluator;
    this.options = options;
    this.judge = new Judge(options.relativeTolerance());
    this.naming = naming;
    this.dataSet = dataSet;
    this.explainers = new Explainers(evaluator, dataSet);
  }

  /**
   * The same check for verdicts alone.
   *
   * @return one that looks for no causes
   */
  public GradientCheck withoutCauses() {
    return new GradientCheck(evaluator, options, false, dataSet);
  }

  /**
   * The same check for samples of a data set.
   *
   * @param from whose samples a wrong gradient may be of, besides those of the batch
   * @return one that looks for causes there too
   */
  public GradientCheck among(DataSet from) {
    return new GradientCheck(evaluator, options, naming, from);
  }

  /**
   * Checks a batch.
   *
   * @param samples each with its gradient
   * @return one result for each
   * @throws InvalidInputException if a size is wrong
   */
  public CheckResult check(List<Sample> samples) {
    List<SampleResult> results = new ArrayList<>();
    for (int k = 0; k < samples.size(); k++) {
      results.add(check(k, samples));
    }
    return new CheckResult(results);
  }

  /**
   * Checks one sample of a batch.
   *
   * @param index which
   * @param samples the batch; the others, whose gradients are not looked at, are what a wrong
   *     gradient may be of
   * @return its result
   * @throws InvalidInputException if its size is wrong
   */
  public SampleResult check(int index, List<Sample> samples) {
    long start = System.nanoTime();
    Sample sample = samples.get(index);
    if (sample.gradient().length != sample.x().length) {
      throw new InvalidInputException(
          "gradient size ("
              + sample.gradient().length
              + ") must be that of the sample, "
              + sample.x().length);
    }
    Point point = evaluator.at(sample.x(), options.loss().of(sample.target()), sample.target());
    if (!Double.isFinite(point.loss())) {
      return withoutDerivative(index, sample, point, start);
    }
    Piece first = point.piece(TieRules.at(point, options.tieRule()).get(0));
    if (!provable(first)) {
      return deep(index, samples, point, start);
    }
    PieceSearch.Found found =
        new PieceSearch(point, judge, options.precision(), sample.gradient())
            .search(options.tieRule());
    Differences differences = found.piece().differences();
    Evidence evidence =
        evidence(differences, found, PieceSearch.certainFreedoms(found.allowance()));
    Judgement certain = judge.judge(sample.gradient(), evidence);
    Power power = Power.of(judge, evidence);
    // What only a formula that loses digits explains is neither right nor wrong.
    Judgement judgement =
        judge.judge(
            sample.gradient(),
            evidence(differences, found, PieceSearch.freedoms(found.allowance())));
    boolean wrong = judgement.count(Agreement.DISAGREES) > 0 && !found.undecided();
    boolean lost = certain.count(Agreement.DISAGREES) > 0;
    Optional<Reason> reason =
        unfit(sample, point, found.references().get(0))
            .or(() -> wrong ? Optional.empty() : weak(point, power))
            .or(() -> found.undecided() ? Optional.of(Reason.NEAR_TIES) : Optional.empty())
            .or(() -> lost && !wrong ? Optional.of(Reason.SATURATED) : Optional.empty());
    Verdict verdict = verdict(reason, wrong);
    List<Cause> causes =
        naming && verdict == Verdict.FAIL
            ? causes(index, samples, found.references(), found.allowance().total())
            : List.of();
    return new SampleResult(
        index,
        verdict,
        reason,
        point.loss(),
        TieRules.name(point, found.rule()),
        found.flips().stream().map(NearTie::unit).toList(),
        sample.gradient(),
        Optional.of(differences),
        Optional.of(judgement),
        Optional.of(power),
        largest(sample.gradient(), differences.values()),
        relativeNorm(sample.gradient(), differences.values()),
        Optional.of(Basis.PROVEN),
        Optional.empty(),
        WorstCoordinate.of(sample.gradient(), differences, judgement, found.piece()),
        causes,
        millis(start));
  }

  private static Evidence evidence(
      Differences differences, PieceSearch.Found found, List<Freedom> freedoms) {
    return new Evidence(
        differences.values(), differences.bounds(), found.allowance().local(), freedoms);
  }

  private static Verdict verdict(Optional<Reason> reason, boolean wrong) {
    return reason.isPresent() ? Verdict.INCONCLUSIVE : wrong ? Verdict.FAIL : Verdict.PASS;
  }

  /** Whether proven bounds are tight, and differencing every coordinate takes not too long. */
  private boolean provable(Piece piece) {
    double size = norm(piece.gradient());
    double[] noise = piece.differenceRounding();
    if (!(norm(noise) <= TIGHT * size)) {
      return false;
    }
    double[] rounding = piece.allowance(options.precision()).local();
    for (int k = 0; k < noise.length; k++) {
      noise[k] += rounding[k];
    }
    return norm(noise) <= TIGHT * size
        && (options.coordinates().all()
            || piece.firstOrderWork() <= MOST_WORK
            || piece.differenceWork() <= MOST_WORK);
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(each -> each * each).sum());
  }

  /** Checks a sample where proven bounds say nothing. */
  private SampleResult deep(int index, List<Sample> samples, Point point, long start) {
    Sample sample = samples.get(index);
    DeepCheck.Found found = new DeepCheck(point, judge, options, sample.gradient()).check();
    boolean wrong = found.verdict() == Verdict.FAIL;
    Optional<Reason> reason =
        unfit(sample, point, found.references().get(0))
            .or(() -> wrong ? Optional.empty() : found.reason())
            .or(() -> wrong ? Optional.empty() : weak(point, found.power()));
    Verdict verdict = verdict(reason, wrong);
    Differences differences = found.differences();
    List<Cause> causes =
        naming && verdict == Verdict.FAIL
            ? causes(index, samples, found.references(), found.noise())
            : List.of();
    return new SampleResult(
        index,
        verdict,
        reason,
        point.loss(),
        TieRules.name(point, found.rule()),
        found.flips().stream().map(NearTie::unit).toList(),
        sample.gradient(),
        Optional.of(differences),
        Optional.of(found.judgement()),
        Optional.of(found.power()),
        largest(sample.gradient(), differences.values()),
        relativeNorm(sample.gradient(), differences.values()),
        Optional.of(found.basis()),
        Optional.empty(),
        WorstCoordinate.of(sample.gradient(), differences, found.judgement(), found.piece()),
        causes,
        millis(start));
  }

  /** A cause explains a verdict and never decides it. */
  private List<Cause> causes(
      int index, List<Sample> samples, List<double[]> references, double[] rounding) {
    Sample sample = samples.get(index);
    int[] extents = evaluator.graph().input().shape().extents();
    Suspicion suspicion =
        new Suspicion(
            sample.gradient(),
            Shape.of(Arrays.copyOfRange(extents, Math.min(1, extents.length), extents.length)),
            InputLayout.of(evaluator.graph()).equals(Optional.of(ImageLayout.CHW)),
            references,
            rounding);
    try {
      return explainers.of(options.loss().of(sample.target()), samples).explain(index, suspicion);
    } catch (CancellationException e) {
      // The verdict stands without it.
      return List.of();
    }
  }

  private SampleResult withoutDerivative(int index, Sample sample, Point point, long start) {
    return new SampleResult(
        index,
        Verdict.INCONCLUSIVE,
        Optional.of(Reason.LOSS_NOT_FINITE),
        point.loss(),
        Optional.empty(),
        List.of(),
        sample.gradient(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Double.NaN,
        Double.NaN,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        millis(start));
  }

  /** Why nothing can be said of a sample, whatever the bounds. */
  private Optional<Reason> unfit(Sample sample, Point point, double[] derivative) {
    boolean zero = isZero(sample.gradient());
    if (zero && isZero(derivative)) {
      return Optional.of(Reason.NOTHING_DIFFERENTIABLE);
    }
    double p = Math.exp(-point.loss());
    if (zero && evaluator.kind() == OutputKind.PROBABILITIES && clips(p, point)) {
      return Optional.of(p > 0.5 ? Reason.SATURATED : Reason.CLIPPED);
    }
    return Optional.empty();
  }

  /** Why a gradient that nothing speaks against is not right for that. */
  private static Optional<Reason> weak(Point point, Power power) {
    if (power.sufficient()) {
      return Optional.empty();
    }
    boolean sure = Math.exp(-point.loss()) > SURE;
    return Optional.of(sure ? Reason.SATURATED : Reason.PRECISION_TOO_COARSE);
  }

  /** Whether Keras's clipping of probabilities, in float32, may make the gradient exactly zero. */
  private static boolean clips(double p, Point point) {
    return -Math.expm1(-point.loss()) < SATURATED || p < SATURATED;
  }

  private static boolean isZero(double[] values) {
    for (double value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private static double largest(double[] gradient, double[] derivative) {
    double largest = 0;
    for (int k = 0; k < gradient.length; k++) {
      double difference = Math.abs(gradient[k] - derivative[k]);
      if (!(difference <= largest)) {
        largest = difference;
      }
    }
    return largest;
  }

  private static double relativeNorm(double[] gradient, double[] derivative) {
    double difference = 0;
    double size = 0;
    for (int k = 0; k < gradient.length; k++) {
      difference += (gradient[k] - derivative[k]) * (gradient[k] - derivative[k]);
      size += derivative[k] * derivative[k];
    }
    return Math.sqrt(difference / size);
  }

  private static double millis(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
