package io.plumbline.jobs.program;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.check.CheckResult;
import io.plumbline.core.check.FunctionCheck;
import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.check.JacobianCheck;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.estimate.FiniteDifferences;
import io.plumbline.core.estimate.Progress;
import io.plumbline.core.function.Precision;
import io.plumbline.core.survey.Survey;
import io.plumbline.jobs.RequestedFiles;
import io.plumbline.jobs.StageForecast;
import io.plumbline.jobs.WorkListener;
import io.plumbline.jobs.check.page.CheckJUnit;
import io.plumbline.program.ProgramFunction;
import io.plumbline.program.ProgramOp;
import io.plumbline.report.HtmlReport;
import java.util.Optional;
import java.util.Set;

/** The command {@code check --program}, from files to files. */
public final class ProgramJob {
  /** The stages that take the time: one by one, or all together. */
  private static final Set<String> DIFFERENCES = Set.of(FiniteDifferences.LADDER, Survey.QUOTIENTS);

  private ProgramJob() {}

  /**
   * Reads, starts the program, checks, and writes the files that were asked for.
   *
   * @param settings what to check, and how
   * @param listener is told how long it takes and how far it has come
   * @param token ends it, in the middle of an answer too: the check is then inconclusive
   * @return what was found
   * @throws InvalidInputException if anything given cannot be worked with, or the program ends
   *     before the check does; nothing is written then
   */
  public static ProgramOutcome run(
      ProgramSettings settings, WorkListener listener, CancellationToken token) {
    try (RequestedFiles<ProgramOutcome> files =
        new RequestedFiles<>(settings.of().files(settings.gradient().stream()))) {
      files.open("--json", settings.files().json(), ProgramJson::of);
      files.open("--junit", settings.files().junit(), ProgramJob::junit);
      files.open(
          "--report",
          settings.files().report(),
          outcome -> HtmlReport.render(ProgramReport.of(outcome)));
      ProgramOutcome outcome = check(settings, settings.of().at(), listener, token);
      files.write(outcome);
      return outcome;
    }
  }

  private static ProgramOutcome check(
      ProgramSettings settings, Inputs at, WorkListener listener, CancellationToken token) {
    long start = System.nanoTime();
    Optional<double[]> given =
        settings.gradient().map(file -> ProgramArrays.gradient(file, at).values());
    try (ProgramFunction function = settings.of().start(at, token)) {
      Precision precision = settings.precision().orElseGet(function::precision);
      Question question = question(function, given, settings.isSurveyed());
      Progress progress = new StageForecast(listener, DIFFERENCES, 1);
      CheckResult result = set(question.check, settings, precision, progress, token).at(at).check();
      ProgramChoice.requireAnswers(function, token);
      double seconds = (System.nanoTime() - start) / 1e9;
      return new ProgramOutcome(settings, question.words, precision, result, seconds);
    }
  }

  /** What is checked, and how it is called. */
  private record Question(FunctionCheck<?> check, String words) {}

  private static Question question(
      ProgramFunction function, Optional<double[]> given, boolean isSurveyed) {
    Set<ProgramOp> serves = function.serves();
    boolean scalar = function.outputs().size() == 1;
    if (given.isPresent()) {
      GradientCheck check = GradientCheck.of(function.scalar()).gradient(given.get());
      return new Question(isSurveyed ? check.surveyed() : check, "the given gradient");
    }
    boolean both = serves.contains(ProgramOp.VALUE_WITH_GRADIENT);
    if (scalar && (both || serves.contains(ProgramOp.GRADIENT))) {
      GradientCheck plain = GradientCheck.of(function.scalar());
      GradientCheck check =
          both
              ? plain.valueAndGradient(function::valueAndGradient)
              : plain.gradient(function::gradient);
      String words = both ? "the program's value and gradient" : "the program's gradient";
      if (isSurveyed) {
        return new Question(check.surveyed(), words);
      }
      return serves.contains(ProgramOp.HVP)
          ? new Question(
              check.hessianVector(function::hvp),
              words + ", and its products of the Hessian with vectors")
          : new Question(check, words);
    }
    if (isSurveyed) {
      throw new InvalidInputException(
          "--survey (given) must be with a gradient of one output, and there are products with the"
              + " Jacobian alone: --gradient gives one");
    }
    return products(function, serves);
  }

  private static Question products(ProgramFunction function, Set<ProgramOp> serves) {
    JacobianCheck check = GradientCheck.ofVector(function);
    boolean reverse = serves.contains(ProgramOp.VJP);
    boolean forward = serves.contains(ProgramOp.JVP);
    if (!reverse && !forward) {
      throw new InvalidInputException(
          "program (that serves "
              + String.join(", ", serves.stream().map(ProgramOp::word).toList())
              + ", of "
              + function.outputs().size()
              + " outputs) must serve what is to be checked: "
              + (function.outputs().size() == 1
                  ? "gradient, value_with_gradient, vjp or jvp; or --gradient must be given"
                  : "vjp or jvp"));
    }
    check = reverse ? check.vjp(function::vjp) : check;
    check = forward ? check.jvp(function::jvp) : check;
    return new Question(
        check,
        "the program's products "
            + (reverse ? "u'J" : "")
            + (reverse && forward ? " and " : "")
            + (forward ? "J v" : "")
            + " with the Jacobian");
  }

  private static <C extends FunctionCheck<C>> C set(
      FunctionCheck<C> check,
      ProgramSettings settings,
      Precision precision,
      Progress progress,
      CancellationToken token) {
    C set =
        check
            .precision(precision)
            .mustSee(settings.mustSee())
            .seed(settings.seed())
            .listener(progress)
            .cancellation(token);
    return settings.relativeTolerance().isPresent()
        ? set.relativeTolerance(settings.relativeTolerance().get())
        : set;
  }

  private static String junit(ProgramOutcome outcome) {
    return CheckJUnit.of(
        outcome.settings().of().program(), outcome.checked(), outcome.seconds(), outcome.panel());
  }
}
