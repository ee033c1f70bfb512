package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.jobs.check.CheckJob;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.check.words.DecidedTable;
import io.plumbline.jobs.program.ProgramJob;
import io.plumbline.jobs.program.ProgramSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plumbline check}. */
@Command(
    name = "check",
    description =
        "Say whether a gradient of a loss by a model's input is right, prove it, and name the cause"
            + " where it is wrong.",
    sortOptions = false)
final class CheckCommand implements Callable<Integer> {
  /** What is asked of a program too. */
  private static final Set<String> WITH_PROGRAM =
      Set.of(
          "--gradient",
          "--precision",
          "--rtol",
          "--must-see",
          "--survey",
          "--seed",
          "--time",
          "--json",
          "--junit",
          "--report",
          "--format",
          "--quiet");

  /** How it is printed. */
  private enum Format {
    TEXT,
    MD
  }

  private final Terminal terminal;

  @Mixin private ProgramOptions program;

  @Mixin private SampleOptions samples;

  @Option(
      names = "--sample",
      paramLabel = "K",
      description =
          "Only the K-th sample, from 0, as an audit numbers them; --input, --label and --gradient"
              + " then take whatever an audit does.")
  private @Nullable Integer sample;

  @Mixin private TensorOptions tensors;

  @Option(
      names = "--gradient",
      paramLabel = "G.npy",
      description =
          "The gradient to check, of exactly the shape of what it is by; several tensors' in a .npz"
              + " or .safetensors file or a folder of .npy files, by name. Without it PyTorch"
              + " computes the gradient of the same model.")
  private @Nullable Path gradient;

  @Option(
      names = "--inner",
      paramLabel = "G.npz",
      description =
          "Gradients by values inside the model, as hooks catch them, in place of --gradient: which"
              + " layer's backward pass is wrong is named.")
  private @Nullable Path inner;

  @Mixin private DerivativeOptions derivatives;

  @Mixin private TrainingStepOptions training;

  @Mixin private RuleOptions rule;

  @Option(
      names = "--time",
      paramLabel = "T",
      description =
          "When to end, as 90s, 5m or 1h: what could not be checked by then is INCONCLUSIVE. So it"
              + " is after Ctrl-C.")
  private @Nullable String time;

  @Option(
      names = "--black-box",
      description =
          "Evaluate the model, an .onnx or TorchScript file, without reading it: for operators that"
              + " are not known here. Needs --gradient, and is INCONCLUSIVE more often.")
  private boolean blackBox;

  @Option(
      names = "--survey",
      description =
          "Of a --program: hold all entries of the gradient together, by differences beside the"
              + " point. For a network in float32, of which each entry alone proves little.")
  private boolean survey;

  @Option(
      names = "--self-test",
      description = "Plant mistakes into a gradient that passed, and show that each is caught.")
  private boolean selfTest;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--keep",
      description =
          "Keep the report beside the JSON, as FILE.report.npz, for plumbline report to draw it.")
  private boolean keep;

  @Option(names = "--junit", paramLabel = "FILE", description = "Write the verdicts as JUnit XML.")
  private @Nullable Path junit;

  @Option(
      names = "--names",
      paramLabel = "FILE",
      description =
          "What the entries of the input are called, a name on each line: as many as it has, or as"
              + " one of its axes has places, such as features or tokens.")
  private @Nullable Path names;

  @Option(names = "--report", paramLabel = "FILE", description = "Write an HTML report.")
  private @Nullable Path report;

  @Option(
      names = "--fragment",
      paramLabel = "FILE",
      description = "Write verdict and maps as a piece of HTML without scripts, for a notebook.")
  private @Nullable Path fragment;

  @Option(
      names = "--arrays",
      paramLabel = "FILE",
      description = "Write the derivative, its bound and what is said of each number as .npz.")
  private @Nullable Path arrays;

  @Option(
      names = "--jsonl",
      paramLabel = "FILE",
      description =
          "Write a line of JSON for each sample, or tensor, as it is decided; nothing is lost where"
              + " the check is ended.")
  private @Nullable Path lines;

  @Option(
      names = "--all",
      description = "Of a batch list every sample, and show each that did not pass.")
  private boolean all;

  @Option(
      names = "--format",
      paramLabel = "text|md",
      description = "How to print it: text (default), or md for a comment on a pull request.")
  private String format = "text";

  @Mixin private Amount amount;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    boolean markdown =
        SampleOptions.choice("--format", format, List.of(Format.values())) == Format.MD;
    if (program.isGiven()) {
      ProgramSettings settings = programSettings();
      return watched(
          (progress, token) -> ProgramJob.run(settings, progress, token),
          (beside, outcome, done) -> {
            if (markdown) {
              new CheckMarkdown(beside).print(outcome.panel(), amount.isQuiet());
            } else {
              new CheckDisplay(beside).print(outcome.panel(), settings.files(), amount.isQuiet());
            }
            return outcome.panel().outcome();
          });
    }
    if (survey) {
      throw new InvalidInputException(
          "--survey (given) must be with --program: a model that is evaluated and not read"
              + " (--black-box) is always surveyed, and one that is read needs no survey");
    }
    CheckSettings settings = settings();
    return watched(
        (progress, token) -> CheckJob.run(settings, progress, token),
        (beside, outcome, done) -> {
          if (markdown) {
            new CheckMarkdown(beside).print(outcome, amount.isQuiet());
          } else {
            new CheckDisplay(beside).print(outcome, amount.isQuiet(), all);
            amount
                .detail()
                .print(new Screen(beside), List.of(DecidedTable.of(settings, outcome)), done);
          }
          return outcome.verdict();
        });
  }

  /** Prints an outcome, and says what it is. */
  private interface Shown<T> {
    Verdict of(Terminal beside, T outcome, WorkProgress done);
  }

  /** Computes under the eyes of who waits, shows it, and says how it went. */
  private <T> int watched(BiFunction<WorkProgress, CancellationToken, T> job, Shown<T> shown) {
    CancellationToken token = time == null ? new CancellationToken() : TimeLimit.parse(time);
    try (Interrupt interrupt = new Interrupt(token)) {
      T outcome;
      WorkProgress progress =
          new WorkProgress(terminal, amount.isQuiet(), "ends it with what is known");
      try (progress) {
        outcome = job.apply(progress, interrupt.token());
      }
      Terminal beside = terminal.beside(json, junit, report, fragment, arrays, lines);
      return ExitCode.of(shown.of(program.beside(beside), outcome, progress));
    }
  }

  private ProgramSettings programSettings() {
    return new ProgramSettings(
        program.read(samples.input(), terminal, WITH_PROGRAM),
        Optional.ofNullable(gradient),
        rule.precision(List.of(Precision.values())),
        rule.relativeTolerance(),
        rule.mustSee().orElse(Power.REQUIRED),
        survey,
        rule.seed(),
        files());
  }

  private CheckSettings.Files files() {
    return new CheckSettings.Files(
        Optional.ofNullable(json),
        keep,
        Optional.ofNullable(junit),
        Optional.ofNullable(report),
        Optional.ofNullable(fragment),
        Optional.ofNullable(arrays),
        Optional.ofNullable(lines));
  }

  private CheckSettings settings() {
    Path file = program.model();
    return new CheckSettings(
        sample == null ? samples.read(file) : samples.read(file).only(sample),
        tensors.read(),
        Optional.ofNullable(gradient),
        Optional.ofNullable(inner),
        derivatives.read(),
        training.read(),
        rule.precision(List.of(Arithmetic.values())),
        rule.relativeTolerance().orElse(CheckOptions.DEFAULT.relativeTolerance()),
        rule.tieRule(),
        blackBox,
        rule.coordinates(),
        rule.seed(),
        rule.mustSee(),
        selfTest,
        Optional.ofNullable(names),
        files());
  }
}
