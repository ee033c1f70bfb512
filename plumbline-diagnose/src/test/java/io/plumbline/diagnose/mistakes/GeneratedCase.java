package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.Value;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A network, the same with a dropout's mask, a batch of it, and samples around that. */
final class GeneratedCase {
  static final int CLASSES = 5;
  static final int BATCH = 5;

  /** Pixels of an image. */
  static final int PIXELS = 144;

  /** Units between its two layers. */
  static final int HIDDEN = 40;

  private static final int SIDE = 12;

  final double[] first;
  final double[] second;
  final Activation between;
  final Random random;
  final Evaluator evaluator;
  final Evaluator dropping;
  final List<Example> batch = new ArrayList<>();
  final List<DataSet.Neighbour> around = new ArrayList<>();

  GeneratedCase(int seed) {
    random = new Random(seed);
    first = weights(PIXELS * HIDDEN, 2 / Math.sqrt(PIXELS));
    second = weights(HIDDEN * CLASSES, 2 / Math.sqrt(HIDDEN));
    double[] mask = new double[HIDDEN];
    Arrays.setAll(mask, k -> random.nextBoolean() ? 2 : 0);
    double[] all = new double[HIDDEN];
    Arrays.fill(all, 1);
    between = Activation.of(seed % 2 == 0 ? Activation.Kind.TANH : Activation.Kind.RELU);
    evaluator = Evaluator.of(graph(first, second, all, between));
    dropping = Evaluator.of(graph(first, second, mask, between));
    for (int k = 0; k < BATCH + 3; k++) {
      double[] x = new double[PIXELS];
      Arrays.setAll(x, i -> (float) random.nextDouble());
      Target target = Target.label(random.nextInt(CLASSES), CLASSES);
      if (k < BATCH) {
        batch.add(new Example(x, target));
      } else {
        around.add(new DataSet.Neighbour("image " + k, x, target));
      }
    }
  }

  private double[] weights(int count, double scale) {
    double[] values = new double[count];
    Arrays.setAll(values, k -> (float) (scale * random.nextGaussian()));
    return values;
  }

  private static Graph graph(double[] first, double[] second, double[] mask, Activation between) {
    Graph.Builder builder = Graph.builder("generated");
    Value at = builder.input("image", Tensor.shapeOf(1, SIDE, SIDE, 1));
    at = builder.add("flatten", "Flatten", new Reshape(Tensor.shapeOf(1, PIXELS)), at);
    at = builder.add("hidden", "Dense", dense("a", first, PIXELS, HIDDEN), at);
    at = builder.add("between", "Activation", new Elementwise(between), at);
    Value kept =
        builder.constant(Parameter.fixed("mask", new Tensor(Tensor.shapeOf(1, HIDDEN), mask)));
    at = builder.add("kept", "Mul", new Binary(Binary.Kind.MULTIPLY), at, kept);
    at = builder.add("scores", "Dense", dense("b", second, HIDDEN, CLASSES), at);
    return builder.build(builder.add("softmax", "Softmax", new io.plumbline.graph.Softmax(1), at));
  }

  private static Op dense(String name, double[] weights, int in, int out) {
    Tensor bias = new Tensor(Tensor.shapeOf(out), new double[out]);
    return new Dense(
        Parameter.trainable(name, new Tensor(Tensor.shapeOf(in, out), weights)),
        Parameter.trainable(name + "bias", bias));
  }

  double[] gradient(Evaluator model, double[] x, Target target) {
    return model.at(x, Loss.CROSS_ENTROPY, target).gradient(TieRule.FIRST);
  }

  double[] right(int index) {
    return gradient(evaluator, batch.get(index).x(), batch.get(index).target());
  }

  /** The gradient by the input of what has these derivatives by the scores. */
  double[] ofScores(double[] bar) {
    Piece piece = point().piece(TieRule.FIRST);
    double[] sum = new double[PIXELS];
    for (int j = 0; j < CLASSES; j++) {
      double[] row = piece.scoreGradient(j);
      for (int k = 0; k < PIXELS; k++) {
        sum[k] += bar[j] * row[k];
      }
    }
    return sum;
  }

  Point point() {
    return evaluator.at(batch.get(0).x(), Loss.CROSS_ENTROPY, batch.get(0).target());
  }

  double[] probabilities() {
    return Objective.softmax(point().scores());
  }

  int label() {
    return batch.get(0).target().label();
  }

  /** As a framework would hand it out: off by float32 rounding. */
  List<Cause> explain(double[] wrong) {
    return explain(0, wrong);
  }

  /** The same of another sample of the batch. */
  List<Cause> explain(int index, double[] wrong) {
    double[] given = new double[PIXELS];
    Arrays.setAll(given, k -> (float) (wrong[k] * (1 + 1e-7 * random.nextGaussian())));
    Suspicion suspicion =
        Suspicions.of(
            evaluator, batch.get(index).x(), batch.get(index).target(), given, Precision.FLOAT32);
    return ModelCauses.of(evaluator, Loss.CROSS_ENTROPY, batch, x -> around)
        .explain(index, suspicion);
  }
}
