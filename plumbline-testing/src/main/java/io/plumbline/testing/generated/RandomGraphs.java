package io.plumbline.testing.generated;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.LogSoftmax;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.testing.oracle.ActivationPattern;
import io.plumbline.testing.oracle.Dd;
import io.plumbline.testing.oracle.Reference;
import io.plumbline.testing.oracle.ReferenceLoss;
import java.util.Arrays;
import java.util.Random;

/** Small networks drawn from a seed, through every operation and attribute. */
public final class RandomGraphs {
  /** What a family of networks is for. */
  public enum Family {
    /** Every operation, weights and inputs of all digits: no exact ties but structural ones. */
    GENERAL,
    /** What is affine between kinks, exact in any arithmetic, on images with flat background. */
    TIED,
    /** The same, with inputs moved by so little that steps reach over the kinks beside them. */
    NEAR
  }

  private final RandomWeights weights;
  private final Graph.Builder builder;
  private final RandomLayers layers;
  private final boolean near;

  private RandomGraphs(long seed, Family family) {
    weights = new RandomWeights(new Random(seed * 1_000_003L + 17), family != Family.GENERAL);
    near = family == Family.NEAR;
    builder = Graph.builder("seed " + seed);
    layers = new RandomLayers(builder, weights);
  }

  /** A network, an input and a loss; everything that a test of it needs. */
  public record Case(long seed, Graph graph, double[] x, Loss loss, Target target) {
    public OutputKind kind() {
      return OutputKind.of(graph);
    }

    public Dd loss(Reference reference, Dd[] at, ActivationPattern choices) {
      return new ReferenceLoss(loss, target, kind()).of(reference.output(at, choices));
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("seed " + seed + " " + loss + " " + target);
      graph.nodes().forEach(n -> text.append("\n  ").append(n.op()).append(n.output()));
      return text.toString();
    }
  }

  public static Case of(long seed, Family family) {
    return new RandomGraphs(seed, family).build(seed);
  }

  private Case build(long seed) {
    Value x = builder.input("x", inputShape());
    Value at = x;
    int depth = weights.between(2, 6);
    for (int k = 0; k < depth; k++) {
      at = layers.next(at);
    }
    if (!at.equals(x) && weights.chance(0.3) && at.shape().rank() > 2) {
      at = layers.globalPool(at);
    }
    Graph graph = builder.build(head(at));
    int outputs = graph.output().shape().size();
    OutputKind kind = OutputKind.of(graph);
    return new Case(seed, graph, input(x.shape()), loss(kind, outputs), target(outputs));
  }

  private Shape inputShape() {
    int side = weights.pick(5, 6, 7, 8, 9, 11);
    int other = weights.pick(5, 6, 7, 9);
    int channels = weights.pick(1, 2, 3, 4);
    return switch (weights.between(0, 5)) {
      case 0, 1 -> Tensor.shapeOf(1, channels, side, other);
      case 2, 3 -> Tensor.shapeOf(1, side, other, channels);
      case 4 ->
          weights.chance(0.5)
              ? Tensor.shapeOf(1, 2 * side, channels)
              : Tensor.shapeOf(1, channels, 13);
      default -> Tensor.shapeOf(1, side + other);
    };
  }

  private Value head(Value at) {
    Value flat = layers.add("flatten", new Reshape(Tensor.shapeOf(1, at.shape().size())), at);
    int outputs = weights.between(2, 5);
    double scale = 1 / Math.sqrt(at.shape().size());
    Value scores =
        layers.add(
            "head",
            new Dense(
                weights.weight(scale, at.shape().size(), outputs),
                weights.chance(0.7) ? weights.weight(0.3, outputs) : null),
            flat);
    return switch (weights.between(0, 3)) {
      case 0 -> layers.add("softmax", new Softmax(1), scores);
      case 1 -> layers.add("logsoftmax", new LogSoftmax(1), scores);
      case 2 ->
          weights.dyadic()
              ? scores
              : layers.add("squash", new Elementwise(Activation.of(Activation.Kind.TANH)), scores);
      default -> scores;
    };
  }

  private double[] input(Shape shape) {
    double[] x = new double[shape.size()];
    for (int k = 0; k < x.length; k++) {
      x[k] = weights.dyadic() ? 0 : weights.random.nextGaussian();
    }
    if (weights.dyadic()) {
      for (int k = 0; k < x.length / 4; k++) {
        x[weights.random.nextInt(x.length)] = weights.number(1);
      }
    }
    for (int k = 0; near && k < x.length; k++) {
      x[k] += Math.scalb(weights.random.nextGaussian(), -weights.between(18, 30));
    }
    return x;
  }

  private Loss loss(OutputKind kind, int outputs) {
    int index = weights.between(0, outputs - 1);
    return switch (weights.between(0, 6)) {
      case 0 -> new Loss.CrossEntropy(true);
      case 1 -> new Loss.NegativeLogLikelihood();
      case 2 -> new Loss.MeanSquaredError();
      case 3 -> new Loss.Probability(index);
      case 4 -> new Loss.Margin(index, (index + 1) % outputs);
      case 5 -> kind == OutputKind.LOGITS ? new Loss.Logit(index) : Loss.CROSS_ENTROPY;
      default -> Loss.CROSS_ENTROPY;
    };
  }

  private Target target(int outputs) {
    if (weights.chance(0.5)) {
      return Target.label(weights.between(0, outputs - 1), outputs);
    }
    double[] soft = new double[outputs];
    Arrays.setAll(soft, k -> weights.random.nextDouble());
    double sum = Arrays.stream(soft).sum();
    Arrays.setAll(soft, k -> soft[k] / sum);
    return Target.of(soft);
  }
}
