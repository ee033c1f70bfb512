package io.plumbline.attack.training;

import io.plumbline.attack.Attack;
import io.plumbline.attack.AttackListener;
import io.plumbline.attack.EngineClassifier;
import io.plumbline.attack.GradientAttack;
import io.plumbline.attack.GradientAttackOptions;
import io.plumbline.attack.Norm;
import io.plumbline.attack.Threat;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.OutputFile;
import io.plumbline.core.function.Precision;
import io.plumbline.data.mnist.Dataset;
import io.plumbline.djl.Accuracy;
import io.plumbline.djl.TorchGraph;
import io.plumbline.djl.Trainer;
import io.plumbline.djl.TrainingListener;
import io.plumbline.djl.TrainingOptions;
import io.plumbline.djl.TrainingState;
import io.plumbline.graph.Graph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Trains a classifier on images that are attacked as it learns, with a checkpoint after each epoch:
 * training that was interrupted goes on from there, and gives the network it would have given.
 */
public final class RobustTraining {
  /** What attacks the network after each epoch: PGD, twenty steps of a tenth of epsilon. */
  public static final Attack CHECK =
      GradientAttack.pgd(GradientAttackOptions.PGD.withSteps(20).withRelativeStepSize(0.1));

  /** How many of the images kept from training are attacked after each epoch. */
  private static final int CHECKED = 1000;

  private final RobustTrainingOptions options;
  private final Graph network;
  private final Dataset examples;
  private final Dataset checked;
  private final String settings;
  private final List<EpochScores> scores = new ArrayList<>();
  private List<float[]> best = List.of();

  private RobustTraining(RobustTrainingOptions options, Graph network, Dataset examples) {
    this.options = options;
    this.network = network;
    this.examples = examples;
    int kept = (int) (examples.size() * (1 - options.training().validationSplit()));
    if (kept < 1 || kept >= examples.size()) {
      throw new InvalidInputException(
          "examples (" + examples.size() + ") must be enough to keep some from training");
    }
    this.settings = options.describe() + ", data " + examples.digest();
    this.checked = examples.slice(kept, Math.min(examples.size(), kept + CHECKED));
  }

  /**
   * What came of training.
   *
   * @param graph the trained network: that of the last epoch, or of the best where training may
   *     stop early
   * @param epochs how each epoch ended, those before a resumption included
   * @param epoch the number of the epoch that the network is of
   * @param stoppedEarly whether training ended before its last epoch
   */
  public record Outcome(Graph graph, List<EpochScores> epochs, int epoch, boolean stoppedEarly) {}

  /**
   * Trains.
   *
   * @param network with its initial weights
   * @param examples to learn from; the last share of them is kept to see how training goes
   * @param options how
   * @param checkpoint where the state is written after each epoch, open
   * @param resume whether to go on from the checkpoint if it is there
   * @param listener hears of batches and epochs, and may cancel
   * @return the network
   * @throws InvalidInputException if the checkpoint cannot be written, or is not whole, or is of
   *     other training; it is left as it is then
   */
  public static Outcome run(
      Graph network,
      Dataset examples,
      RobustTrainingOptions options,
      OutputFile checkpoint,
      boolean resume,
      RobustTrainingListener listener) {
    EngineClassifier.requireClasses(network);
    RobustTraining training = new RobustTraining(options, network, examples);
    try (Trainer trainer = training.trainer(checkpoint.place(), resume)) {
      return training.train(trainer, checkpoint, listener);
    }
  }

  private Trainer trainer(Path checkpoint, boolean resume) {
    TrainingOptions how = options.training();
    if (!resume || !Files.exists(checkpoint)) {
      return new Trainer(network, examples, how);
    }
    Checkpoint read = Checkpoint.read(checkpoint, network, settings);
    scores.addAll(read.scores());
    best = read.best();
    return Trainer.resume(read.state(), examples, how);
  }

  private Outcome train(Trainer trainer, OutputFile checkpoint, RobustTrainingListener listener) {
    AttackedBatches batches = new AttackedBatches(options.adversary(), options.training().seed());
    while (scores.size() < options.training().epochs() && !exhausted()) {
      Ear ear = new Ear(listener);
      trainer.epoch(ear, batches);
      TrainingState state = trainer.state();
      scores.add(
          new EpochScores(
              state.epoch(),
              ear.training.loss(),
              ear.training.accuracy(),
              ear.validation.accuracy(),
              adversarialAccuracy(state.graph())));
      if (bestEpoch() == scores.size()) {
        best = state.weights();
      }
      checkpoint.write(new Checkpoint(settings, state, best, scores).bytes());
      listener.epoch(scores.get(scores.size() - 1));
    }
    boolean stops = options.patience().isPresent();
    Graph graph = stops ? TrainingState.withWeights(network, best) : trainer.graph();
    return new Outcome(
        graph,
        List.copyOf(scores),
        stops ? bestEpoch() : scores.size(),
        scores.size() < options.training().epochs());
  }

  private double adversarialAccuracy(Graph graph) {
    float[][] images =
        IntStream.range(0, checked.size()).mapToObj(checked::image).toArray(float[][]::new);
    Threat threat = Threat.of(Norm.LINF, options.adversary().epsilon());
    try (TorchGraph engine = TorchGraph.of(graph, Precision.FLOAT32)) {
      return CHECK
          .run(EngineClassifier.of(engine), images, checked.labels(), threat, AttackListener.NONE)
          .adversarialAccuracy();
    }
  }

  /** The first of the epochs with the highest score: under attack where training is adversarial. */
  private int bestEpoch() {
    int found = 0;
    for (int k = 1; k < scores.size(); k++) {
      found = score(scores.get(k)) > score(scores.get(found)) ? k : found;
    }
    return found + 1;
  }

  private double score(EpochScores epoch) {
    return options.adversary().kind() == Adversary.Kind.NONE
        ? epoch.validationAccuracy()
        : epoch.adversarialAccuracy();
  }

  private boolean exhausted() {
    Optional<Integer> patience = options.patience();
    return patience.isPresent()
        && !scores.isEmpty()
        && scores.size() - bestEpoch() >= patience.get();
  }

  /** Keeps what an epoch ended with. */
  private static final class Ear implements TrainingListener {
    private static final Accuracy NONE = new Accuracy(Double.NaN, Double.NaN);

    private final RobustTrainingListener next;
    private Accuracy training = NONE;
    private Accuracy validation = NONE;

    Ear(RobustTrainingListener next) {
      this.next = next;
    }

    @Override
    public void batch(int epoch, int batch, int batches, Accuracy running) {
      next.batch(epoch, batch, batches, running);
    }

    @Override
    public void epoch(int epoch, Accuracy whole, @Nullable Accuracy kept) {
      training = whole;
      validation = Objects.requireNonNull(kept);
    }

    @Override
    public boolean cancelled() {
      return next.cancelled();
    }
  }
}
