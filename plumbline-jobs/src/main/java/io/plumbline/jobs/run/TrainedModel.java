package io.plumbline.jobs.run;

import io.plumbline.data.mnist.Mnist;
import io.plumbline.djl.Accuracy;
import io.plumbline.djl.BatchTransform;
import io.plumbline.djl.SeedNetwork;
import io.plumbline.djl.Trainer;
import io.plumbline.djl.TrainingListener;
import io.plumbline.djl.TrainingOptions;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Summary;
import io.plumbline.jobs.TrainingForecast;
import io.plumbline.jobs.run.result.Epoch;
import io.plumbline.readers.Models;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The network to look at.
 *
 * @param graph with its weights
 * @param epochs what training ended each epoch with; empty where the model was given
 */
record TrainedModel(Graph graph, List<Epoch> epochs) {
  private static final double NANOSECONDS = 1e9;

  static TrainedModel obtain(
      RunSettings settings, Mnist data, ExaminedImage subject, RunListener hears) {
    hears.begins(RunStage.MODEL);
    Graph graph =
        settings.model().map(Models::read).orElseGet(() -> SeedNetwork.create(settings.seed()));
    subject.requireFit(graph);
    hears.model(Summary.of(graph));
    return settings.model().isPresent()
        ? new TrainedModel(graph, List.of())
        : train(graph, settings, data, hears);
  }

  private static TrainedModel train(
      Graph graph, RunSettings settings, Mnist data, RunListener hears) {
    hears.begins(RunStage.TRAINING);
    TrainingOptions options =
        TrainingOptions.original(settings.seed()).withEpochs(settings.epochs());
    Stopwatch watch = new Stopwatch(hears, settings.epochs());
    try (Trainer trainer = new Trainer(graph, data.train(), options)) {
      return new TrainedModel(trainer.train(watch, BatchTransform.NONE), watch.epochs);
    }
  }

  /** Notes what each epoch ended with and how long it took, and passes all on. */
  private static final class Stopwatch implements TrainingListener {
    private final RunListener next;
    private final TrainingForecast forecast;
    private final List<Epoch> epochs = new ArrayList<>();
    private long began = System.nanoTime();

    Stopwatch(RunListener next, int epochs) {
      this.next = next;
      this.forecast = new TrainingForecast(next::expect, epochs);
    }

    @Override
    public void batch(int epoch, int batch, int batches, Accuracy running) {
      forecast.batch(epoch, batch, batches);
      next.batch(epoch, batch, batches, running);
    }

    @Override
    public void epoch(int epoch, Accuracy training, @Nullable Accuracy validation) {
      long now = System.nanoTime();
      epochs.add(
          new Epoch(
              epoch,
              training.loss(),
              training.accuracy(),
              validation == null ? Double.NaN : validation.loss(),
              validation == null ? Double.NaN : validation.accuracy(),
              (now - began) / NANOSECONDS));
      began = now;
      next.trained(epochs.get(epochs.size() - 1));
    }

    @Override
    public boolean cancelled() {
      return next.cancelled();
    }
  }
}
