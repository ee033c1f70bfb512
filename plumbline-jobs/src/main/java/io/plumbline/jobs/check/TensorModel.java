package io.plumbline.jobs.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.estimate.Progress;
import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Composition;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Reduction;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.input.LabelledSamples;
import io.plumbline.jobs.input.ModelAndSamples;
import io.plumbline.jobs.input.PreparedInput;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.jobs.input.SampleLosses;
import io.plumbline.readers.ReadModel;
import io.plumbline.readers.options.ReadOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A model and the samples at which gradients by its tensors are checked.
 *
 * @param settings what was asked, with the loss that is meant
 * @param model what was read
 * @param given the gradients, where there are any
 * @param kind what its output is
 * @param batch one sample, or several that share a gradient by weights
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

  /** The only one: what is inside the model is of a sample, and so are other derivatives. */
  double[] sample() {
    if (batch.samples().size() != 1) {
      throw new InvalidInputException(
          "--input (a batch of "
              + batch.samples().size()
              + ") must be one sample where the gradient is not by weights");
    }
    return batch.samples().get(0);
  }

  /** How the losses of several samples become one. */
  Optional<CheckOutcome.Together> together() {
    int count = batch.samples().size();
    return count == 1
        ? Optional.empty()
        : Optional.of(new CheckOutcome.Together(count, settings.of().loss().overBatch()));
  }

  /** The same evaluator, which stops and tells how far it is. */
  Evaluator watched(Evaluator evaluator) {
    return evaluator.watched(watch.token(), watch.progress());
  }

  /** What the loss is of where a tensor of the model is the input of this graph. */
  SampleLosses.Scored scored(Graph asked, double[] x) {
    return scored(asked, x, 0);
  }

  private SampleLosses.Scored scored(Graph asked, double[] x, int k) {
    Evaluator evaluator = watched(Evaluator.of(asked, kind));
    return new SampleLosses(evaluator, settings.of(), this::watched)
        .at(k, batch.samples().size(), x, batch.targets().get(k));
  }

  /**
   * The loss of all samples, each with a graph of its own: their sum, or the mean in which each
   * weighs as its labels do.
   */
  SampleLosses.Scored together(List<Graph> asked, double[] x) {
    List<Graph> losses =
        IntStream.range(0, asked.size()).mapToObj(k -> loss(asked.get(k), x, k)).toList();
    double[] factors = IntStream.range(0, asked.size()).mapToDouble(this::weight).toArray();
    return ofOutput(Composition.sum(losses, factors));
  }

  /** What one sample adds to that. */
  SampleLosses.Scored share(Graph asked, double[] x, int k) {
    return ofOutput(
        Composition.sum(List.of(loss(asked, x, k)), new double[] {weight(k)}));
  }

  private SampleLosses.Scored ofOutput(Graph loss) {
    return new SampleLosses.Scored(
        watched(Evaluator.of(loss, OutputKind.LOGITS)), SampleLosses.OUTPUT);
  }

  private Graph loss(Graph asked, double[] x, int k) {
    SampleLosses.Scored scored = scored(asked, x, k);
    return ScalarLoss.of(scored, loss().of(scored.target()));
  }

  /** How much a sample's loss counts. */
  private double weight(int k) {
    double all = batch.targets().stream().mapToDouble(Target::share).sum();
    boolean mean = settings.of().loss().overBatch() == Reduction.MEAN;
    return mean ? batch.targets().get(k).share() / all : 1;
  }

  /** About how long one check takes: what is made of the model is of its size. */
  double seconds() {
    List<double[]> samples = batch.samples();
    Evaluator evaluator = Evaluator.of(graph(), OutputKind.LOGITS);
    return samples.size() * evaluator.checkSeconds(samples.get(0));
  }

  /** PyTorch's gradient, where none is given. */
  double[] engineGradient(SampleLosses.Scored scored, Loss loss, double[] x) {
    Precision precision = ReadSubject.enginePrecision(settings);
    try (EngineGradient engine = new EngineGradient(loss, precision)) {
      return engine.of(scored, x);
    }
  }
}
