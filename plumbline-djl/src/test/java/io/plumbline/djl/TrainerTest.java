package io.plumbline.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.data.mnist.Dataset;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private static final Mnist MNIST = Mnist.embedded();
  private static final Dataset FEW = MNIST.train().slice(0, 600);

  @Test
  void learnsToReadDigitsFromATenthOfTheExamples() {
    Dataset examples = MNIST.train().slice(0, 6000);
    Graph trained;
    Accuracy told;
    try (Trainer trainer = new Trainer(SeedNetwork.create(1), examples, options(1, 2))) {
      trained = trainer.train(TrainingListener.NONE, BatchTransform.NONE);
      told = trainer.evaluate(MNIST.test().slice(0, 2000));
    }
    assertThat(told.accuracy()).isGreaterThan(0.88);
    try (TorchGraph again = TorchGraph.of(trained, Precision.FLOAT32)) {
      assertThat(Evaluation.of(again, MNIST.test().slice(0, 2000))).isEqualTo(told);
    }
  }

  @Test
  void givesTheSameWeightsForTheSameSeedAndOthersForAnother() {
    List<double[]> once = weights(train(7));
    assertThat(weights(train(7))).usingRecursiveComparison().isEqualTo(once);
    assertThat(weights(train(8)).get(0)).isNotEqualTo(once.get(0));
  }

  @Test
  void goesOnAfterAResumptionAsIfItHadNeverStopped() {
    Graph through;
    try (Trainer trainer = new Trainer(SeedNetwork.create(3), FEW, options(3, 2))) {
      through = trainer.train(TrainingListener.NONE, BatchTransform.NONE);
    }
    TrainingState half;
    try (Trainer trainer = new Trainer(SeedNetwork.create(3), FEW, options(3, 2))) {
      trainer.epoch(TrainingListener.NONE, BatchTransform.NONE);
      half = trainer.state();
    }
    assertThat(half.epoch()).isEqualTo(1);
    try (Trainer trainer = Trainer.resume(half, FEW, options(3, 2))) {
      Graph resumed = trainer.train(TrainingListener.NONE, BatchTransform.NONE);
      assertThat(weights(resumed)).usingRecursiveComparison().isEqualTo(weights(through));
    }
  }

  @Test
  void tellsOfEveryBatchAndEpoch() {
    List<Integer> batches = new ArrayList<>();
    List<Accuracy> validations = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void batch(int epoch, int batch, int count, Accuracy running) {
            assertThat(count).isEqualTo(5);
            assertThat(running.loss()).isPositive();
            batches.add(epoch * 100 + batch);
          }

          @Override
          public void epoch(int epoch, Accuracy training, Accuracy validation) {
            validations.add(validation);
          }
        };
    try (Trainer trainer = new Trainer(SeedNetwork.create(3), FEW, options(3, 2))) {
      trainer.train(listener, BatchTransform.NONE);
      assertThat(validations.get(1)).isEqualTo(trainer.evaluate(FEW.slice(540, 600)));
    }
    assertThat(batches).containsExactly(101, 102, 103, 104, 105, 201, 202, 203, 204, 205);
  }

  @Test
  void learnsFromWhatTheTransformGives() {
    List<Long> steps = new ArrayList<>();
    BatchTransform blank =
        (inputs, labels, model, step) -> {
          steps.add(step);
          assertThat(inputs.length).isEqualTo(labels.length);
          assertThat(model.evaluate(inputs)[0]).hasSize(10);
          return new float[inputs.length][inputs[0].length];
        };
    try (Trainer trainer = new Trainer(SeedNetwork.create(3), FEW, options(3, 1))) {
      Graph trained = trainer.train(TrainingListener.NONE, blank);
      // A blank image moves nothing before the dense layer: conv2d's kernel sees only zeros.
      assertThat(weights(trained).get(0)).isEqualTo(weights(SeedNetwork.create(3)).get(0));
    }
    assertThat(steps).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void stopsWhenCancelled() {
    TrainingListener once =
        new TrainingListener() {
          private int asked;

          @Override
          public boolean cancelled() {
            return asked++ == 2;
          }
        };
    try (Trainer trainer = new Trainer(SeedNetwork.create(3), FEW, options(3, 1))) {
      assertThatThrownBy(() -> trainer.train(once, BatchTransform.NONE))
          .isInstanceOf(CancellationException.class)
          .hasMessage("training was cancelled in epoch 1");
    }
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> options(1, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("epochs (0) must be at least 1");
    assertThatThrownBy(() -> options(1, 1).withLearningRate(Double.NaN))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("learning rate (NaN) must be above 0 and finite");
    assertThatThrownBy(() -> options(1, 1).withValidationSplit(1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("validation split (1.0) must be at least 0 and below 1");
    assertThatThrownBy(() -> options(1, 1).withBatchSize(0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("batch size (0) must be at least 1");
  }

  private static TrainingOptions options(long seed, int epochs) {
    return TrainingOptions.original(seed).withEpochs(epochs);
  }

  private static Graph train(long seed) {
    try (Trainer trainer = new Trainer(SeedNetwork.create(seed), FEW, options(seed, 1))) {
      return trainer.train(TrainingListener.NONE, BatchTransform.NONE);
    }
  }

  private static List<double[]> weights(Graph graph) {
    return graph.parameters().stream().map(Parameter::tensor).map(t -> t.values()).toList();
  }
}
