package io.plumbline.jobs.train;

import io.plumbline.attack.Attack;
import io.plumbline.attack.AttackListener;
import io.plumbline.attack.AttackResult;
import io.plumbline.attack.EngineClassifier;
import io.plumbline.attack.GradientAttack;
import io.plumbline.attack.GradientAttackOptions;
import io.plumbline.attack.Norm;
import io.plumbline.attack.Threat;
import io.plumbline.attack.training.Adversary;
import io.plumbline.attack.training.EpochScores;
import io.plumbline.attack.training.RobustTraining;
import io.plumbline.attack.training.RobustTrainingListener;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.OutputFile;
import io.plumbline.core.function.Precision;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.djl.Accuracy;
import io.plumbline.djl.Evaluation;
import io.plumbline.djl.SeedNetwork;
import io.plumbline.djl.TorchGraph;
import io.plumbline.graph.Graph;
import io.plumbline.jobs.ReadFiles;
import io.plumbline.jobs.RequestedFiles;
import io.plumbline.jobs.TrainingForecast;
import io.plumbline.jobs.attack.AttackRow;
import io.plumbline.jobs.attack.LabelledImages;
import io.plumbline.readers.onnx.write.OnnxWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The command {@code train}, from data to a model file. */
public final class TrainJob {
  private static final double STEP_SIZE = 0.01;

  private final TrainJobSettings settings;
  private final Listener listener;

  private TrainJob(TrainJobSettings settings, Listener listener) {
    this.settings = settings;
    this.listener = listener;
  }

  /** Hears how training goes. */
  public interface Listener {
    /**
     * How long training takes, as its first batches tell.
     *
     * @param seconds all epochs that are left, to about a factor of two
     */
    default void expect(double seconds) {}

    /**
     * Training goes on from a checkpoint, or cannot because there is none yet.
     *
     * @param found whether there is one
     */
    default void resumes(boolean found) {}

    /**
     * A step was made.
     *
     * @param epoch which, from 1
     * @param batch which of the epoch, from 1
     * @param batches how many the epoch has
     * @param running mean loss and accuracy over the epoch so far
     */
    default void batch(int epoch, int batch, int batches, Accuracy running) {}

    /**
     * An epoch has ended, and its checkpoint is written.
     *
     * @param scores how it ended
     */
    default void epoch(EpochScores scores) {}

    /**
     * The trained network is attacked.
     *
     * @param attack with what
     * @param done images
     * @param total images
     */
    default void attacks(String attack, long done, long total) {}
  }

  /**
   * Trains, writes the network, and attacks it.
   *
   * @param settings what to train, and how
   * @param listener hears how it goes
   * @return what came of it
   * @throws InvalidInputException if anything given cannot be worked with; a checkpoint that cannot
   *     be gone on from is left as it is
   */
  public static TrainOutcome run(TrainJobSettings settings, Listener listener) {
    return new TrainJob(settings, listener).train();
  }

  private TrainOutcome train() {
    requireFolder(settings.out());
    requireFolder(settings.checkpoint());
    try (RequestedFiles<Graph> files =
        new RequestedFiles<>(ReadFiles.of(Optional.empty(), settings.data()))) {
      files.open("--out", settings.out(), OnnxWriter::bytes);
      return train(files, files.keep("--checkpoint", settings.checkpoint()));
    }
  }

  private TrainOutcome train(RequestedFiles<Graph> files, OutputFile checkpoint) {
    Mnist mnist = settings.data().map(Mnist::fromDirectory).orElseGet(Mnist::embedded);
    LabelledImages test =
        LabelledImages.ofTest(
            settings.data(), OptionalInt.empty(), OptionalInt.of(settings.count()), 0);
    Graph network = SeedNetwork.create(settings.training().training().seed());
    test.requireFit(network);
    if (settings.resume()) {
      listener.resumes(Files.exists(checkpoint.place()));
    }
    RobustTraining.Outcome training =
        RobustTraining.run(
            network, mnist.train(), settings.training(), checkpoint, settings.resume(), heard());
    files.write(training.graph());
    try (TorchGraph engine = TorchGraph.of(training.graph(), Precision.FLOAT32)) {
      double accuracy = Evaluation.of(engine, mnist.test()).accuracy();
      return new TrainOutcome(training, accuracy, attacked(engine, test));
    }
  }

  /** No directory is made for what is there after hours only. */
  private static void requireFolder(Path file) {
    Path directory = file.toAbsolutePath().normalize().getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      throw new InvalidInputException(
          "output directory (" + directory + ") must be an existing directory");
    }
  }

  private RobustTrainingListener heard() {
    TrainingForecast forecast =
        new TrainingForecast(listener::expect, settings.training().training().epochs());
    return new RobustTrainingListener() {
      @Override
      public void batch(int epoch, int batch, int batches, Accuracy running) {
        forecast.batch(epoch, batch, batches);
        listener.batch(epoch, batch, batches, running);
      }

      @Override
      public void epoch(EpochScores scores) {
        listener.epoch(scores);
      }
    };
  }

  /** FGSM, which is weak, and PGD with many small steps, which is not. */
  private List<AttackRow> attacked(TorchGraph engine, LabelledImages test) {
    Adversary adversary = settings.training().adversary();
    Threat threat = Threat.of(Norm.LINF, adversary.epsilon());
    GradientAttackOptions small = GradientAttackOptions.PGD.withStepSize(STEP_SIZE);
    List<AttackRow> rows = new ArrayList<>();
    for (Attack attack : List.of(GradientAttack.fgsm(), GradientAttack.pgd(small))) {
      AttackListener ear =
          new AttackListener() {
            @Override
            public void progress(long done, long total) {
              listener.attacks(attack.name(), done, total);
            }
          };
      long start = System.nanoTime();
      AttackResult result =
          attack.run(EngineClassifier.of(engine), test.images(), test.labels(), threat, ear);
      String name = attack.name().equals("pgd") ? "pgd-" + small.steps() : attack.name();
      rows.add(AttackRow.of(name, threat, result, System.nanoTime() - start));
    }
    return rows;
  }
}
