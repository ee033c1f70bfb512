package io.plumbline.attack.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.attack.Norm;
import io.plumbline.core.InputFiles;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.OutputFile;
import io.plumbline.core.function.Precision;
import io.plumbline.data.mnist.Dataset;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.djl.SeedNetwork;
import io.plumbline.djl.TorchGraph;
import io.plumbline.djl.TrainingOptions;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class RobustTrainingTest {
  private static final Dataset FEW = Mnist.embedded().train().slice(0, 600);
  private static final Adversary PGD = Adversary.pgd(0.1, 0.5, 2);

  @TempDir private Path folder;

  @Test
  void goesOnFromACheckpointAsIfItHadNeverStopped() {
    Path checkpoint = folder.resolve("one");
    RobustTraining.Outcome through =
        train(options(PGD, 3), folder.resolve("other"), false, RobustTrainingListener.NONE);
    assertThatThrownBy(() -> train(options(PGD, 3), checkpoint, false, new StopAfter(1)))
        .isInstanceOf(CancellationException.class);
    RobustTraining.Outcome resumed =
        train(options(PGD, 3), checkpoint, true, RobustTrainingListener.NONE);
    assertThat(resumed.epochs()).isEqualTo(through.epochs()).hasSize(3);
    assertThat(sameWeights(resumed.graph(), through.graph())).isTrue();
  }

  @Test
  void learnsFromImagesInsideTheBall() {
    float[][] clean = {FEW.image(0), FEW.image(1), FEW.image(2), FEW.image(3)};
    int[] labels = FEW.slice(0, 4).labels();
    try (TorchGraph model = TorchGraph.of(SeedNetwork.create(1), Precision.FLOAT32)) {
      for (Adversary adversary : List.of(PGD, Adversary.fgsm(0.1, 0.5))) {
        float[][] learnt = new AttackedBatches(adversary, 9).apply(clean.clone(), labels, model, 4);
        for (int k = 0; k < clean.length; k++) {
          double distance = Norm.LINF.distance(learnt[k], clean[k]);
          assertThat(distance).isLessThanOrEqualTo(0.1);
          assertThat(distance == 0).as("sample %d is left alone", k).isEqualTo(k >= 2);
        }
        float[][] again = new AttackedBatches(adversary, 9).apply(clean.clone(), labels, model, 4);
        assertThat(Arrays.deepEquals(again, learnt)).isTrue();
      }
    }
  }

  @Test
  void stopsEarlyAndGivesTheBestEpoch() {
    RobustTrainingOptions hasty =
        new RobustTrainingOptions(
            TrainingOptions.original(5).withEpochs(30).withLearningRate(0.02),
            Adversary.none(0.1),
            Optional.of(1));
    RobustTraining.Outcome outcome =
        train(hasty, folder.resolve("c"), false, RobustTrainingListener.NONE);
    List<EpochScores> epochs = outcome.epochs();
    assertThat(outcome.stoppedEarly()).isTrue();
    assertThat(outcome.epoch()).isEqualTo(epochs.size() - 1);
    assertThat(epochs.get(epochs.size() - 1).validationAccuracy())
        .isLessThanOrEqualTo(epochs.get(outcome.epoch() - 1).validationAccuracy());
    RobustTraining.Outcome again =
        train(hasty, folder.resolve("c"), true, RobustTrainingListener.NONE);
    assertThat(again.epochs()).isEqualTo(epochs);
    assertThat(sameWeights(again.graph(), outcome.graph())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.00001, 0.01, 0.5, 0.99999})
  void refusesACheckpointCutShortAndLeavesItAsItIs(double share) throws IOException {
    Path checkpoint = folder.resolve("checkpoint");
    train(options(PGD, 1), checkpoint, false, RobustTrainingListener.NONE);
    byte[] whole = Files.readAllBytes(checkpoint);
    byte[] cut = Arrays.copyOf(whole, (int) (share * whole.length));
    Files.write(checkpoint, cut);
    assertDamaged(checkpoint);
    assertThat(Files.readAllBytes(checkpoint)).isEqualTo(cut);
  }

  @Test
  void refusesACheckpointWithOneWrongByte() throws IOException {
    Path checkpoint = folder.resolve("checkpoint");
    train(options(PGD, 1), checkpoint, false, RobustTrainingListener.NONE);
    byte[] whole = Files.readAllBytes(checkpoint);
    for (int at : new int[] {0, 9, 100, whole.length / 2, whole.length - 1}) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 4;
      Files.write(checkpoint, flipped);
      assertDamaged(checkpoint);
    }
    Files.write(checkpoint, Arrays.copyOf(whole, whole.length + 1));
    assertDamaged(checkpoint);
  }

  private void assertDamaged(Path checkpoint) {
    assertThatThrownBy(() -> train(options(PGD, 2), checkpoint, true, RobustTrainingListener.NONE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "checkpoint ("
                + checkpoint
                + ") must be whole: it is cut short, damaged, or no checkpoint");
  }

  @Test
  void refusesACheckpointOfOtherTraining() {
    Path checkpoint = folder.resolve("checkpoint");
    train(options(PGD, 1), checkpoint, false, RobustTrainingListener.NONE);
    Adversary other = Adversary.pgd(0.2, 0.5, 2);
    assertThatThrownBy(
            () -> train(options(other, 2), checkpoint, true, RobustTrainingListener.NONE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "checkpoint ("
                + checkpoint
                + ", of epsilon 0.1, step size 0.125) must be of this training: epsilon 0.2, step"
                + " size 0.25");
  }

  @Test
  void refusesACheckpointOfOtherData() {
    Path checkpoint = folder.resolve("checkpoint");
    train(options(PGD, 1), checkpoint, false, RobustTrainingListener.NONE);
    Dataset other = Mnist.embedded().train().slice(1, 601);
    assertThatThrownBy(
            () -> train(other, options(PGD, 2), checkpoint, true, RobustTrainingListener.NONE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "checkpoint (%s, of data %s) must be of this training: data %s"
                .formatted(checkpoint, FEW.digest(), other.digest()));
  }

  @Test
  void refusesACheckpointOfAnotherVersion() throws IOException {
    Path checkpoint = folder.resolve("checkpoint");
    train(options(PGD, 1), checkpoint, false, RobustTrainingListener.NONE);
    byte[] older = Files.readAllBytes(checkpoint);
    older[7]--;
    Files.write(checkpoint, older);
    assertThatThrownBy(() -> train(options(PGD, 2), checkpoint, true, RobustTrainingListener.NONE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("checkpoint (" + checkpoint + ", of version 1) must be of this version, 2");
    assertThat(Files.readAllBytes(checkpoint)).isEqualTo(older);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> Adversary.pgd(-1, 0.5, 2))
        .hasMessage("epsilon (-1.0) must be at least 0 and finite");
    assertThatThrownBy(() -> Adversary.pgd(0.1, 0, 2))
        .hasMessage("mix (0.0) must be above 0 and at most 1");
    assertThatThrownBy(() -> Adversary.pgd(0.1, Double.NaN, 2))
        .hasMessage("mix (NaN) must be above 0 and at most 1");
    assertThatThrownBy(() -> Adversary.pgd(0.1, 1, 0)).hasMessage("steps (0) must be at least 1");
    assertThatThrownBy(
            () -> new RobustTrainingOptions(TrainingOptions.original(1), PGD, Optional.of(0)))
        .hasMessage("patience (0) must be at least 1");
    Path impossible = folder;
    assertThatThrownBy(() -> train(options(PGD, 1), impossible, false, RobustTrainingListener.NONE))
        .hasMessage("--checkpoint (" + impossible + ") must not be a directory");
  }

  private static RobustTrainingOptions options(Adversary adversary, int epochs) {
    return new RobustTrainingOptions(
        TrainingOptions.original(5).withEpochs(epochs), adversary, Optional.empty());
  }

  private static RobustTraining.Outcome train(
      RobustTrainingOptions options,
      Path checkpoint,
      boolean resume,
      RobustTrainingListener listener) {
    return train(FEW, options, checkpoint, resume, listener);
  }

  private static RobustTraining.Outcome train(
      Dataset examples,
      RobustTrainingOptions options,
      Path checkpoint,
      boolean resume,
      RobustTrainingListener listener) {
    try (OutputFile state = OutputFile.open("--checkpoint", checkpoint, InputFiles.NONE)) {
      return RobustTraining.run(SeedNetwork.create(5), examples, options, state, resume, listener);
    }
  }

  private static boolean sameWeights(Graph one, Graph other) {
    List<Parameter> a = one.parameters();
    List<Parameter> b = other.parameters();
    boolean same = a.size() == b.size();
    for (int k = 0; same && k < a.size(); k++) {
      same = Arrays.equals(a.get(k).tensor().values(), b.get(k).tensor().values());
    }
    return same;
  }

  /** Stops in the middle of the epoch after some. */
  private static final class StopAfter implements RobustTrainingListener {
    private final int epochs;
    private int done;
    private int asked;

    StopAfter(int epochs) {
      this.epochs = epochs;
    }

    @Override
    public void epoch(EpochScores scores) {
      done++;
    }

    @Override
    public boolean cancelled() {
      return done == epochs && asked++ == 2;
    }
  }
}
