package io.plumbline.jobs.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.function.Precision;
import io.plumbline.diagnose.check.CheckEndedException;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.graph.loss.Loss;
import io.plumbline.jobs.JsonLines;
import io.plumbline.jobs.ReportArchive;
import io.plumbline.jobs.RequestedFiles;
import io.plumbline.jobs.WorkListener;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.check.outcome.EntryNames;
import io.plumbline.jobs.check.outcome.Subject;
import io.plumbline.jobs.check.outcome.Variable;
import io.plumbline.jobs.check.page.CheckArrays;
import io.plumbline.jobs.check.page.CheckJUnit;
import io.plumbline.jobs.check.page.CheckJson;
import io.plumbline.jobs.check.page.CheckReport;
import io.plumbline.jobs.check.page.LossSlices;
import io.plumbline.jobs.check.question.ReadSubject;
import io.plumbline.jobs.input.GradientArrays;
import io.plumbline.jobs.input.LabelledSamples;
import io.plumbline.jobs.input.PreparedInput;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.report.HtmlFragment;
import io.plumbline.report.HtmlReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

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
    return run(settings, WorkListener.NONE, new CancellationToken());
  }

  /**
   * The same, watched.
   *
   * @param settings what to check, and how
   * @param listener is told how long it takes and how far it has come
   * @param token ends it: samples that are not checked by then are inconclusive for that
   * @return what was found
   * @throws InvalidInputException if anything given cannot be worked with; nothing is written then
   */
  public static CheckOutcome run(
      CheckSettings settings, WorkListener listener, CancellationToken token) {
    CheckSettings.Files asked = settings.files();
    try (RequestedFiles<CheckOutcome> files =
        new RequestedFiles<>(settings.of().files(settings.filesRead()))) {
      files.open("--json", asked.json(), CheckJson::of);
      asked
          .kept()
          .ifPresent(
              file ->
                  files.open("--keep", file, outcome -> ReportArchive.of(CheckReport.of(outcome))));
      files.open("--junit", asked.junit(), CheckJUnit::of);
      files.open("--report", asked.report(), outcome -> HtmlReport.render(CheckReport.of(outcome)));
      files.open(
          "--fragment", asked.fragment(), outcome -> HtmlFragment.render(CheckReport.of(outcome)));
      asked.arrays().ifPresent(file -> files.open("--arrays", file, CheckArrays::of));
      JsonLines lines = files.lines("--jsonl", asked.lines());
      CheckOutcome outcome =
          settings.ofTensors()
              ? TensorCheck.run(settings, lines, listener, token)
              : byInput(settings, lines, listener, token);
      files.write(outcome);
      return outcome;
    }
  }

  private static CheckOutcome byInput(
      CheckSettings settings, JsonLines lines, WorkListener listener, CancellationToken token) {
    try (Subject subject =
        settings.blackBox()
            ? BlackBoxSubject.open(settings, listener)
            : ReadSubject.of(settings, listener, token)) {
      return check(subject, lines, listener, token);
    }
  }

  private static CheckOutcome check(
      Subject subject, JsonLines lines, WorkListener listener, CancellationToken token) {
    CheckSettings settings = subject.settings();
    SampleArrays arrays = subject.arrays();
    Variable input =
        Variable.ofInput(
            arrays.shape(),
            subject.layout(),
            settings.names().map(file -> EntryNames.read(file, arrays.shape())));
    LabelledSamples batch = arrays.read(settings.of());
    GradientArrays.Given given =
        settings.gradient().isPresent()
            ? arrays.gradients(
                settings.of(), settings.gradient().get(), batch, settings.precision())
            : subject.gradient(batch);
    CheckOptions options = options(settings, settings.of().loss().scalar(), given.precision());
    List<Sample> samples = new ArrayList<>();
    for (int k = 0; k < batch.samples().size(); k++) {
      samples.add(
          new Sample(
              batch.samples().get(k),
              batch.targets().get(k),
              given.gradients().get(k),
              arrays.conventions(settings.of(), batch, k)));
    }
    Subject.Checker checker = subject.checker(options, samples);
    double each = samples.isEmpty() ? 0 : subject.seconds(samples.get(0));
    listener.expect(samples.size() * each);
    List<CheckOutcome.Checked> checked = new ArrayList<>();
    CheckOutcome outcome =
        new CheckOutcome(
            settings,
            subject.source(),
            options.arithmetic(),
            List.of(),
            Optional.empty(),
            PreparedInput.of(settings.of().preprocessing(), batch.turn(), given.turn()),
            Optional.empty(),
            subject.takesProbabilitiesForScores());
    for (int k = 0; k < samples.size(); k++) {
      Sample sample = samples.get(k);
      int index = k;
      boolean plant = settings.selfTest();
      Subject.Said said = said(() -> checker.check(index, plant), k, sample, () -> each, token);
      checked.add(CheckOutcome.Checked.of(input, batch.index(k), sample, said));
      lines.write(CheckJson.line(outcome, checked.get(k)));
    }
    return LossSlices.in(outcome.of(checked, Optional.empty()), checker::slices);
  }

  /**
   * How gradients of a loss are checked.
   *
   * @param settings what is asked
   * @param loss that they are of
   * @param precision that they were stored in
   * @return the options
   */
  public static CheckOptions options(CheckSettings settings, Loss loss, Precision precision) {
    return new CheckOptions(
        loss,
        settings.arithmetic().orElse(Arithmetic.of(precision)),
        settings.relativeTolerance(),
        settings.tieRule(),
        settings.coordinates(),
        settings.seed(),
        settings.mustSee());
  }

  /**
   * What is said of a sample, or that there was no time for it.
   *
   * @param seconds about how long a check takes
   */
  static Subject.Said said(
      Supplier<Subject.Said> check,
      int k,
      Sample sample,
      DoubleSupplier seconds,
      CancellationToken token) {
    long start = System.nanoTime();
    try {
      token.throwIfCancelled();
      return check.get();
    } catch (CancellationException e) {
      double elapsed = (System.nanoTime() - start) / 1e6;
      Optional<SampleResult.Ended> ended =
          e instanceof CheckEndedException on
              ? Optional.of(new SampleResult.Ended(on.soFar(), seconds.getAsDouble()))
              : Optional.empty();
      return new Subject.Said(
          SampleResult.Unjudged.outOfTime(k, sample.gradient(), ended, elapsed), List.of());
    }
  }
}
