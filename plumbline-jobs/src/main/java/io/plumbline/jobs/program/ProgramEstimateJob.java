package io.plumbline.jobs.program;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.compare.StepSweep;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.estimate.DifferenceOptions;
import io.plumbline.core.estimate.FiniteDifferences;
import io.plumbline.core.estimate.GradientEstimate;
import io.plumbline.core.estimate.Progress;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.jobs.RequestedFiles;
import io.plumbline.program.ProgramFunction;
import io.plumbline.report.HtmlReport;
import io.plumbline.report.Json;
import java.util.List;
import java.util.stream.Stream;

/** The command {@code estimate --program}, from files to files. */
public final class ProgramEstimateJob {
  private static final double[] STEPS = {
    1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12
  };

  /** Of more entries no steps are tried. */
  private static final int MOST_SWEPT = 1000;

  private ProgramEstimateJob() {}

  /**
   * Reads, starts the program, estimates, and writes the files that were asked for.
   *
   * @param settings what to estimate
   * @param progress is told how far it has come
   * @return what was found
   * @throws InvalidInputException if anything given cannot be worked with, or the program ends
   *     before the estimate does; nothing is written then
   */
  public static ProgramEstimate run(ProgramEstimateSettings settings, Progress progress) {
    Inputs at = settings.of().at();
    try (RequestedFiles<ProgramEstimate> files =
        new RequestedFiles<>(settings.of().files(Stream.empty()))) {
      files.open("--json", settings.json(), found -> Json.text(ProgramEstimateFiles.json(found)));
      settings
          .arrays()
          .ifPresent(file -> files.open("--arrays", file, ProgramEstimateFiles::arrays));
      files.open(
          "--report",
          settings.report(),
          found -> HtmlReport.render(ProgramEstimateReport.of(found)));
      ProgramEstimate found = estimate(settings, at, progress);
      files.write(found);
      return found;
    }
  }

  private static ProgramEstimate estimate(
      ProgramEstimateSettings settings, Inputs at, Progress progress) {
    CancellationToken token = new CancellationToken();
    try (ProgramFunction function = settings.of().start(at, token)) {
      Precision precision = function.precision();
      ScalarFunction values = new DefinedValues(function.scalar());
      double[] x = precision.rounded(at.flat());
      double value = values.evaluate(x.clone());
      if (!Double.isFinite(value)) {
        throw new InvalidInputException(
            "value (" + value + ") must be finite at x, else nothing has a gradient");
      }
      GradientEstimate gradient =
          FiniteDifferences.gradient(
              values, x, DifferenceOptions.defaults().withProgress(progress));
      boolean whole = gradient.boundedCount() == x.length && x.length <= MOST_SWEPT;
      List<StepSweep.Sample> swept =
          whole
              ? StepSweep.over(values, x, gradient.values(), STEPS, DifferenceOptions.defaults())
              : List.of();
      return new ProgramEstimate(
          settings,
          at,
          precision,
          gradient,
          settings.h().map(step -> quotients(values, x, step)),
          swept,
          ProgramGradient.of(function, x));
    }
  }

  private static double[] quotients(ScalarFunction values, double[] x, double step) {
    DifferenceOptions options = DifferenceOptions.defaults().withStep(step).withoutBound();
    return FiniteDifferences.gradient(values, x, options).values();
  }
}
