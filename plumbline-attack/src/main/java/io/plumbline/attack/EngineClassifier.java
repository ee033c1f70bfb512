package io.plumbline.attack;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.djl.Gradients;
import io.plumbline.djl.TorchGraph;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.Loss;

/** A graph in the engine, as a classifier. */
public final class EngineClassifier implements DifferentiableClassifier {
  private final TorchGraph graph;

  private EngineClassifier(TorchGraph graph) {
    this.graph = graph;
  }

  /**
   * A graph in the engine.
   *
   * @param graph with one score for each class; closing it is left to the caller
   * @return the classifier
   * @throws InvalidInputException if the output is not (N, classes) with at least two classes
   */
  public static EngineClassifier of(TorchGraph graph) {
    requireClasses(graph.graph());
    return new EngineClassifier(graph);
  }

  /**
   * Checks that a model classifies.
   *
   * @param graph the model
   * @throws InvalidInputException if its output is not (N, classes) with at least two classes
   */
  public static void requireClasses(Graph graph) {
    Shape shape = graph.output().shape();
    if (shape.rank() != 2 || shape.extent(0) != 1 || shape.extent(1) < 2) {
      throw new InvalidInputException(
          graph.source()
              + ": output shape "
              + shape
              + " must be (N, classes), with two classes or more");
    }
  }

  @Override
  public int inputs() {
    return graph.graph().input().shape().size();
  }

  @Override
  public int classes() {
    return graph.graph().output().shape().size();
  }

  @Override
  public float[][] logits(float[][] samples) {
    return graph.logits(samples);
  }

  @Override
  public LossGradients gradients(float[][] samples, int[] labels) {
    return lossGradients(graph.gradient(samples, graph.targets(labels), Loss.CROSS_ENTROPY));
  }

  @Override
  public LossGradients logitGradients(float[][] samples, int output) {
    return lossGradients(graph.gradient(samples, null, new Loss.Logit(output)));
  }

  private static LossGradients lossGradients(Gradients g) {
    return new LossGradients(g.losses(), g.predictions(), g.floats());
  }
}
