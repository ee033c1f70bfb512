package io.plumbline.graph.loss;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Composition;
import io.plumbline.graph.Graph;
import io.plumbline.graph.LogSoftmax;
import io.plumbline.graph.Op;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Terms;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * A loss as a graph on top of a model's: its one output is the loss of one sample, so that whatever
 * is known of graphs is known of it. The target is held constant. Formulas are PyTorch's;
 * docs/losses.md says where Keras's differ.
 *
 * <p>An object is good for one loss.
 */
public final class LossGraph {
  /** The type of the nodes that a loss consists of. */
  public static final String TYPE = "Loss";

  /** Where the absolute error takes over from half the squared one. */
  private static final double HUBER_DELTA = 1;

  /** Keras's epsilon, which keeps the denominator off 0. */
  private static final double DICE_EPSILON = 1e-7;

  /** Keras clips probabilities to this far from 0 and 1. */
  private static final double KERAS_CLIP = Objective.KERAS_CLIP;

  private final Graph model;
  private final Graph.Builder builder;
  private final Terms on;
  private final Value output;
  private final double[] target;
  private final OptionalInt classAxis;

  /**
   * A loss of a model's output.
   *
   * @param model the model
   * @param target one number for each output, in C order
   * @param classAxis the output's axis of the classes, its batch axis counted; the only one that is
   *     not of extent 1 where absent
   * @throws InvalidInputException if there are more or fewer
   */
  public LossGraph(Graph model, double[] target, OptionalInt classAxis) {
    int outputs = model.output().shape().size();
    if (target.length != outputs) {
      throw new InvalidInputException(
          "target (" + target.length + " values) must have as many as outputs, " + outputs);
    }
    this.model = model;
    this.target = target.clone();
    this.classAxis = classAxis;
    this.builder = Graph.builder(model.source());
    this.on = Terms.of(builder, "loss", TYPE);
    this.output = Composition.begin(builder, model);
  }

  /**
   * The sum of target times output: the target is a cotangent, and the gradient its vector-Jacobian
   * product.
   *
   * @return the graph
   */
  public Graph dot() {
    return builder.build(reduced(Reduction.SUM, on.times(output, held(t -> t))));
  }

  /**
   * The squared error.
   *
   * @param half whether half of it
   * @param reduction over the outputs
   * @return the graph
   */
  public Graph squaredError(boolean half, Reduction reduction) {
    Value off = off();
    Value all = reduced(reduction, on.times(off, off));
    return builder.build(half ? on.times(all, on.number(0.5)) : all);
  }

  /**
   * The absolute error.
   *
   * @param reduction over the outputs
   * @return the graph
   */
  public Graph absoluteError(Reduction reduction) {
    return builder.build(reduced(reduction, on.of(Kind.ABS, off())));
  }

  /**
   * Half the squared error up to 1, the absolute error less one half beyond: c·(d - c/2), where c
   * is the error d clipped to [-1, 1].
   *
   * @param reduction over the outputs
   * @return the graph
   */
  public Graph huber(Reduction reduction) {
    Value off = off();
    Value clipped = on.of(new Activation(Kind.CLIP, -HUBER_DELTA, HUBER_DELTA), off);
    return builder.build(
        reduced(reduction, on.times(clipped, on.minus(off, on.times(clipped, on.number(0.5))))));
  }

  /**
   * max(0, 1 - target·output), for targets -1 and 1.
   *
   * @param reduction over the outputs
   * @return the graph
   */
  public Graph hinge(Reduction reduction) {
    Value gap = on.minus(on.number(1), on.times(output, held(t -> t)));
    return builder.build(reduced(reduction, on.of(Activation.RELU, gap)));
  }

  /**
   * Binary cross-entropy of scores: log(1 + exp(x)) - target·x.
   *
   * @param reduction over the outputs
   * @return the graph
   */
  public Graph binaryCrossEntropyOfScores(Reduction reduction) {
    return builder.build(reduced(reduction, ofScores()));
  }

  private Value ofScores() {
    return on.minus(on.of(Kind.SOFTPLUS, output), on.times(output, held(t -> t)));
  }

  /**
   * Binary cross-entropy of probabilities. Of a target that is 0 or 1 only the logarithm that
   * counts is taken.
   *
   * @param reduction over the outputs
   * @param clip whether probabilities are clipped as Keras does
   * @return the graph
   */
  public Graph binaryCrossEntropy(Reduction reduction, boolean clip) {
    Value p = clip ? on.of(new Activation(Kind.CLIP, KERAS_CLIP, 1 - KERAS_CLIP), output) : output;
    Value right = on.plus(on.times(p, held(t -> t > 0 ? 1 : -1)), held(t -> t > 0 ? 0 : 1));
    Value each = on.times(log(right), held(t -> t > 0 ? -t : -1));
    if (Arrays.stream(target).anyMatch(t -> t > 0 && t < 1)) {
      Value wrong = on.plus(on.times(p, held(t -> t > 0 && t < 1 ? -1 : 0)), on.number(1));
      each = on.plus(each, on.times(log(wrong), held(t -> t > 0 ? t - 1 : 0)));
    }
    return builder.build(reduced(reduction, each));
  }

  /**
   * The binary cross-entropy of scores times the square of what the target's probability lacks.
   *
   * @param reduction over the outputs
   * @return the graph
   */
  public Graph focal(Reduction reduction) {
    Value p = on.of(Kind.SIGMOID, output);
    Value lacking = on.plus(on.times(p, held(t -> 1 - 2 * t)), held(t -> t));
    return builder.build(reduced(reduction, on.times(ofScores(), on.times(lacking, lacking))));
  }

  /**
   * The Kullback-Leibler divergence of the output's distribution from the target's: the sum of
   * t·(log t - log q). Of a model that ends in neither softmax nor its logarithm, q is the softmax
   * of its scores.
   *
   * @param reduction over the outputs
   * @return the graph
   * @throws InvalidInputException if it is open which axis has the classes
   */
  public Graph divergence(Reduction reduction) {
    double known = Arrays.stream(target).map(t -> t == 0 ? 0 : t * Math.log(t)).sum();
    Value crossed = reduced(reduction, on.times(logProbabilities(), held(t -> t)));
    double mean = reduction == Reduction.MEAN ? known / target.length : known;
    return builder.build(on.minus(on.number(mean), crossed));
  }

  private Value logProbabilities() {
    Op last = OutputKind.lastOperation(model).orElse(null);
    if (last instanceof LogSoftmax) {
      return output;
    }
    return last instanceof Softmax
        ? log(output)
        : on.node("LogSoftmax", new LogSoftmax(axis()), output);
  }

  /**
   * The mean over the positions of the cross-entropy as {@link Objective} has it.
   *
   * @param positions where the classes stand
   * @return the graph, of targets that are weights of log-probabilities
   */
  public Graph crossEntropy(Positions positions) {
    Shape apart = Tensor.shapeOf(1, positions.outer(), positions.classes(), positions.inner());
    Value log = on.node("LogSoftmax", new LogSoftmax(2), on.reshaped(output, apart));
    Value weights = on.constant(new Tensor(apart, Arrays.stream(target).map(t -> -t).toArray()));
    return builder.build(reduced(Reduction.SUM, on.times(log, weights)));
  }

  /**
   * 1 - the cosine of the angle between output and target, and of several positions the mean.
   *
   * @return the graph
   * @throws InvalidInputException if a target is 0 and has no direction, or it is open which axis
   *     has the vectors
   */
  public Graph cosine() {
    int axis = axis();
    Reduce along = new Reduce(Reduce.Kind.SUM, new int[] {axis}, true);
    Value size = on.of(Kind.SQRT, on.node("ReduceSum", along, on.times(output, output)));
    Value cosine =
        on.over(on.node("ReduceSum", along, on.times(output, constant(directions(axis)))), size);
    return builder.build(on.minus(on.number(1), reduced(Reduction.MEAN, cosine)));
  }

  /** The target's vectors, each divided by its length. */
  private double[] directions(int axis) {
    int extent = output.shape().extent(axis);
    int inner = Arrays.stream(output.shape().extents()).skip(axis + 1L).reduce(1, (a, b) -> a * b);
    double[] squares = new double[target.length / extent];
    for (int k = 0; k < target.length; k++) {
      squares[k / inner / extent * inner + k % inner] += target[k] * target[k];
    }
    double[] directions = new double[target.length];
    for (int k = 0; k < target.length; k++) {
      double square = squares[k / inner / extent * inner + k % inner];
      if (square == 0) {
        throw new InvalidInputException("target (0 along its axis) must have a direction");
      }
      directions[k] = target[k] / Math.sqrt(square);
    }
    return directions;
  }

  /**
   * 1 - twice the overlap of output and target over the sum of both.
   *
   * @return the graph
   */
  public Graph dice() {
    double size = Arrays.stream(target).sum() + DICE_EPSILON;
    Value overlap = on.times(reduced(Reduction.SUM, on.times(output, held(t -> t))), on.number(2));
    Value both = on.plus(reduced(Reduction.SUM, output), on.number(size));
    return builder.build(on.minus(on.number(1), on.over(overlap, both)));
  }

  private int axis() {
    Shape shape = output.shape();
    if (classAxis.isPresent()) {
      return classAxis.getAsInt();
    }
    int[] longer =
        IntStream.range(1, shape.rank()).filter(axis -> shape.extent(axis) > 1).toArray();
    if (longer.length != 1) {
      throw new InvalidInputException(
          "--class-axis (missing) must say which axis of the output "
              + shape
              + " has the classes, the batch's counted: 1, or -1 for the last");
    }
    return longer[0];
  }

  private Value off() {
    return on.minus(output, held(t -> t));
  }

  private Value held(DoubleUnaryOperator of) {
    return constant(Arrays.stream(target).map(of).toArray());
  }

  private Value constant(double[] values) {
    return on.constant(new Tensor(output.shape(), values));
  }

  private Value log(Value x) {
    return on.of(Kind.LOG, x);
  }

  /** The mean or sum over all axes but the first. */
  private Value reduced(Reduction reduction, Value each) {
    int[] axes = Terms.axesFrom(1, each.shape().rank());
    Reduce.Kind kind = reduction == Reduction.MEAN ? Reduce.Kind.MEAN : Reduce.Kind.SUM;
    return axes.length == 0 ? each : on.node("Reduce", new Reduce(kind, axes, false), each);
  }
}
