package io.plumbline.djl;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;

/**
 * A model's loss as a function of its input, evaluated by the engine in the graph's precision: what
 * numeric differentiation differences. Points go through the engine in batches.
 */
public final class LossFunction implements ScalarFunction.OfBatches {
  private final TorchGraph graph;
  private final Target target;
  private final Loss loss;
  private final Shape shape;

  /**
   * A loss of one sample.
   *
   * @param graph the model in the engine; it stays the caller's to close
   * @param target what the output should have been; may be null for a loss that needs none
   * @param loss which scalar; {@code CrossEntropy(true)} is the original's, softmax and clipping
   *     and all
   */
  public LossFunction(TorchGraph graph, Target target, Loss loss) {
    this.graph = graph;
    this.target = target;
    this.loss = loss;
    this.shape = Shape.of(graph.graph().input().shape().extents());
  }

  /** The model's input shape, with the batch axis, 1. */
  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public Precision precision() {
    return graph.precision();
  }

  /**
   * The values at several points.
   *
   * @throws InvalidInputException if the points are fewer than they should be
   */
  @Override
  public void evaluate(double[] points, int count, double[] values) {
    double[] computed = graph.losses(EngineSamples.of(points, count, shape.size()), target, loss);
    System.arraycopy(computed, 0, values, 0, count);
  }
}
