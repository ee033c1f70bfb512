package io.plumbline.graph.loss;

import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Composition;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Op;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The loss of a sample as a graph that ends in it: what second derivatives are taken of, and what a
 * batch sums.
 */
public final class ScalarLoss {
  private ScalarLoss() {}

  /**
   * The graph.
   *
   * @param graph the model, or a graph that already ends in the loss
   * @param kind what the model gives
   * @param target of the sample
   * @param loss of the sample
   * @return the model with the loss on top
   * @throws InvalidInputException if it has no graph
   */
  public static Graph of(Graph graph, OutputKind kind, Target target, Loss loss) {
    boolean probabilities = kind == OutputKind.PROBABILITIES;
    if (graph.output().shape().size() == 1) {
      return graph;
    } else if (loss instanceof Loss.CrossEntropy clipped && clipped.clipProbabilities()) {
      throw new InvalidInputException(
          "--clip-probabilities (given) must not be with second derivatives, or the loss of a batch");
    } else if (loss instanceof Loss.CrossEntropy || loss instanceof Loss.NegativeLogLikelihood) {
      if (probabilities) {
        Graph log = then(graph, new Elementwise(Activation.of(Activation.Kind.LOG)));
        double[] minus = Arrays.stream(target.weights()).map(weight -> -weight).toArray();
        return on(log, minus).dot();
      }
      int classes = graph.output().shape().size();
      return on(graph, target.weights())
          .crossEntropy(target.positions().orElse(new Positions(1, classes, 1)));
    } else if (loss instanceof Loss.MeanSquaredError) {
      return on(graph, target.weights()).squaredError(false, Reduction.MEAN);
    } else if (loss instanceof Loss.Logit logit && !probabilities) {
      return on(graph, one(logit.index(), graph)).dot();
    } else if (loss instanceof Loss.Probability probability) {
      int last = graph.output().shape().rank() - 1;
      Graph p = probabilities ? graph : then(graph, new Softmax(last));
      return on(p, one(probability.index(), graph)).dot();
    }
    throw new InvalidInputException(
        "--loss (logit) must be of a model that gives scores, for second derivatives and the loss of a batch");
  }

  private static LossGraph on(Graph graph, double[] weights) {
    return new LossGraph(graph, weights, OptionalInt.empty());
  }

  private static double[] one(int index, Graph graph) {
    double[] weights = new double[graph.output().shape().size()];
    weights[index] = 1;
    return weights;
  }

  private static Graph then(Graph graph, Op op) {
    Graph.Builder builder = Graph.builder("loss");
    Value input = builder.input("output", graph.output().shape());
    return Composition.of(graph, builder.build(builder.add("loss", LossGraph.TYPE, op, input)));
  }
}
