package io.plumbline.jobs.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.estimate.Progress;
import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.jobs.input.LabelledSamples;
import io.plumbline.jobs.input.ModelAndSamples;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.jobs.input.SampleLosses;
import io.plumbline.readers.options.ReadOptions;
import java.util.function.UnaryOperator;

/**
 * A model and the sample at which gradients by its tensors are checked.
 *
 * @param settings what was asked, with the loss that is meant
 * @param options what the model's file leaves open
 * @param graph the model
 * @param kind what its output is
 * @param batch the one sample
 * @param watch over whatever takes long
 */
record TensorModel(
    CheckSettings settings,
    ReadOptions options,
    Graph graph,
    OutputKind kind,
    LabelledSamples batch,
    Watcher watch) {
  /** Makes evaluators stop and tell how far they are. */
  record Watcher(CancellationToken token, Progress progress) {}

  static TensorModel read(CheckSettings settings, Watcher watch) {
    ReadOptions options = settings.of().choices().options(settings.of().input());
    Graph graph = ReadSubject.read(settings.of());
    ModelAndSamples meant = settings.of().of(graph.output().shape().size());
    LabelledSamples batch = new SampleArrays(graph).read(meant);
    if (batch.samples().size() != 1) {
      throw new InvalidInputException(
          "--input (a batch of "
              + batch.samples().size()
              + ") must be one sample with --by and --inner");
    }
    return new TensorModel(settings.with(meant), options, graph, meant.kindOf(graph), batch, watch);
  }

  /** The same, read with other options. */
  TensorModel with(ReadOptions other) {
    return new TensorModel(settings, other, graph, kind, batch, watch);
  }

  Loss loss() {
    return settings.of().loss().scalar();
  }

  double[] sample() {
    return batch.samples().get(0);
  }

  /** What the loss is of where a tensor of the model is the input of this graph. */
  SampleLosses.Scored scored(Graph asked, double[] x) {
    UnaryOperator<Evaluator> watched = each -> each.watched(watch.token(), watch.progress());
    Evaluator evaluator = watched.apply(Evaluator.of(asked, kind));
    return new SampleLosses(evaluator, settings.of(), watched).at(0, 1, x, batch.targets().get(0));
  }

  /** PyTorch's gradient, where none is given. */
  double[] engineGradient(SampleLosses.Scored scored, double[] x) {
    Precision precision = ReadSubject.enginePrecision(settings);
    try (EngineGradient engine = new EngineGradient(loss(), precision)) {
      return engine.of(scored, x);
    }
  }
}
