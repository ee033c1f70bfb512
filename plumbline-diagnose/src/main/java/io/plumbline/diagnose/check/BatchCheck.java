package io.plumbline.diagnose.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.mistakes.Example;
import io.plumbline.diagnose.mistakes.ModelCauses;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.NearTie;
import io.plumbline.graph.InputLayout;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/** Samples that are checked one by one, and what is computed once for all of them. */
public final class BatchCheck {
  /** Keras clips probabilities this near to 0 or 1 in float32, rounding included. */
  private static final double CLIPPED = 5e-7;

  /** A probability of the label from here on leaves few digits of 1 - p. */
  private static final double SURE = 0.99;

  private final NetworkCheck check;
  private final List<Sample> samples;
  private final List<Example> examples;
  private final Map<Loss, ModelCauses> causes = new HashMap<>();

  BatchCheck(NetworkCheck check, List<Sample> samples) {
    this.check = check;
    this.samples = List.copyOf(samples);
    this.examples =
        IntStream.range(0, samples.size())
            .mapToObj(k -> example(check, samples.get(k), k))
            .toList();
  }

  /**
   * Checks one sample.
   *
   * @param index which
   * @return its result
   * @throws InvalidInputException if its gradient's size is wrong
   */
  public SampleResult check(int index) {
    long start = System.nanoTime();
    Sample sample = samples.get(index);
    if (sample.gradient().length != sample.x().length) {
      throw new InvalidInputException(
          "gradient size ("
              + sample.gradient().length
              + ") must be that of the sample, "
              + sample.x().length);
    }
    Loss loss = check.options.loss().of(sample.target());
    Evaluator model = check.model(index);
    Point point = model.at(sample.x(), loss, sample.target());
    if (!Double.isFinite(point.loss())) {
      Decision open = Decision.open(Reason.LOSS_NOT_FINITE);
      return new SampleResult.Unjudged(index, open, point.loss(), sample.gradient(), millis(start));
    }
    Examined examined = examine(point, sample.gradient());
    Decision decision =
        vain(model, point, sample.gradient(), examined.references().get(0))
            .map(Decision::open)
            .orElseGet(() -> Decision.of(examined.grounds(), examined.mustSee()));
    return new SampleResult.Judged(
        index,
        decision,
        point.loss(),
        sample.gradient(),
        new SampleResult.FromNetwork(
            TieRules.name(point, examined.rule()),
            point.tiedUnits(),
            examined.flips().stream().map(NearTie::unit).toList(),
            examined.basis()),
        examined.derivative(),
        examined.judgement(),
        examined.grounds().power(),
        examined.mustSee(),
        WorstCoordinate.of(
            sample.gradient(), examined.derivative(), examined.judgement(), examined.piece()),
        check.naming && decision.verdict() == Verdict.FAIL
            ? causes(model, index, examined)
            : List.of(),
        millis(start));
  }

  private Examined examine(Point point, double[] gradient) {
    Trail trail = new Trail(gradient);
    try {
      return examine(point, gradient, trail);
    } catch (CancellationException e) {
      CheckEndedException ended = new CheckEndedException(trail.soFar(point));
      ended.initCause(e);
      throw ended;
    }
  }

  private Examined examine(Point point, double[] gradient, Trail trail) {
    boolean sure = check.options.loss().isLogProbability() && Math.exp(-point.loss()) > SURE;
    Reason common = sure ? Reason.SATURATED : Reason.PRECISION_TOO_COARSE;
    ProvenCheck proven = new ProvenCheck(point, check.judge, check.options, common, trail);
    return proven.applies()
        ? proven.examine(gradient)
        : new DeepCheck(point, check.judge, check.options, common, gradient, trail).check();
  }

  /** Why nothing can be said of a sample, whatever the bounds. */
  private Optional<Reason> vain(
      Evaluator model, Point point, double[] gradient, double[] derivative) {
    if (!isZero(gradient)) {
      return Optional.empty();
    }
    if (isZero(derivative)) {
      return Optional.of(Reason.NOTHING_DIFFERENTIABLE);
    }
    double p = Math.exp(-point.loss());
    boolean clips = -Math.expm1(-point.loss()) < CLIPPED || p < CLIPPED;
    boolean ofProbabilities =
        check.options.loss().isLogProbability() && model.kind() == OutputKind.PROBABILITIES;
    if (!clips || !ofProbabilities) {
      return Optional.empty();
    }
    return Optional.of(p < CLIPPED ? Reason.CLIPPED : Reason.SATURATED);
  }

  /** A cause explains a verdict and never decides it. */
  private List<Cause> causes(Evaluator model, int index, Examined examined) {
    Sample sample = samples.get(index);
    Suspicion suspicion =
        new Suspicion(
            sample.gradient(),
            model.graph().input().shape().withoutFirst(),
            InputLayout.of(model.graph()).equals(Optional.of(ImageLayout.CHW)),
            examined.references(),
            examined.noise(),
            sample.conventions());
    try {
      return causes(model, check.options.loss().of(sample.target())).explain(index, suspicion);
    } catch (CancellationException e) {
      // The verdict stands without it.
      return List.of();
    }
  }

  /** Kept for the next sample, unless that has a model of its own. */
  private synchronized ModelCauses causes(Evaluator model, Loss loss) {
    return check.ofEach.isPresent()
        ? causesOf(model, loss)
        : causes.computeIfAbsent(loss, each -> causesOf(model, each));
  }

  private ModelCauses causesOf(Evaluator model, Loss loss) {
    ModelCauses ofInput = ModelCauses.of(model, loss, examples, check.dataSet);
    return check.weights.map(ofInput::byWeight).orElse(ofInput);
  }

  private static Example example(NetworkCheck check, Sample sample, int index) {
    return new Example(
        sample.x(), sample.target(), check.ofEach.map(models -> () -> models.apply(index)));
  }

  private static boolean isZero(double[] values) {
    return Arrays.stream(values).allMatch(each -> each == 0);
  }

  private static double millis(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
