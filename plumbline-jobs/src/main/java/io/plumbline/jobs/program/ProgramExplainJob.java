package io.plumbline.jobs.program;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.estimate.Progress;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.diagnose.explain.ArrayElements;
import io.plumbline.diagnose.explain.Disagreement;
import io.plumbline.diagnose.explain.Explainer;
import io.plumbline.diagnose.explain.Explanation;
import io.plumbline.diagnose.explain.FunctionValues;
import io.plumbline.diagnose.explain.GivenArray;
import io.plumbline.diagnose.mistakes.DataSet;
import io.plumbline.jobs.RequestedFiles;
import io.plumbline.jobs.explain.ExplainJob;
import io.plumbline.jobs.explain.ExplainOutcome;
import io.plumbline.jobs.explain.ExplainRequest;
import io.plumbline.jobs.explain.Explained;
import io.plumbline.jobs.input.Invocation;
import io.plumbline.program.ProgramFunction;
import io.plumbline.report.Numbers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** The command {@code explain --program}, from files to files. */
public final class ProgramExplainJob {
  private ProgramExplainJob() {}

  /**
   * Reads, starts the program, explains, and writes the files that were asked for.
   *
   * @param settings what to explain
   * @param progress is told how far it has come
   * @return what was found
   * @throws InvalidInputException if anything given cannot be worked with, or the program ends
   *     before the explanation does; nothing is written then
   */
  public static ExplainOutcome run(ProgramExplainSettings settings, Progress progress) {
    Inputs at = settings.of().at();
    Question question = new Question(settings, at);
    try (RequestedFiles<ExplainOutcome> files =
        new RequestedFiles<>(settings.of().files(settings.filesRead()))) {
      ExplainJob.open(files, question);
      ExplainOutcome outcome = explain(question, progress);
      files.write(outcome);
      return outcome;
    }
  }

  private static ExplainOutcome explain(Question question, Progress progress) {
    ProgramExplainSettings settings = question.settings;
    Inputs at = question.at;
    Optional<ProgramArrays.Given> analytic = read(settings.analytic(), at);
    Optional<ProgramArrays.Given> numeric = read(settings.numeric(), at);
    CancellationToken token = new CancellationToken();
    try (ProgramFunction function = settings.of().start(at, token)) {
      Explanation found;
      try {
        found = explain(question, function, analytic, numeric, progress);
      } catch (InvalidInputException e) {
        // Whatever is missing then, this is why.
        ProgramChoice.requireAnswers(function, token);
        throw e;
      }
      ProgramChoice.requireAnswers(function, token);
      return new ExplainOutcome(
          question,
          settings.of().program(),
          List.of(new Explained(Optional.empty(), found)),
          Optional.empty());
    }
  }

  private static Optional<ProgramArrays.Given> read(Optional<Path> file, Inputs at) {
    return file.map(each -> ProgramArrays.gradient(each, at));
  }

  private static Explanation explain(
      Question question,
      ProgramFunction function,
      Optional<ProgramArrays.Given> analytic,
      Optional<ProgramArrays.Given> numeric,
      Progress progress) {
    double step = question.settings.step();
    ScalarFunction scalar = function.scalar();
    Precision precision = function.precision();
    double[] x = precision.rounded(question.at.flat());
    GradientCheck check =
        GradientCheck.of(scalar).precision(precision).listener(progress).at(question.at);
    FunctionValues values = new FunctionValues(new DefinedValues(scalar), check);
    Shape shape = Shape.of(x.length);
    ProgramArrays.Given gradient = analytic.orElseGet(() -> own(function, x, precision));
    ProgramArrays.Given quotients =
        numeric.orElseGet(
            () -> new ProgramArrays.Given(values.quotients(x, step), Precision.FLOAT64));
    Disagreement given =
        new Disagreement(
            ArrayElements.ENTRIES,
            x,
            shape,
            Optional.empty(),
            FunctionValues.TARGET,
            FunctionValues.LOSS,
            array(gradient, shape),
            array(quotients, shape),
            step,
            1,
            List.of(),
            List.of());
    Explainer explainer = Explainer.ofValues(values, DataSet.NONE);
    return (numeric.isEmpty() ? explainer.ofQuotientsAsSaid() : explainer).explain(given);
  }

  private static ProgramArrays.Given own(
      ProgramFunction function, double[] x, Precision precision) {
    return ProgramGradient.of(function, x)
        .map(values -> new ProgramArrays.Given(values, precision))
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "--analytic (none) must be given: the program serves no gradient"));
  }

  private static GivenArray array(ProgramArrays.Given given, Shape shape) {
    return new GivenArray(given.values(), shape, given.precision());
  }

  /** What was asked, and the names of the entries. */
  private record Question(ProgramExplainSettings settings, Inputs at) implements ExplainRequest {
    @Override
    public boolean isTable() {
      return false;
    }

    @Override
    public String subtitle(Explanation worst) {
      return settings
              .analytic()
              .map(Path::getFileName)
              .map(Path::toString)
              .orElse("The program's gradient")
          + " against "
          + settings
              .numeric()
              .map(Path::getFileName)
              .map(Path::toString)
              .orElse("central differences of its values")
          + ", h = "
          + Numbers.setting(settings.step())
          + ".";
    }

    @Override
    public List<String> commands(ExplainOutcome outcome) {
      List<String> commands = new ArrayList<>();
      Invocation check = settings.of().line("check");
      settings.analytic().ifPresent(file -> check.with("--gradient", file));
      commands.add(check.line());
      if (settings.report().isEmpty()) {
        Invocation again = settings.of().line("explain");
        settings.analytic().ifPresent(file -> again.with("--analytic", file));
        settings.numeric().ifPresent(file -> again.with("--numeric", file));
        again.with("--h", Numbers.setting(settings.step()));
        commands.add(again.line("--report", "explain.html"));
      }
      return commands;
    }

    @Override
    public Marks marks() {
      return new Marks(
          Optional.of(settings.of().program()),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    @Override
    public Optional<IntFunction<String>> places() {
      return Optional.of(at::element);
    }

    @Override
    public Optional<Path> json() {
      return settings.json();
    }

    @Override
    public Optional<Path> report() {
      return settings.report();
    }
  }
}
