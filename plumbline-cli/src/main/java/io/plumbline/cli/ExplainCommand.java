package io.plumbline.cli;

import io.plumbline.jobs.explain.ExplainDecided;
import io.plumbline.jobs.explain.ExplainJob;
import io.plumbline.jobs.explain.ExplainOutcome;
import io.plumbline.jobs.explain.ExplainSettings;
import io.plumbline.jobs.program.ProgramExplainJob;
import io.plumbline.jobs.program.ProgramExplainSettings;
import io.plumbline.report.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plumbline explain}. */
@Command(
    name = "explain",
    description =
        "Say which of an analytic and a numeric gradient is right, and what their difference is"
            + " made of.",
    sortOptions = false)
final class ExplainCommand implements Callable<Integer> {
  private final Terminal terminal;

  /** What is asked of a program too. */
  private static final Set<String> WITH_PROGRAM =
      Set.of("--analytic", "--numeric", "--h", "--json", "--report", Amount.QUIET);

  @Mixin private ProgramOptions program;

  @Mixin private SampleOptions samples;

  @Mixin private TensorOptions tensors;

  @Mixin private TrainingStepOptions training;

  @Option(
      names = "--index",
      paramLabel = "I",
      description = "Which sample of --input is meant, from 0, where there are several.")
  private @Nullable Integer index;

  @Option(
      names = "--analytic",
      paramLabel = "G.npy",
      description =
          "The gradient by automatic differentiation; of several tensors in a .npz or .safetensors"
              + " file or a folder of .npy files, by name. Of a program its own where not given.")
  private @Nullable Path analytic;

  @Option(
      names = "--numeric",
      paramLabel = "D.npy",
      description = "The difference quotients, likewise. Of a program those of its values.")
  private @Nullable Path numeric;

  @Option(
      names = "--h",
      paramLabel = "H",
      description = "Their step, as in (f(x+h) - f(x-h))/2h (0.001).")
  private double h = 1e-3;

  @Option(
      names = "--tile",
      paramLabel = "N",
      description = "How many pixels a side were moved together (1).")
  private int tile = 1;

  @Option(
      names = "--black-box",
      description =
          "Evaluate the model, an .onnx or TorchScript file, without reading it. Ties are not told"
              + " by name then, and less is decided.")
  private boolean blackBox;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON.")
  private @Nullable Path json;

  @Option(names = "--report", paramLabel = "FILE", description = "Write an HTML report.")
  private @Nullable Path report;

  @Mixin private Amount amount;

  ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    boolean quiet = amount.isQuiet();
    return program.isGiven() ? ofProgram(quiet) : ofModel(quiet);
  }

  /** Prints an explanation, and says how it went. */
  private int said(
      ExplainOutcome outcome, boolean quiet, List<Table> decided, WorkProgress progress) {
    Terminal beside = program.beside(terminal.beside(json, report));
    new ExplainDisplay(beside).print(outcome, quiet);
    amount.detail().print(new Screen(beside), decided, progress);
    return ExitCode.of(outcome.verdict());
  }

  private int ofProgram(boolean quiet) {
    ProgramExplainSettings settings =
        new ProgramExplainSettings(
            program.read(samples.input(), terminal, WITH_PROGRAM),
            Optional.ofNullable(analytic),
            Optional.ofNullable(numeric),
            h,
            Optional.ofNullable(json),
            Optional.ofNullable(report));
    ExplainOutcome outcome;
    WorkProgress progress = new WorkProgress(terminal, quiet);
    try (progress) {
      outcome = ProgramExplainJob.run(settings, progress);
    }
    return said(outcome, quiet, List.of(), progress);
  }

  private int ofModel(boolean quiet) {
    ExplainSettings settings =
        new ExplainSettings(
            samples.read(program.model()),
            tensors.read(),
            index == null ? OptionalInt.empty() : OptionalInt.of(index),
            program.required(analytic, "option: '--analytic=G.npy'"),
            program.required(numeric, "option: '--numeric=D.npy'"),
            training.read(),
            blackBox,
            h,
            tile,
            Optional.ofNullable(json),
            Optional.ofNullable(report));
    ExplainOutcome outcome;
    WorkProgress progress = new WorkProgress(terminal, quiet);
    try (progress) {
      outcome = ExplainJob.run(settings, progress);
    }
    return said(outcome, quiet, List.of(ExplainDecided.of(settings, outcome)), progress);
  }
}
