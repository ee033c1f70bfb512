package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.estimate.EstimateJob;
import io.plumbline.jobs.estimate.EstimateSettings;
import io.plumbline.jobs.estimate.EstimateTable;
import io.plumbline.jobs.program.ProgramEstimate;
import io.plumbline.jobs.program.ProgramEstimateJob;
import io.plumbline.jobs.program.ProgramEstimateSettings;
import io.plumbline.jobs.program.ProgramEstimateWords;
import io.plumbline.report.Sentences;
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

/** {@code plumbline estimate}. */
@Command(
    name = "estimate",
    description =
        "Say how good a gradient is that central differences estimate tile by tile: how near to the"
            + " true one, for how many queries, and whether FGSM does as well with it.",
    sortOptions = false)
final class EstimateCommand implements Callable<Integer> {
  private static final int USUAL_IMAGE = 2;
  private static final double USUAL_STEP = 0.01;
  private static final int MOST_ROWS = 10;

  /** What is asked of a program too. */
  private static final Set<String> WITH_PROGRAM = Set.of("--h", "--json", "--arrays", "--report");

  private final Terminal terminal;

  @Mixin private ProgramOptions program;

  @Mixin private ImageOptions images;

  @Option(
      names = "--tile",
      paramLabel = "N",
      split = ",",
      description = "Sides of tiles, by commas (1,2,4,7,14).")
  private List<Integer> tiles = List.of(1, 2, 4, 7, 14);

  @Option(
      names = "--h",
      paramLabel = "H",
      description =
          "The step of the differences (0.01; of a program one to look at beside what is found).")
  private @Nullable Double h;

  @Option(
      names = "--epsilon",
      paramLabel = "E",
      split = ",",
      description = "How far FGSM goes, by commas (0.1,0.2,0.3).")
  private List<Double> epsilons = List.of(0.1, 0.2, 0.3);

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--arrays",
      paramLabel = "FILE",
      description = "With --program: write each entry's estimate, bound and step as .npz.")
  private @Nullable Path arrays;

  @Option(names = "--report", paramLabel = "FILE", description = "Write an HTML report.")
  private @Nullable Path report;

  @Mixin private Detail detail;

  EstimateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (program.isGiven()) {
      ofProgram();
    } else {
      ofModel();
    }
    return ExitCode.FINE;
  }

  private void ofProgram() {
    ProgramEstimateSettings settings =
        new ProgramEstimateSettings(
            program.read(images.input(), terminal, WITH_PROGRAM),
            Optional.ofNullable(h),
            Optional.ofNullable(json),
            Optional.ofNullable(arrays),
            Optional.ofNullable(report));
    ProgramEstimate found;
    try (WorkProgress progress = new WorkProgress(terminal, false)) {
      found = ProgramEstimateJob.run(settings, progress);
    }
    Screen screen = new Screen(program.beside(terminal.beside(json, arrays, report)));
    screen.heading(ProgramEstimateWords.headline(found));
    ProgramEstimateWords.explanation(found).forEach(screen::paragraph);
    screen.blank();
    screen.table(ProgramEstimateWords.nearness(found));
    screen.blank();
    screen.table(ProgramEstimateWords.entries(found, MOST_ROWS));
    settings.report().ifPresent(screen::written);
  }

  private void ofModel() {
    if (arrays != null) {
      throw new InvalidInputException("--arrays (" + arrays + ") must be with --program");
    }
    EstimateSettings settings =
        new EstimateSettings(
            images.read(program.model(), OptionalInt.of(USUAL_IMAGE)),
            tiles,
            h == null ? USUAL_STEP : h,
            epsilons,
            images.bounds(),
            Optional.ofNullable(json),
            Optional.ofNullable(report));
    EstimateJob.Outcome outcome;
    WorkProgress progress = new WorkProgress(terminal, false);
    try (progress) {
      outcome = EstimateJob.run(settings, progress);
    }
    Screen screen = new Screen(terminal.beside(json, report));
    screen.heading(Sentences.capital(outcome.title()));
    outcome.prepared().ifPresent(input -> screen.line(input.unit()));
    screen.table(EstimateTable.section(outcome));
    settings.report().ifPresent(screen::written);
    detail.print(screen, List.of(outcome.decided()), progress);
  }
}
