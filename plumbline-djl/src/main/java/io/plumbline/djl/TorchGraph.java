package io.plumbline.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A graph rebuilt in PyTorch, dropout off: batched evaluation, and reverse mode with respect to the
 * input. Samples are flat arrays in C order of the graph's input shape; inputs are never written
 * to. A batch is split over the cores; what a sample gets is its own, whatever else is in the
 * batch. Safe for use by several threads; close it to free the parameters' memory.
 */
public final class TorchGraph implements AutoCloseable {
  private final TorchProgram program;
  private final Precision precision;
  private final TorchParameters weights;

  private TorchGraph(TorchProgram program, Precision precision, TorchParameters weights) {
    this.program = program;
    this.precision = precision;
    this.weights = weights;
  }

  /**
   * Rebuilds a graph, starting the engine if this is the first.
   *
   * @param graph any graph
   * @param precision what parameters are rounded to and everything is computed in
   * @return the graph in PyTorch
   * @throws InvalidInputException if PyTorch cannot be loaded on this machine
   */
  public static TorchGraph of(Graph graph, Precision precision) {
    return new TorchGraph(
        new TorchProgram(graph), precision, TorchParameters.load(graph, precision));
  }

  /**
   * The same weights as a trainer's, as they are at any time; closing it is left to the trainer.
   */
  static TorchGraph sharing(TorchProgram program, TorchParameters weights) {
    return new TorchGraph(program, Precision.FLOAT32, weights);
  }

  /**
   * The graph that was rebuilt.
   *
   * @return as given
   */
  public Graph graph() {
    return program.graph();
  }

  /**
   * What is computed in.
   *
   * @return as given
   */
  public Precision precision() {
    return precision;
  }

  /**
   * The model's outputs.
   *
   * @param samples (N, values of a sample)
   * @return (N, outputs)
   * @throws InvalidInputException if a sample has the wrong number of values
   */
  public float[][] evaluate(float[][] samples) {
    return SampleRows.floats(outputs(EngineSamples.of(samples, inputs()), false));
  }

  /**
   * The model's outputs.
   *
   * @param samples (N, values of a sample)
   * @return (N, outputs)
   * @throws InvalidInputException if a sample has the wrong number of values
   */
  public double[][] evaluate(double[][] samples) {
    return SampleRows.doubles(outputs(EngineSamples.of(samples, inputs()), false));
  }

  /**
   * The model's outputs before the softmax or log-softmax at its end, if there is one.
   *
   * @param samples (N, values of a sample)
   * @return (N, outputs)
   * @throws InvalidInputException if a sample has the wrong number of values
   */
  public float[][] logits(float[][] samples) {
    return SampleRows.floats(outputs(EngineSamples.of(samples, inputs()), true));
  }

  /**
   * The model's outputs before the softmax or log-softmax at its end, if there is one.
   *
   * @param samples (N, values of a sample)
   * @return (N, outputs)
   * @throws InvalidInputException if a sample has the wrong number of values
   */
  public double[][] logits(double[][] samples) {
    return SampleRows.doubles(outputs(EngineSamples.of(samples, inputs()), true));
  }

  List<Object> outputs(EngineSamples samples, boolean logits) {
    List<List<Object>> pieces =
        pieces(
            samples,
            (x, from, to) -> SampleRows.of(program.run(x, weights, null, logits), to - from));
    return pieces.stream().flatMap(List::stream).toList();
  }

  /**
   * The loss of each sample, computed in this graph's precision.
   *
   * @param samples (N, values of a sample)
   * @param targets N; may be null for a loss that needs none
   * @param loss which scalar
   * @return (N)
   * @throws InvalidInputException if sizes do not fit
   */
  public double[] losses(double[][] samples, @Nullable List<Target> targets, Loss loss) {
    return scores(EngineSamples.of(samples, inputs()), targets, loss).losses();
  }

  /**
   * The loss of each sample, computed in this graph's precision.
   *
   * @param samples (N, values of a sample)
   * @param targets N; may be null for a loss that needs none
   * @param loss which scalar
   * @return (N)
   * @throws InvalidInputException if sizes do not fit
   */
  public double[] losses(float[][] samples, @Nullable List<Target> targets, Loss loss) {
    return scores(EngineSamples.of(samples, inputs()), targets, loss).losses();
  }

  /**
   * The loss and the prediction of each sample.
   *
   * @param samples (N, values of a sample)
   * @param targets N; may be null for a loss that needs none
   * @param loss which scalar
   * @return N of each
   * @throws InvalidInputException if sizes do not fit
   */
  public BatchScores scores(float[][] samples, @Nullable List<Target> targets, Loss loss) {
    return scores(EngineSamples.of(samples, inputs()), targets, loss);
  }

  double[] losses(EngineSamples samples, @Nullable Target target, Loss loss) {
    List<Target> targets = target == null ? null : Collections.nCopies(samples.count(), target);
    return scores(samples, targets, loss).losses();
  }

  private BatchScores scores(EngineSamples samples, @Nullable List<Target> targets, Loss loss) {
    LossHead head = new LossHead(program, program.kind(), loss);
    TargetRows rows = TargetRows.of(targets, samples.count(), classes(), loss);
    List<BatchScores> pieces =
        pieces(
            samples,
            (x, from, to) -> {
              NDArray end = program.run(x, weights, null, head.beforeSoftmax());
              return new BatchScores(
                  doubles(head.of(end, rows.load(from, to, precision, weights.manager()))),
                  predictions(end, to - from));
            });
    return new BatchScores(
        pieces.stream().flatMapToDouble(piece -> Arrays.stream(piece.losses())).toArray(),
        pieces.stream().flatMapToInt(piece -> Arrays.stream(piece.predictions())).toArray());
  }

  /**
   * Each sample's gradient of its own loss with respect to its own values, by reverse mode. Of
   * equal candidates of a max pool the first gets the slope.
   *
   * @param samples (N, values of a sample)
   * @param targets N; may be null for a loss that needs none
   * @param loss which scalar
   * @return losses, predictions and gradients
   * @throws InvalidInputException if sizes do not fit
   */
  public Gradients gradient(double[][] samples, @Nullable List<Target> targets, Loss loss) {
    return gradient(EngineSamples.of(samples, inputs()), targets, loss, program.kind());
  }

  /**
   * Each sample's gradient of its own loss with respect to its own values, by reverse mode. Of
   * equal candidates of a max pool the first gets the slope.
   *
   * @param samples (N, values of a sample)
   * @param targets N; may be null for a loss that needs none
   * @param loss which scalar
   * @return losses, predictions and gradients
   * @throws InvalidInputException if sizes do not fit
   */
  public Gradients gradient(float[][] samples, @Nullable List<Target> targets, Loss loss) {
    return gradient(EngineSamples.of(samples, inputs()), targets, loss, program.kind());
  }

  /**
   * As {@link #gradient(double[][], List, Loss)}, where the caller knows better than the graph's
   * last layer what its outputs are.
   *
   * @param samples (N, values of a sample)
   * @param targets N; may be null for a loss that needs none
   * @param loss which scalar
   * @param kind what the outputs are
   * @return losses, predictions and gradients
   * @throws InvalidInputException if sizes do not fit
   */
  public Gradients gradient(
      double[][] samples, @Nullable List<Target> targets, Loss loss, OutputKind kind) {
    return gradient(EngineSamples.of(samples, inputs()), targets, loss, kind);
  }

  private Gradients gradient(
      EngineSamples samples, @Nullable List<Target> targets, Loss loss, OutputKind kind) {
    LossHead head = new LossHead(program, kind, loss);
    TargetRows rows = TargetRows.of(targets, samples.count(), classes(), loss);
    return Gradients.join(
        pieces(
            samples,
            (x, from, to) ->
                reverse(x, rows.load(from, to, precision, weights.manager()), head, to - from)));
  }

  private Gradients reverse(PtNDArray x, @Nullable NDArray targets, LossHead head, int count) {
    JniUtils.attachGradient(x, true);
    NDArray end = program.run(x, weights, null, head.beforeSoftmax());
    NDArray losses = head.of(end, targets);
    JniUtils.backward((PtNDArray) losses, (PtNDArray) losses.onesLike(), false, false);
    PtNDArray gradient = JniUtils.getGradient(x);
    return new Gradients(
        doubles(losses),
        predictions(end, count),
        SampleRows.of(gradient == null ? x.zerosLike() : gradient, count));
  }

  private interface PieceWork<T> {
    T apply(PtNDArray x, int from, int to);
  }

  private <T> List<T> pieces(EngineSamples samples, PieceWork<T> work) {
    int size = program.piece(samples.count());
    return Torch.map(
        (samples.count() + size - 1) / size,
        k -> {
          int from = k * size;
          int to = Math.min(samples.count(), from + size);
          try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            PtNDArray x =
                samples.load(from, to, graph().input().shape(), precision, weights.manager());
            return work.apply(x, from, to);
          }
        });
  }

  /**
   * Labels as targets for this graph.
   *
   * @param labels classes from 0
   * @return one-hot targets
   * @throws InvalidInputException if a label is not one of the classes
   */
  public List<Target> targets(int... labels) {
    return IntStream.of(labels).mapToObj(label -> Target.label(label, classes())).toList();
  }

  private int classes() {
    return graph().output().shape().size();
  }

  private int inputs() {
    return graph().input().shape().size();
  }

  private static int[] predictions(NDArray end, int count) {
    return SampleRows.of(end, count).stream().mapToInt(SampleRows::argmax).toArray();
  }

  private static double[] doubles(NDArray array) {
    return SampleRows.toDoubles(SampleRows.of(array, 1).get(0));
  }

  /** Frees the parameters' memory. */
  @Override
  public void close() {
    weights.close();
  }
}
