package io.plumbline.cli;

import io.plumbline.jobs.run.MainJob;
import io.plumbline.jobs.run.RunSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plumbline run}. */
@Command(
    name = "run",
    description =
        "Train the MNIST network, estimate the gradient of its loss by every pixel of a test image,"
            + " hold it against reverse mode, say why they differ, attack, and write a report.",
    sortOptions = false,
    showDefaultValues = true)
final class RunCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--image", paramLabel = "N", description = "Which test image, from 0.")
  private int image = 2;

  @Option(names = "--h", paramLabel = "H", description = "The step of the central difference.")
  private double step = 1e-3;

  @Option(names = "--tile", paramLabel = "N", description = "Side of the tiles moved as one.")
  private int tile = 1;

  @Option(names = "--epochs", paramLabel = "N", description = "Epochs of training.")
  private int epochs = 1;

  @Option(names = "--epsilon", paramLabel = "E", description = "How far FGSM moves a pixel.")
  private double epsilon = 0.1;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of everything random.")
  private long seed = 42;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "An .onnx or .keras model, to skip training.")
  private @Nullable Path model;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "IDX files in place of MNIST, gzipped or not.")
  private @Nullable Path data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the report goes; an earlier run's is replaced.")
  private Path out = Path.of("plumbline-out");

  @Option(
      names = "--step",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description = "Wait for Enter between stages, where there is a terminal.")
  private boolean stepwise;

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    RunSettings settings =
        new RunSettings(
            image,
            step,
            tile,
            epochs,
            epsilon,
            seed,
            Optional.ofNullable(model),
            Optional.ofNullable(data),
            out);
    try (RunDisplay display = new RunDisplay(terminal, settings, stepwise)) {
      MainJob.Outcome outcome = MainJob.run(settings, display);
      display.finished(outcome);
    }
    return ExitCode.FINE;
  }
}
