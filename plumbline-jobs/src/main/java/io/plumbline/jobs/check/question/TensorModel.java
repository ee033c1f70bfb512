package io.plumbline.jobs.check.question;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.estimate.Progress;
import io.plumbline.core.function.Precision;
import io.plumbline.diagnose.mistakes.weights.Weights;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.by.BatchGraph;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Reduction;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.check.outcome.EngineGradient;
import io.plumbline.jobs.input.BlackBoxModel;
import io.plumbline.jobs.input.LabelledSamples;
import io.plumbline.jobs.input.ModelAndSamples;
import io.plumbline.jobs.input.PreparedInput;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.jobs.input.SampleLosses;
import io.plumbline.readers.ReadModel;
import io.plumbline.readers.options.ReadOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
public record TensorModel(
    CheckSettings settings,
    ReadModel model,
    Optional<GivenArrays> given,
    OutputKind kind,
    LabelledSamples batch,
    Watcher watch) {
  /** Makes evaluators stop and tell how far they are. */
  public record Watcher(CancellationToken token, Progress progress) {}

  public static TensorModel read(CheckSettings settings, Watcher watch) {
    Path path = settings.of().model();
    ReadModel model =
        BlackBoxModel.orElseRead(
            path,
            () -> settings.of().read(options -> ReadModel.read(path, options), ReadModel::graph));
    Graph graph = model.graph();
    ModelAndSamples meant = settings.of().of(graph.output().shape().size());
    LabelledSamples batch = new SampleArrays(graph).read(meant);
    Optional<GivenArrays> given = settings.gradientFiles().findFirst().map(GivenArrays::read);
    return new TensorModel(settings.with(meant), model, given, meant.kindOf(graph), batch, watch);
  }

  /** The same, read with other options. */
  public TensorModel with(ReadOptions other) {
    ReadModel again = ReadModel.read(model.path(), other);
    return new TensorModel(settings, again, given, kind, batch, watch);
  }

  /** The same model and samples, with other gradients. */
  public TensorModel with(GivenArrays other) {
    return new TensorModel(settings, model, Optional.of(other), kind, batch, watch);
  }

  public Graph graph() {
    return model.graph();
  }

  /** The format of the arithmetic behind the gradients. */
  public Precision precision() {
    return given.map(GivenArrays::precision).orElse(Precision.FLOAT32);
  }

  /**
   * Factors by which a gradient of the loss, as others define it, differs, or a weight's of several
   * steps.
   */
  public List<Factor> conventions(Question question) {
    List<Factor> factors =
        new ArrayList<>(new SampleArrays(graph()).conventionsOfAll(settings.of().loss(), batch));
    question.weights().ifPresent(of -> factors.addAll(Weights.momenta()));
    return factors;
  }

  /** The tensors that have names of weights. */
  TensorNames weightNames() {
    return TensorNames.of(graph().source(), model.names());
  }

  public Loss loss() {
    return settings.of().loss().scalar();
  }

  /** Whether other samples go through the model besides. */
  boolean ofPairs() {
    return settings.of().loss().meant().isOfPairs();
  }

  /** What was done to the sample before the model saw it. */
  public Optional<PreparedInput> preparedInput() {
    return PreparedInput.of(settings.of().preprocessing(), batch.turn(), Optional.empty());
  }

  /** All samples, one behind the other. */
  double[] samples() {
    return joined(batch.samples());
  }

  /** Arrays one behind the other. */
  static double[] joined(List<double[]> arrays) {
    return arrays.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /** The samples, where the model computes each by itself. */
  List<double[]> samplesInEvaluation() {
    if (settings.training().isPresent()) {
      throw new InvalidInputException(
          "--training (given) must be with a gradient by the input or by weights");
    }
    return batch.samples();
  }

  /** The only one: other derivatives are of one sample. */
  double[] sample() {
    List<double[]> samples = samplesInEvaluation();
    if (samples.size() != 1) {
      throw new InvalidInputException(
          "--input (a batch of "
              + samples.size()
              + ") must be one sample where the derivative is another than a gradient");
    }
    return samples.get(0);
  }

  /** How the losses of several samples become one. */
  public Optional<CheckOutcome.Together> together() {
    int count = batch.samples().size();
    return count == 1 && settings.training().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new CheckOutcome.Together(
                count, settings.of().loss().overBatch(), settings.training().isPresent()));
  }

  /** The same evaluator, which stops and tells how far it is. */
  Evaluator watched(Evaluator evaluator) {
    return evaluator.watched(watch.token(), watch.progress());
  }

  /** What the loss is of where a tensor of the model is the input of this graph. */
  SampleLosses.Scored scored(Graph asked, double[] x) {
    return losses(asked).at(0, 1, x, batch.targets().get(0));
  }

  /** The losses of the samples, whose files are read for it. */
  SampleLosses losses() {
    return losses(graph());
  }

  private SampleLosses losses(Graph of) {
    return new SampleLosses(watched(Evaluator.of(of, kind)), settings.of(), this::watched);
  }

  /** The loss of all samples as a function of them: their sum, or the weighted mean. */
  Graph whole() {
    SampleLosses of = losses();
    List<Graph> losses =
        IntStream.range(0, batch.samples().size())
            .mapToObj(k -> loss(of, k, batch.samples().get(k)))
            .toList();
    return sum(losses, settings.training().map(each -> each.read(graph(), losses.size())));
  }

  /** The same as a function of values inside the model, one behind the other. */
  Graph whole(List<Graph> rests, List<double[]> values) {
    List<Graph> losses =
        IntStream.range(0, rests.size())
            .mapToObj(k -> loss(losses(rests.get(k)), k, values.get(k)))
            .toList();
    return sum(losses, Optional.empty());
  }

  /** What one sample adds to that. */
  Graph share(SampleLosses of, int k) {
    Graph loss = loss(of, k, batch.samples().get(k));
    return BatchGraph.of(List.of(loss), new double[] {weight(k)}, Optional.empty());
  }

  private Graph sum(List<Graph> losses, Optional<BatchGraph.Training> training) {
    double[] factors = IntStream.range(0, losses.size()).mapToDouble(this::weight).toArray();
    return BatchGraph.of(losses, factors, training);
  }

  private Graph loss(SampleLosses of, int k, double[] x) {
    SampleLosses.Scored scored = of.at(k, batch.samples().size(), x, batch.targets().get(k));
    return scored.scalar(loss().of(scored.target()));
  }

  /** A graph that ends in the loss. */
  SampleLosses.Scored ofOutput(Graph loss) {
    return new SampleLosses.Scored(
        watched(Evaluator.of(loss, OutputKind.LOGITS)), SampleLosses.OUTPUT);
  }

  /** How much a sample's loss counts among all. */
  double weight(int k) {
    double all = batch.targets().stream().mapToDouble(Target::share).sum();
    boolean mean = settings.of().loss().overBatch() == Reduction.MEAN;
    return mean ? batch.targets().get(k).share() / all : 1;
  }

  /** About how long one check takes: what is made of the model is of its size. */
  public double seconds() {
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
