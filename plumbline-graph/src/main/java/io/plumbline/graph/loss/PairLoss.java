package io.plumbline.graph.loss;

import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Composition;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Terms;
import io.plumbline.graph.Value;

/**
 * A loss of how far a model takes two samples apart: the model stands in the graph once for each
 * sample, the others held constant, so that weights are shared by all.
 *
 * <p>An object is good for one loss.
 */
public final class PairLoss {
  /** What PyTorch's {@code pairwise_distance} adds to each difference. */
  private static final double EPSILON = 1e-6;

  private final Graph model;
  private final Graph.Builder builder;
  private final Terms on;
  private final Value output;

  /**
   * A loss of a model's output.
   *
   * @param model which embeds a sample
   */
  public PairLoss(Graph model) {
    this.model = model;
    this.builder = Graph.builder(model.source());
    this.on = Terms.of(builder, "loss", LossGraph.TYPE);
    this.output = Composition.begin(builder, model);
  }

  /**
   * The loss of a sample between one like it and one unlike it: max(0, d(positive) - d(negative) +
   * margin), as PyTorch's {@code triplet_margin_loss}.
   *
   * @param positive an input like the sample, in C order
   * @param negative one unlike it
   * @param margin by how much farther that should be
   * @return the graph
   */
  public Graph triplet(double[] positive, double[] negative, double margin) {
    Value off = on.minus(distance(positive), distance(negative));
    return builder.build(on.of(Activation.RELU, on.plus(off, on.number(margin))));
  }

  /**
   * The square of the distance to a sample alike (Hadsell, Chopra and LeCun, <a
   * href="https://ieeexplore.ieee.org/document/1640964">Dimensionality Reduction by Learning an
   * Invariant Mapping</a>, without the half).
   *
   * @param positive an input like the sample, in C order
   * @return the graph
   */
  public Graph attraction(double[] positive) {
    return builder.build(on.square(distance(positive)));
  }

  /**
   * The square of what the distance to a sample unlike it lacks to a margin.
   *
   * @param negative an input unlike the sample, in C order
   * @param margin how far it should be
   * @return the graph
   */
  public Graph repulsion(double[] negative, double margin) {
    Value lacking = on.minus(on.number(margin), distance(negative));
    return builder.build(on.square(on.of(Activation.RELU, lacking)));
  }

  /** The length of the difference of both outputs, each element plus a small number. */
  private Value distance(double[] other) {
    Value off = on.minus(output, Composition.held(builder, model, other));
    Value shifted = on.plus(off, on.number(EPSILON));
    int[] axes = Terms.axesFrom(1, output.shape().rank());
    Reduce sum = new Reduce(Reduce.Kind.SUM, axes, false);
    return on.of(Kind.SQRT, on.node("ReduceSum", sum, on.square(shifted)));
  }
}
