package io.plumbline.jobs.explain;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.ImageLayout;
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
import io.plumbline.jobs.check.By;
import io.plumbline.jobs.input.GradientArrays;
import io.plumbline.jobs.input.ImagesAround;
import io.plumbline.jobs.input.LabelledSamples;
import io.plumbline.jobs.input.LossSettings;
import io.plumbline.jobs.input.PreparedInput;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.jobs.input.SampleLosses;
import io.plumbline.report.HtmlReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The command {@code explain}, from files to files. */
public final class ExplainJob {
  private ExplainJob() {}

  /**
   * Reads, explains, and writes the files that were asked for.
   *
   * @param settings what to explain
   * @return what was found
   * @throws InvalidInputException if anything given cannot be worked with; nothing is written then
   */
  public static ExplainOutcome run(ExplainSettings settings) {
    try (RequestedFiles<ExplainOutcome> files =
        new RequestedFiles<>(
            settings.of().files(Stream.of(settings.analytic(), settings.numeric())))) {
      files.open("--json", settings.json(), ExplainJson::of);
      files.open(
          "--report", settings.report(), outcome -> HtmlReport.render(ExplainReport.of(outcome)));
      ExplainOutcome outcome = explain(settings);
      files.write(outcome);
      return outcome;
    }
  }

  private static ExplainOutcome explain(ExplainSettings settings) {
    return settings.by().equals(By.INPUT) ? byInput(settings) : TensorArrays.explain(settings);
  }

  private static ExplainOutcome byInput(ExplainSettings asked) {
    Graph graph = asked.of().read();
    ExplainSettings settings = asked.with(asked.of().of(graph.output().shape().size()));
    LossSettings loss = settings.of().loss();
    Evaluator model = Evaluator.of(graph, settings.of().kindOf(graph));
    SampleArrays arrays = SampleArrays.ignoringUnitAxes(graph);
    LabelledSamples batch = arrays.read(settings.of());
    int count = batch.samples().size();
    int index = index(settings.index(), count);
    SampleLosses.Scored scored =
        new SampleLosses(model, settings.of(), each -> each)
            .at(index, count, batch.samples().get(index), batch.targets().get(index));
    List<OtherSample> others = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      if (k != index) {
        Target target = loss.isGraph() ? scored.target() : batch.targets().get(k);
        Example other = new Example(batch.samples().get(k), target);
        others.add(OtherSample.ofBatch(k, other));
      }
    }
    GradientArrays.One analytic = arrays.gradients().one(settings.analytic(), batch, index);
    GradientArrays.One numeric = arrays.gradients().one(settings.numeric(), batch, index);
    Optional<ImageLayout> layout = InputLayout.of(graph);
    Disagreement given =
        new Disagreement(
            layout.isPresent() ? ArrayElements.PIXELS : ArrayElements.INPUTS,
            batch.samples().get(index),
            Shape.of(arrays.shape()),
            layout,
            scored.target(),
            loss.scalar(),
            array(analytic),
            array(numeric),
            settings.step(),
            settings.tile(),
            others,
            arrays.conventions(settings.of(), batch, index));
    ImagesAround around = ImagesAround.of(settings.of().data(), graph);
    return new ExplainOutcome(
        settings,
        graph.source(),
        List.of(
            new Explained(Optional.empty(), new Explainer(scored.model(), around).explain(given))),
        PreparedInput.of(
            settings.of().preprocessing(), batch.turn(), analytic.turn().or(numeric::turn)));
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
