package io.plumbline.jobs.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.Progress;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.jobs.RequestedFiles;
import io.plumbline.jobs.input.LabelledSamples;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.report.HtmlReport;
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
    return run(settings, (stage, done, total) -> {});
  }

  /**
   * The same, watched.
   *
   * @param settings what to check, and how
   * @param progress is told how far the evaluation of a black box has come
   * @return what was found
   * @throws InvalidInputException if anything given cannot be worked with; nothing is written then
   */
  public static CheckOutcome run(CheckSettings settings, Progress progress) {
    CheckSettings.Files asked = settings.files();
    try (RequestedFiles<CheckOutcome> files = new RequestedFiles<>()) {
      files.open("--json", asked.json(), CheckJson::of);
      files.open("--junit", asked.junit(), CheckJUnit::of);
      files.open("--report", asked.report(), outcome -> HtmlReport.render(CheckReport.of(outcome)));
      CheckOutcome outcome;
      try (Subject subject =
          settings.blackBox()
              ? BlackBoxSubject.open(settings, progress)
              : ReadSubject.of(settings)) {
        outcome = check(settings, subject);
      }
      files.write(outcome);
      return outcome;
    }
  }

  private static CheckOutcome check(CheckSettings settings, Subject subject) {
    SampleArrays arrays = subject.arrays();
    LabelledSamples batch = arrays.read(settings.of());
    SampleArrays.Given given =
        settings.gradient().isPresent()
            ? arrays.gradient(settings.gradient().get(), batch, settings.precision())
            : subject.gradient(batch);
    CheckOptions options =
        new CheckOptions(
            settings.of().scalar(),
            settings.arithmetic().orElse(Arithmetic.of(given.precision())),
            settings.relativeTolerance(),
            settings.tieRule(),
            settings.coordinates(),
            settings.seed());
    List<Sample> samples = new ArrayList<>();
    for (int k = 0; k < batch.samples().size(); k++) {
      samples.add(
          new Sample(batch.samples().get(k), batch.targets().get(k), given.gradients().get(k)));
    }
    Subject.Checker checker = subject.checker(options, samples);
    List<CheckOutcome.Checked> checked = new ArrayList<>();
    for (int k = 0; k < samples.size(); k++) {
      Sample sample = samples.get(k);
      Subject.Said said = checker.check(k, settings.selfTest());
      checked.add(
          new CheckOutcome.Checked(
              batch.index(k), sample.x(), sample.target(), said.result(), said.planted()));
    }
    return new CheckOutcome(
        settings,
        subject.source(),
        subject.layout(),
        arrays.shape(),
        options.arithmetic(),
        checked);
  }
}
