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
import io.plumbline.jobs.input.PreparedInput;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.jobs.input.SampleLosses;
import io.plumbline.readers.ReadModel;
import io.plumbline.readers.options.ReadOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model and the sample at which gradients by its tensors are checked.
 *
 * @param settings what was asked, with the loss that is meant
 * @param model what was read
 * @param given the gradients, where there are any
 * @param kind what its output is
 * @param batch the one sample
 * @param watch over whatever takes long
 */
record TensorModel(
    CheckSettings settings,
    ReadModel model,
    Optional<GivenArrays> given,
    OutputKind kind,
    LabelledSamples batch,
    Watcher watch) {
  /** Makes evaluators stop and tell how far they are. */
  record Watcher(CancellationToken token, Progress progress) {}

  static TensorModel read(CheckSettings settings, Watcher watch) {
    Path path = settings.of().model();
    ReadModel model =
        ReadSubject.read(
            path,
            () -> settings.of().read(options -> ReadModel.read(path, options), ReadModel::graph));
    Graph graph = model.graph();
    ModelAndSamples meant = settings.of().of(graph.output().shape().size());
    LabelledSamples batch = new SampleArrays(graph).read(meant);
    if (batch.samples().size() != 1) {
      throw new InvalidInputException(
          "--input (a batch of "
              + batch.samples().size()
              + ") must be one sample with --by and --inner");
    }
    Optional<GivenArrays> given = settings.gradientFiles().findFirst().map(GivenArrays::read);
    return new TensorModel(settings.with(meant), model, given, meant.kindOf(graph), batch, watch);
  }

  /** The same, read with other options. */
  TensorModel with(ReadOptions other) {
    ReadModel again = ReadModel.read(model.path(), other);
    return new TensorModel(settings, again, given, kind, batch, watch);
  }

  Graph graph() {
    return model.graph();
  }

  /** The tensors that have names of weights. */
  TensorNames weightNames() {
    return TensorNames.of(graph().source(), model.names());
  }

  Loss loss() {
    return settings.of().loss().scalar();
  }

  /** What was done to the sample before the model saw it. */
  Optional<PreparedInput> preparedInput() {
    return PreparedInput.of(settings.of().preprocessing(), batch.turn(), Optional.empty());
  }

  double[] sample() {
    return batch.samples().get(0);
  }

  /** The same evaluator, which stops and tells how far it is. */
  Evaluator watched(Evaluator evaluator) {
    return evaluator.watched(watch.token(), watch.progress());
  }

  /** What the loss is of where a tensor of the model is the input of this graph. */
  SampleLosses.Scored scored(Graph asked, double[] x) {
    Evaluator evaluator = watched(Evaluator.of(asked, kind));
    return new SampleLosses(evaluator, settings.of(), this::watched)
        .at(0, 1, x, batch.targets().get(0));
  }

  /** About how long one check takes: what is made of the model is of its size. */
  double seconds() {
    return Evaluator.of(graph(), OutputKind.LOGITS).checkSeconds(sample());
  }

  /** PyTorch's gradient, where none is given. */
  double[] engineGradient(SampleLosses.Scored scored, double[] x) {
    Precision precision = ReadSubject.enginePrecision(settings);
    try (EngineGradient engine = new EngineGradient(loss(), precision)) {
      return engine.of(scored, x);
    }
  }
}
