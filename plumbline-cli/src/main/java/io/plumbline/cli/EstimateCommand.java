package io.plumbline.cli;

import io.plumbline.jobs.estimate.EstimateJob;
import io.plumbline.jobs.estimate.EstimateSettings;
import io.plumbline.jobs.estimate.EstimateTable;
import io.plumbline.report.Sentences;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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

  private final Terminal terminal;

  @Mixin private ImageOptions images;

  @Option(
      names = "--tile",
      paramLabel = "N",
      split = ",",
      description = "Sides of tiles, by commas (1,2,4,7,14).")
  private List<Integer> tiles = List.of(1, 2, 4, 7, 14);

  @Option(names = "--h", paramLabel = "H", description = "The step of the differences (0.01).")
  private double h = 0.01;

  @Option(
      names = "--epsilon",
      paramLabel = "E",
      split = ",",
      description = "How far FGSM goes, by commas (0.1,0.2,0.3).")
  private List<Double> epsilons = List.of(0.1, 0.2, 0.3);

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
  private @Nullable Path json;

  @Option(names = "--report", paramLabel = "FILE", description = "Write an HTML report.")
  private @Nullable Path report;

  EstimateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    EstimateSettings settings =
        new EstimateSettings(
            images.read(OptionalInt.of(USUAL_IMAGE)),
            tiles,
            h,
            epsilons,
            images.bounds(),
            Optional.ofNullable(json),
            Optional.ofNullable(report));
    EstimateJob.Outcome outcome = EstimateJob.run(settings);
    Terminal beside = terminal.beside(json, report);
    beside.out().println(beside.bold(Sentences.capital(outcome.title())));
    outcome.prepared().ifPresent(input -> beside.out().println(input.unit()));
    TextTable.of(EstimateTable.section(outcome)).lines().forEach(beside.out()::println);
    settings.report().ifPresent(file -> beside.out().println("Report: " + file));
    return ExitCode.FINE;
  }
}
