package io.plumbline.run.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.network.Models;
import io.plumbline.network.check.CheckOptions;
import io.plumbline.network.check.GradientCheck;
import io.plumbline.network.check.Sample;
import io.plumbline.network.check.SampleResult;
import io.plumbline.network.check.SelfTest;
import io.plumbline.network.eval.Evaluator;
import io.plumbline.network.graph.Graph;
import io.plumbline.network.loss.Loss;
import io.plumbline.report.HtmlReport;
import io.plumbline.run.RequestedFiles;
import io.plumbline.run.input.Batch;
import io.plumbline.run.input.SampleArrays;
import java.util.ArrayList;
import java.util.List;

/** The command {@code check}, from files to files. */
public final class CheckJob {
  private CheckJob() {}

  /**
   * Reads, checks, and writes the files that were asked for.
   *
   * @param settings what to check, and how
   * @return what was found
   * @throws InvalidInputException if anything given cannot be worked with; nothing is written then
   */
  public static CheckOutcome run(CheckSettings settings) {
    CheckSettings.Files asked = settings.files();
    try (RequestedFiles<CheckOutcome> files = new RequestedFiles<>()) {
      files.open("--json", asked.json(), CheckJson::of);
      files.open("--junit", asked.junit(), CheckJUnit::of);
      files.open("--report", asked.report(), outcome -> HtmlReport.render(CheckReport.of(outcome)));
      CheckOutcome outcome = check(settings);
      files.write(outcome);
      return outcome;
    }
  }

  private static CheckOutcome check(CheckSettings settings) {
    Graph graph = Models.read(settings.of().model());
    Evaluator model = Evaluator.of(graph, settings.of().kindOf(graph));
    Loss loss = settings.of().scalar();
    SampleArrays arrays = new SampleArrays(graph);
    Batch batch = arrays.read(settings.of());
    SampleArrays.Given given =
        settings.gradient().isPresent()
            ? arrays.gradient(settings.gradient().get(), batch, settings.precision())
            : engine(model, batch, loss, settings);
    CheckOptions options =
        new CheckOptions(loss, given.precision(), settings.relativeTolerance(), settings.tieRule());
    List<Sample> samples = new ArrayList<>();
    for (int k = 0; k < batch.samples().size(); k++) {
      samples.add(
          new Sample(batch.samples().get(k), batch.targets().get(k), given.gradients().get(k)));
    }
    GradientCheck check = new GradientCheck(model, options);
    List<CheckOutcome.Checked> checked = new ArrayList<>();
    for (SampleResult result : check.check(samples).samples()) {
      Sample sample = samples.get(result.index());
      boolean plant = settings.selfTest() && result.verdict() == Verdict.PASS;
      List<SelfTest.Planted> planted =
          plant ? new SelfTest(model, options).plant(sample, result) : List.of();
      checked.add(
          new CheckOutcome.Checked(
              batch.index(result.index()), sample.x(), sample.target(), result, planted));
    }
    return new CheckOutcome(settings, graph, arrays.shape(), given.precision(), checked);
  }

  private static SampleArrays.Given engine(
      Evaluator model, Batch batch, Loss loss, CheckSettings settings) {
    Precision precision = settings.precision().orElse(Precision.FLOAT32);
    if (precision.unitRoundoff() > Precision.FLOAT32.unitRoundoff()) {
      throw new InvalidInputException(
          "--precision ("
              + SampleArrays.word(precision)
              + ") must be float32 or float64 where the engine computes the gradient");
    }
    return new SampleArrays.Given(EngineGradient.of(model, batch, loss, precision), precision);
  }
}
