package io.plumbline.cli;

import io.plumbline.attack.training.Adversary;
import io.plumbline.attack.training.EpochScores;
import io.plumbline.attack.training.RobustTrainingOptions;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.OutputFile;
import io.plumbline.core.slip.Spelling;
import io.plumbline.djl.Accuracy;
import io.plumbline.djl.TrainingOptions;
import io.plumbline.jobs.attack.AttackTable;
import io.plumbline.jobs.train.TrainJob;
import io.plumbline.jobs.train.TrainJobSettings;
import io.plumbline.jobs.train.TrainOutcome;
import io.plumbline.report.Numbers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plumbline train}. */
@Command(
    name = "train",
    description = "Train the MNIST network, on attacked images if wanted, and write it as ONNX.",
    sortOptions = false,
    showDefaultValues = true)
final class TrainCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "The .onnx file.")
  @SuppressWarnings("NullAway.Init") // the command line has it
  private Path out;

  @Option(names = "--epochs", paramLabel = "N", description = "Epochs of training.")
  private int epochs = 1;

  @Option(
      names = "--adversarial",
      paramLabel = "KIND",
      description = "What attacks the images: none, fgsm (from random points) or pgd.")
  private String adversarial = "none";

  @Option(names = "--epsilon", paramLabel = "E", description = "How far a pixel may be moved.")
  private double epsilon = 0.3;

  @Option(names = "--mix", paramLabel = "M", description = "The share of each batch attacked.")
  private double mix = 0.5;

  @Option(names = "--steps", paramLabel = "N", description = "Steps of pgd.")
  private int steps = 7;

  @Option(
      names = "--step-size",
      paramLabel = "S",
      description = "Length of a step (pgd: 2.5 epsilon / steps, fgsm: 1.25 epsilon).")
  private @Nullable Double stepSize;

  @Option(names = "--batch-size", paramLabel = "N", description = "Images for each step.")
  private int batchSize = 128;

  @Option(names = "--learning-rate", paramLabel = "R", description = "Of Adam.")
  private double learningRate = 1e-3;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description = "Stop after N epochs without a better one, and give the best.")
  private @Nullable Integer patience;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of everything random.")
  private long seed = 42;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "IDX files in place of MNIST, gzipped or not.")
  private @Nullable Path data;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = "The state after each epoch (default: OUT.checkpoint).")
  private @Nullable Path checkpoint;

  @Option(
      names = "--resume",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description = "Go on from the checkpoint; begin where there is none.")
  private boolean resume;

  @Option(names = "--count", paramLabel = "N", description = "Test images attacked at the end.")
  private int count = 1000;

  TrainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    TrainJobSettings settings = settings();
    Screen printed = new Screen(terminal.beside(out));
    TrainOutcome outcome;
    try (WorkProgress progress = new WorkProgress(terminal, false)) {
      outcome = TrainJob.run(settings, new Display(progress, printed));
    }
    print(printed, outcome);
    return ExitCode.FINE;
  }

  private TrainJobSettings settings() {
    TrainingOptions options =
        TrainingOptions.original(seed)
            .withEpochs(epochs)
            .withBatchSize(batchSize)
            .withLearningRate(learningRate);
    RobustTrainingOptions training =
        new RobustTrainingOptions(options, adversary(), Optional.ofNullable(patience));
    Path state = checkpoint;
    if (state == null) {
      Path name = out.getFileName();
      if (name == null) {
        throw new InvalidInputException("--out (" + out + ") must not be a directory");
      }
      boolean other = Files.exists(out) && !Files.isRegularFile(out) && !Files.isDirectory(out);
      if (OutputFile.isStandardOutput(out) || other) {
        throw new InvalidInputException(
            "--checkpoint (missing) must be given where --out (" + out + ") is no file");
      }
      state = out.resolveSibling(name + ".checkpoint");
    }
    return new TrainJobSettings(training, out, state, resume, Optional.ofNullable(data), count);
  }

  private Adversary adversary() {
    Adversary usual =
        switch (Spelling.find(adversarial, List.of("none", "fgsm", "pgd"), word -> word)
            .orElse("")) {
          case "none" -> Adversary.none(epsilon);
          case "fgsm" -> Adversary.fgsm(epsilon, mix);
          case "pgd" -> Adversary.pgd(epsilon, mix, steps);
          default ->
              throw new InvalidInputException(
                  "--adversarial (" + adversarial + ") must be one of none, fgsm, pgd");
        };
    return stepSize == null ? usual : usual.withStepSize(stepSize);
  }

  private void print(Screen printed, TrainOutcome outcome) {
    printed.line(
        "Test accuracy: "
            + Numbers.percent(outcome.testAccuracy())
            + " on all images, epoch "
            + outcome.training().epoch()
            + (outcome.training().stoppedEarly() ? " (stopped early)" : ""));
    printed.table(AttackTable.section(outcome.rows()));
    printed.line("The strongest attack tried: " + outcome.strongest());
    printed.line("Model: " + Terminal.printable(String.valueOf(out)));
  }

  /** Prints training as it goes. */
  private final class Display implements TrainJob.Listener {
    private final WorkProgress progress;
    private final Screen printed;

    Display(WorkProgress progress, Screen printed) {
      this.progress = progress;
      this.printed = printed;
    }

    @Override
    public void resumes(boolean found) {
      if (!found) {
        terminal.err().println("plumbline: note: there is no checkpoint yet; training begins");
      }
    }

    @Override
    public void expect(double seconds) {
      progress.expect("training", seconds);
    }

    @Override
    public void batch(int epoch, int batch, int batches, Accuracy running) {
      progress.show(
          "Epoch " + epoch + "/" + epochs,
          batch,
          batches,
          "loss "
              + Numbers.format(running.loss())
              + ", accuracy "
              + Numbers.percent(running.accuracy()));
    }

    @Override
    public void epoch(EpochScores scores) {
      progress.clear();
      printed.line(
          "Epoch "
              + scores.epoch()
              + "/"
              + epochs
              + ": loss "
              + Numbers.format(scores.loss())
              + "; validation accuracy "
              + Numbers.percent(scores.validationAccuracy())
              + ", under pgd-20 at epsilon "
              + Numbers.setting(epsilon)
              + " "
              + Numbers.percent(scores.adversarialAccuracy()));
    }

    @Override
    public void attacks(String attack, long done, long total) {
      progress.show("Attacking with " + attack, done, total, "");
    }
  }
}
