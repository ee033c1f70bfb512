package io.plumbline.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.data.mnist.Dataset;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Trains a classifier by cross-entropy and Adam in float32. Each batch is cut into pieces of fixed
 * size that are differentiated side by side and whose gradients are added in order, so that the
 * same seed gives the same weights on a machine, whatever the number of its cores. Batch
 * normalizations keep their stored statistics.
 */
public final class Trainer implements AutoCloseable {
  private final Graph graph;
  private final TorchProgram program;
  private final TorchParameters weights;
  private final List<Parameter> trainable;
  private final List<TorchParameters> replicas = new ArrayList<>();
  private final Adam adam;
  private final LossHead head;
  private final TorchGraph model;
  private final Dataset training;
  private final @Nullable Dataset validation;
  private final TrainingOptions options;
  private int epoch;

  /**
   * Begins.
   *
   * @param graph the network, with its initial weights
   * @param examples to learn from; the last share of them is kept for validation
   * @param options how to train
   * @throws InvalidInputException if images and network do not fit, or nothing can be trained
   */
  public Trainer(Graph graph, Dataset examples, TrainingOptions options) {
    requireFit(graph, examples);
    this.graph = graph;
    this.options = options;
    this.trainable = graph.parameters().stream().filter(Parameter::trainable).toList();
    if (trainable.isEmpty()) {
      throw new InvalidInputException(
          graph.source() + ": trainable parameters (0) must be at least 1");
    }
    int kept = (int) (examples.size() * (1 - options.validationSplit()));
    this.training = examples.slice(0, Math.max(1, kept));
    this.validation =
        kept < examples.size() && kept > 0 ? examples.slice(kept, examples.size()) : null;
    this.program = new TorchProgram(graph);
    this.weights = TorchParameters.load(graph, Precision.FLOAT32);
    this.adam = new Adam(weights, trainable, options.learningRate());
    this.head = new LossHead(program, OutputKind.of(graph), Loss.CROSS_ENTROPY);
    this.model = TorchGraph.sharing(program, weights);
    for (int k = 0; k * program.piece() < options.batchSize(); k++) {
      replicas.add(weights.replica(trainable));
    }
  }

  /**
   * Goes on where training stopped: with the same examples and options, every later weight is what
   * it would have been.
   *
   * @param state what {@link #state()} gave
   * @param examples as before
   * @param options as before; the number of epochs counts those completed
   * @return a trainer
   * @throws InvalidInputException if images and network do not fit, or the state is not of one
   *     network
   */
  public static Trainer resume(TrainingState state, Dataset examples, TrainingOptions options) {
    List<Parameter> trainable =
        state.graph().parameters().stream().filter(Parameter::trainable).toList();
    requireMoments(trainable, state.mean());
    requireMoments(trainable, state.variance());
    Trainer trainer = new Trainer(state.graph(), examples, options);
    trainer.adam.resume(state);
    trainer.epoch = state.epoch();
    return trainer;
  }

  private static void requireMoments(List<Parameter> trainable, List<float[]> moments) {
    boolean fit = moments.size() == trainable.size();
    for (int k = 0; fit && k < moments.size(); k++) {
      fit = moments.get(k).length == trainable.get(k).tensor().shape().size();
    }
    if (!fit) {
      throw new InvalidInputException(
          "moments ("
              + moments.size()
              + ") must be one for each of the "
              + trainable.size()
              + " trainable parameters, of its size");
    }
  }

  /**
   * Trains until the options' number of epochs is completed.
   *
   * @param listener hears of batches and epochs
   * @param transform changes each batch before its step
   * @return the trained network
   * @throws CancellationException if the listener said so
   */
  public Graph train(TrainingListener listener, BatchTransform transform) {
    while (epoch < options.epochs()) {
      epoch(listener, transform);
    }
    return graph();
  }

  /**
   * Trains one epoch.
   *
   * @param listener hears of its batches and its end
   * @param transform changes each batch before its step
   * @throws CancellationException if the listener said so; the epoch is then incomplete, and the
   *     state of the epoch before is the one to resume from
   */
  public void epoch(TrainingListener listener, BatchTransform transform) {
    Torch.enter();
    int[] order = order(epoch);
    int batches = (order.length + options.batchSize() - 1) / options.batchSize();
    Progress sum = new Progress();
    for (int batch = 0; batch < batches; batch++) {
      if (listener.cancelled()) {
        throw new CancellationException("training was cancelled in epoch " + (epoch + 1));
      }
      int from = batch * options.batchSize();
      int[] chosen =
          Arrays.copyOfRange(order, from, Math.min(order.length, from + options.batchSize()));
      sum.add(step(chosen, transform));
      listener.batch(epoch + 1, batch + 1, batches, sum.mean());
    }
    epoch++;
    listener.epoch(epoch, sum.mean(), validation == null ? null : evaluate(validation));
  }

  /** Each epoch has its own order, whatever came before. */
  private int[] order(int number) {
    SplittableRandom random =
        new SplittableRandom(options.seed() + 0x632BE59BD9B4E019L * (number + 1));
    int[] order = new int[training.size()];
    for (int k = 0; k < order.length; k++) {
      int other = random.nextInt(k + 1);
      order[k] = order[other];
      order[other] = k;
    }
    return order;
  }

  private Progress step(int[] chosen, BatchTransform transform) {
    int[] labels = training.labels(chosen);
    float[][] inputs = new float[chosen.length][];
    for (int k = 0; k < chosen.length; k++) {
      inputs[k] = training.image(chosen[k]);
    }
    float[][] transformed = transform.apply(inputs, labels, model, adam.steps());
    EngineSamples samples = EngineSamples.of(transformed, graph.input().shape().size());
    int size = program.piece();
    List<Progress> pieces =
        Torch.map(
            (chosen.length + size - 1) / size,
            k -> differentiate(samples, labels, k, Math.min(chosen.length, (k + 1) * size)));
    update(pieces.size());
    Progress sum = new Progress();
    pieces.forEach(sum::add);
    return sum;
  }

  /** Leaves the gradient of the batch's mean loss, as far as this piece goes, in its replica. */
  private Progress differentiate(EngineSamples samples, int[] labels, int piece, int to) {
    int from = piece * program.piece();
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      PtNDArray x =
          samples.load(from, to, graph.input().shape(), Precision.FLOAT32, weights.manager());
      DropoutMasks masks = new DropoutMasks(options.seed(), adam.steps(), piece);
      NDArray end = program.run(x, replicas.get(piece), masks, head.beforeSoftmax());
      NDArray losses = head.of(end, oneHot(labels, from, to));
      NDArray share = losses.onesLike().div(labels.length);
      JniUtils.backward((PtNDArray) losses, (PtNDArray) share, false, false);
      Progress progress = new Progress();
      List<Object> rows = SampleRows.of(end, to - from);
      for (int k = from; k < to; k++) {
        progress.correct += SampleRows.argmax(rows.get(k - from)) == labels[k] ? 1 : 0;
      }
      for (float loss : losses.toFloatArray()) {
        progress.loss += loss;
      }
      progress.count = to - from;
      return progress;
    }
  }

  private NDArray oneHot(int[] labels, int from, int to) {
    int classes = graph.output().shape().size();
    float[] rows = new float[(to - from) * classes];
    for (int k = from; k < to; k++) {
      rows[(k - from) * classes + labels[k]] = 1;
    }
    return weights.manager().create(rows, new Shape(to - from, classes));
  }

  /** Adds the pieces' gradients in their order, makes the step, and clears them. */
  private void update(int pieces) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      List<PtNDArray> sums = new ArrayList<>();
      for (Parameter parameter : trainable) {
        PtNDArray sum = JniUtils.getGradient(replicas.get(0).get(parameter));
        for (int k = 1; k < pieces; k++) {
          sum.addi(JniUtils.getGradient(replicas.get(k).get(parameter)));
        }
        sums.add(sum);
      }
      adam.step(sums);
      for (int k = 0; k < pieces; k++) {
        for (Parameter parameter : trainable) {
          JniUtils.zeroGrad(replicas.get(k).get(parameter));
        }
      }
    }
  }

  /**
   * How well the network does now, dropout off.
   *
   * @param examples any examples that fit
   * @return mean loss and accuracy
   */
  public Accuracy evaluate(Dataset examples) {
    return Evaluation.of(model, examples);
  }

  /**
   * The network as it is now.
   *
   * @return a new graph with the weights of this moment
   */
  public Graph graph() {
    return Reparameterized.with(graph, trainable, weights.floats(trainable));
  }

  /**
   * What to write into a checkpoint after an epoch.
   *
   * @return copies
   */
  public TrainingState state() {
    return new TrainingState(graph(), epoch, adam.steps(), adam.means(), adam.variances());
  }

  private static void requireFit(Graph graph, Dataset examples) {
    int inputs = graph.input().shape().size();
    int outputs = graph.output().shape().size();
    if (inputs != examples.pixels()) {
      throw new InvalidInputException(
          "pixels ("
              + examples.pixels()
              + ") must be as many as the model's inputs ("
              + inputs
              + ")");
    }
    if (outputs < examples.classes()) {
      throw new InvalidInputException(
          "classes ("
              + examples.classes()
              + ") must be at most the model's outputs ("
              + outputs
              + ")");
    }
  }

  /** Frees the weights' memory. */
  @Override
  public void close() {
    weights.close();
  }

  /** Sums over examples. */
  private static final class Progress {
    private double loss;
    private int correct;
    private int count;

    void add(Progress other) {
      loss += other.loss;
      correct += other.correct;
      count += other.count;
    }

    Accuracy mean() {
      return new Accuracy(loss / count, (double) correct / count);
    }
  }
}
