package io.plumbline.jobs.explain;

import io.plumbline.blackbox.BlackBox;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.diagnose.check.LossSlice;
import io.plumbline.diagnose.explain.ArrayElements;
import io.plumbline.diagnose.explain.Disagreement;
import io.plumbline.diagnose.explain.Explainer;
import io.plumbline.diagnose.explain.GivenArray;
import io.plumbline.diagnose.mistakes.Example;
import io.plumbline.diagnose.mistakes.OtherSample;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InputLayout;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.RequestedFiles;
import io.plumbline.jobs.WorkListener;
import io.plumbline.jobs.input.BlackBoxModel;
import io.plumbline.jobs.input.BlackBoxValues;
import io.plumbline.jobs.input.GradientArrays;
import io.plumbline.jobs.input.ImagesAround;
import io.plumbline.jobs.input.LabelledSamples;
import io.plumbline.jobs.input.LossSettings;
import io.plumbline.jobs.input.ModelAndSamples;
import io.plumbline.jobs.input.PreparedInput;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.jobs.input.SampleLosses;
import io.plumbline.report.HtmlReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** The command {@code explain}, from files to files. */
public final class ExplainJob {
  /** So many times a check: each way in which quotients are made by mistake is made once. */
  static final int CHECKS = 10;

  private ExplainJob() {}

  /**
   * Reads, explains, and writes the files that were asked for.
   *
   * @param settings what to explain
   * @param listener is told how long it takes, where the model is read, and how far it has come
   * @return what was found
   * @throws InvalidInputException if anything given cannot be worked with; nothing is written then
   */
  public static ExplainOutcome run(ExplainSettings settings, WorkListener listener) {
    try (RequestedFiles<ExplainOutcome> files =
        new RequestedFiles<>(settings.of().files(settings.filesRead()))) {
      open(files, settings);
      ExplainOutcome outcome = explain(settings, listener);
      files.write(outcome);
      return outcome;
    }
  }

  /**
   * Opens the files that an explanation is written to.
   *
   * @param files among others
   * @param asked which of them were asked for
   * @throws InvalidInputException if one cannot be written there
   */
  public static void open(RequestedFiles<ExplainOutcome> files, ExplainRequest asked) {
    files.open("--json", asked.json(), ExplainJson::of);
    files.open("--report", asked.report(), outcome -> HtmlReport.render(ExplainReport.of(outcome)));
  }

  private static ExplainOutcome explain(ExplainSettings settings, WorkListener listener) {
    if (settings.blackBox()) {
      return ofValues(settings, listener);
    }
    return settings.bySample()
        ? byInput(settings, listener)
        : TensorArrays.explain(settings, listener);
  }

  private static ExplainOutcome byInput(ExplainSettings asked, WorkListener listener) {
    Graph graph = BlackBoxModel.orElseRead(asked.of().model(), asked.of()::read);
    int outputs = graph.output().shape().size();
    ModelAndSamples of = asked.of().of(outputs);
    UnaryOperator<Evaluator> watch = each -> each.watched(new CancellationToken(), listener);
    Evaluator model = watch.apply(Evaluator.of(graph, of.kindOf(graph)));
    SampleLosses losses = new SampleLosses(model, of, watch);
    ImagesAround around = ImagesAround.of(of.data(), outputs);
    return explain(
        asked.with(of),
        new Model(
            graph.source(),
            InputLayout.of(graph),
            SampleArrays.ignoringUnitAxes(graph),
            (k, batch) -> {
              listener.expect(CHECKS * model.checkSeconds(batch.samples().get(k)));
              SampleLosses.Scored scored =
                  losses.at(
                      k, batch.samples().size(), batch.samples().get(k), batch.targets().get(k));
              return new Asked(
                  new Explainer(scored.model(), around),
                  scored.target(),
                  (given, step, entries) ->
                      LossSlice.of(
                          scored.model(),
                          given.loss(),
                          given.sample(given.analytic()),
                          step,
                          entries));
            }));
  }

  private static ExplainOutcome ofValues(ExplainSettings asked, WorkListener listener) {
    try (BlackBoxModel model = BlackBoxModel.open(asked.of())) {
      BlackBox box = model.box();
      ImagesAround around = ImagesAround.of(model.of().data(), box.outputs());
      BlackBoxValues values = new BlackBoxValues(box, listener);
      return explain(
          asked.with(model.of()),
          new Model(
              box.source(),
              model.layout(),
              SampleArrays.ignoringUnitAxes(box.shape(), box.outputs()),
              (k, batch) ->
                  new Asked(
                      Explainer.ofValues(values, around),
                      batch.targets().get(k),
                      (given, step, entries) ->
                          values.slices(
                              given.loss(), given.sample(given.analytic()), step, entries))));
    }
  }

  /** What is asked of one sample. */
  private record Asked(Explainer explainer, Target target, Along along) {}

  /** The loss along entries of the sample. */
  @FunctionalInterface
  private interface Along {
    List<LossSlice> of(Disagreement given, double step, int... entries);
  }

  /** A model, read or not. */
  private record Model(
      String source,
      Optional<ImageLayout> layout,
      SampleArrays arrays,
      BiFunction<Integer, LabelledSamples, Asked> at) {}

  private static ExplainOutcome explain(ExplainSettings settings, Model model) {
    LossSettings loss = settings.of().loss();
    SampleArrays arrays = model.arrays();
    LabelledSamples batch = arrays.read(settings.of());
    int index = index(settings.index(), batch.samples().size());
    Asked asked = model.at().apply(index, batch);
    List<OtherSample> others = new ArrayList<>();
    for (int k = 0; k < batch.samples().size(); k++) {
      if (k != index) {
        Target target = loss.isGraph() ? asked.target() : batch.targets().get(k);
        Example other = new Example(batch.samples().get(k), target);
        others.add(OtherSample.ofBatch(k, other));
      }
    }
    GradientArrays.One analytic = arrays.gradients().one(settings.analytic(), batch, index);
    GradientArrays.One numeric = arrays.gradients().one(settings.numeric(), batch, index);
    Disagreement given =
        new Disagreement(
            model.layout().isPresent() ? ArrayElements.PIXELS : ArrayElements.INPUTS,
            batch.samples().get(index),
            Shape.of(arrays.shape()),
            model.layout(),
            asked.target(),
            loss.scalar(),
            array(analytic),
            array(numeric),
            settings.step(),
            settings.tile(),
            others,
            arrays.conventions(settings.of(), batch, index));
    ExplainOutcome outcome =
        new ExplainOutcome(
            settings,
            model.source(),
            List.of(new Explained(Optional.empty(), asked.explainer().explain(given))),
            PreparedInput.of(
                settings.of().preprocessing(), batch.turn(), analytic.turn().or(numeric::turn)));
    return ExplainSlices.in(
        outcome, (worst, step, entries) -> asked.along().of(given, step, entries));
  }

  private static int index(OptionalInt index, int count) {
    if (index.isEmpty() && count > 1) {
      throw new InvalidInputException(
          "--index (missing) must say which of the " + count + " samples is meant");
    }
    int given = index.orElse(0);
    if (given < 0 || given >= count) {
      throw new InvalidInputException(
          "--index (" + given + ") must be at least 0 and below " + count);
    }
    return given;
  }

  private static GivenArray array(GradientArrays.One one) {
    return new GivenArray(one.values(), Shape.of(one.shape()), one.precision());
  }
}
