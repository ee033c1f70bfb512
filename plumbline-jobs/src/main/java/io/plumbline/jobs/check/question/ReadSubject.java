package io.plumbline.jobs.check.question;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.estimate.Progress;
import io.plumbline.core.function.Precision;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.check.BatchCheck;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.LossSlice;
import io.plumbline.diagnose.check.MistakeTrials;
import io.plumbline.diagnose.check.NetworkCheck;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.diagnose.mistakes.DataSet;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InputLayout;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.check.outcome.EngineGradient;
import io.plumbline.jobs.check.outcome.Subject;
import io.plumbline.jobs.input.BlackBoxModel;
import io.plumbline.jobs.input.GradientArrays;
import io.plumbline.jobs.input.ImagesAround;
import io.plumbline.jobs.input.LabelledSamples;
import io.plumbline.jobs.input.ModelAndSamples;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.jobs.input.SampleLosses;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * A model that was read in full.
 *
 * @param settings what to check, with the loss that is meant
 * @param model ready to be evaluated
 * @param losses of the samples
 */
public record ReadSubject(CheckSettings settings, Evaluator model, SampleLosses losses)
    implements Subject {
  public static ReadSubject of(CheckSettings settings, Progress progress, CancellationToken token) {
    Graph graph = BlackBoxModel.orElseRead(settings.of().model(), settings.of()::read);
    return of(settings, graph, each -> each.watched(token, progress));
  }

  /**
   * A model that was read.
   *
   * @param settings what to check
   * @param graph the model
   * @param watch what becomes of whatever evaluates it
   * @return the model with the loss that is meant
   * @throws InvalidInputException if the loss does not fit it, or lacks a label
   */
  public static ReadSubject of(
      CheckSettings settings, Graph graph, UnaryOperator<Evaluator> watch) {
    ModelAndSamples meant = settings.of().of(graph.output().shape().size());
    Evaluator model = watch.apply(Evaluator.of(graph, meant.kindOf(graph)));
    return new ReadSubject(settings.with(meant), model, new SampleLosses(model, meant, watch));
  }

  @Override
  public String source() {
    return model.graph().source();
  }

  @Override
  public Optional<ImageLayout> layout() {
    return InputLayout.of(model.graph());
  }

  @Override
  public SampleArrays arrays() {
    return new SampleArrays(model.graph());
  }

  /**
   * What the engine computes in.
   *
   * @param settings what to check
   * @return float32, or float64
   * @throws InvalidInputException if another precision is asked for
   */
  public static Precision enginePrecision(CheckSettings settings) {
    Precision precision = settings.precision().orElse(Precision.FLOAT32);
    if (precision.unitRoundoff() > Precision.FLOAT32.unitRoundoff()) {
      throw new InvalidInputException(
          "--precision ("
              + SampleArrays.word(precision)
              + ") must be float32 or float64 where the engine computes the gradient");
    }
    return precision;
  }

  /** The engine's, of the same graph. */
  @Override
  public GradientArrays.Given gradient(LabelledSamples batch) {
    Precision precision = enginePrecision(settings);
    try (EngineGradient engine = new EngineGradient(settings.of().loss().scalar(), precision)) {
      List<double[]> gradients =
          settings.of().loss().isGraph()
              ? ofEach(engine, batch)
              : engine.of(model, batch.samples(), batch.targets());
      return new GradientArrays.Given(gradients, precision, Optional.empty());
    }
  }

  private List<double[]> ofEach(EngineGradient engine, LabelledSamples batch) {
    List<double[]> gradients = new ArrayList<>();
    int count = batch.samples().size();
    for (int k = 0; k < count; k++) {
      double[] x = batch.samples().get(k);
      gradients.add(engine.of(losses.at(k, count, x, batch.targets().get(k)), x));
    }
    return gradients;
  }

  @Override
  public boolean takesProbabilitiesForScores() {
    return settings.of().takesProbabilitiesForScores(model.graph());
  }

  @Override
  public double seconds(Sample sample) {
    return model.checkSeconds(sample.x());
  }

  @Override
  public Checker checker(CheckOptions options, List<Sample> samples) {
    if (!settings.of().loss().isGraph()) {
      DataSet around = ImagesAround.of(settings.of().data(), model.outputs());
      return checker(model, options, samples, check -> check.among(around));
    }
    // The loss may be another function of each sample.
    int count = samples.size();
    IntFunction<Evaluator> ofEach =
        k -> losses.at(k, count, samples.get(k).x(), samples.get(k).target()).model();
    Target output = SampleLosses.OUTPUT;
    List<Sample> all =
        samples.stream()
            .map(each -> new Sample(each.x(), output, each.gradient(), each.conventions()))
            .toList();
    DataSet around = ImagesAround.of(settings.of().data(), output.weights().length);
    NetworkCheck check = new NetworkCheck(model, options).among(around).ofEach(ofEach);
    return new BatchChecker(check.batch(all), ofEach, options, all);
  }

  /** Checks samples of a model. */
  public static Checker checker(
      Evaluator model,
      CheckOptions options,
      List<Sample> samples,
      UnaryOperator<NetworkCheck> knowing) {
    BatchCheck batch = knowing.apply(new NetworkCheck(model, options)).batch(samples);
    return new BatchChecker(batch, k -> model, options, samples);
  }

  private record BatchChecker(
      BatchCheck batch, IntFunction<Evaluator> models, CheckOptions options, List<Sample> samples)
      implements Checker {
    @Override
    public Said check(int index, boolean plant) {
      SampleResult result = batch.check(index);
      boolean planting = plant && result.verdict() == Verdict.PASS;
      return new Said(
          result,
          planting
              ? new MistakeTrials(models.apply(index), options)
                  .plant(samples.get(index), result.judged().orElseThrow())
              : List.of());
    }

    @Override
    public List<LossSlice> slices(int index, int... coordinates) {
      Sample sample = samples.get(index);
      double step = LossSlice.step(sample.x());
      return LossSlice.of(models.apply(index), options.loss(), sample, step, coordinates);
    }
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
