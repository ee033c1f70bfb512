package io.plumbline.diagnose.explain;

import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.diagnose.mistakes.DataSet;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import io.plumbline.testing.generated.GeneratedCnn;
import io.plumbline.testing.oracle.Float32Network;
import io.plumbline.testing.oracle.Float32Network.Order;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A network, an image and a label, and both gradients as a float32 framework computes them. */
record Setting(Graph graph, Float32Network float32, double[] x, int side, int label) {
  private static final float CLIP = 1e-7f;

  /** What is computed from the scores. */
  interface Scalar {
    float of(float[] scores, int label);
  }

  /** A smooth network and a smooth image of noise. */
  static Setting smooth() {
    Graph graph = Models.read(Fixtures.path("models/mlp.onnx"));
    Random random = new Random(7);
    double[] x = new double[784];
    Arrays.setAll(x, k -> (float) random.nextDouble());
    return new Setting(graph, new Float32Network(graph), x, 28, 3);
  }

  /** A network of ReLUs and max-pools, and an image with a constant background. */
  static Setting kinked() {
    Graph graph = GeneratedCnn.of(12, 2, 5);
    Random random = new Random(11);
    double[] x = new double[144];
    for (int row = 3; row < 8; row++) {
      for (int column = 4; column < 9; column++) {
        x[12 * row + column] = (float) random.nextDouble();
      }
    }
    return new Setting(graph, new Float32Network(graph), x, 12, 3);
  }

  /** The same away from every tie. */
  Setting jittered() {
    Random random = new Random(13);
    return at(Arrays.stream(x).map(v -> (float) (v + 0.1 * random.nextDouble())).toArray());
  }

  Setting at(double[] other) {
    return new Setting(graph, float32, other, side, label);
  }

  Setting labelled(int other) {
    return new Setting(graph, float32, x, side, other);
  }

  double[] transposed(double[] array) {
    double[] transposed = new double[array.length];
    Arrays.setAll(transposed, k -> array[k % side * side + k / side]);
    return transposed;
  }

  /** The gradient of cross-entropy, by reverse mode. */
  double[] gradient() {
    return float32.gradient(x, label, Order.BLOCKED);
  }

  static float[] softmax(float[] scores) {
    float most = Float.NEGATIVE_INFINITY;
    for (float score : scores) {
      most = Math.max(most, score);
    }
    float[] p = new float[scores.length];
    float sum = 0;
    for (int k = 0; k < p.length; k++) {
      p[k] = (float) Math.exp(scores[k] - most);
      sum += p[k];
    }
    for (int k = 0; k < p.length; k++) {
      p[k] /= sum;
    }
    return p;
  }

  /** As Keras computes it from probabilities. */
  static float crossEntropy(float[] scores, int label) {
    float p = Math.max(CLIP, Math.min(1 - CLIP, softmax(scores)[label]));
    return (float) -Math.log(p);
  }

  static float probability(float[] scores, int label) {
    return softmax(scores)[label];
  }

  static float squaredError(float[] scores, int label) {
    float[] p = softmax(scores);
    float sum = 0;
    for (int k = 0; k < p.length; k++) {
      float off = p[k] - (k == label ? 1 : 0);
      sum += off * off;
    }
    return sum / p.length;
  }

  static float softmaxTwice(float[] scores, int label) {
    return (float) -Math.log(softmax(softmax(scores))[label]);
  }

  private float loss(float[] input, Scalar scalar) {
    return scalar.of(float32.scores(input, Order.BLOCKED), label);
  }

  /** Central quotients of cross-entropy. */
  double[] quotients(double h) {
    return quotients(Setting::crossEntropy, h, 1, 1);
  }

  /**
   * Quotients of one pixel or tile after the other, in float32.
   *
   * @param tile how many pixels a side are moved together
   * @param back by how many steps x is moved back: 1 for central quotients, 0 for forward ones
   */
  double[] quotients(Scalar scalar, double h, int tile, int back) {
    double[] quotients = new double[x.length];
    for (int row = 0; row < side; row += tile) {
      for (int column = 0; column < side; column += tile) {
        float ahead = loss(moved(row, column, tile, (float) h), scalar);
        float behind = loss(moved(row, column, tile, (float) (-back * h)), scalar);
        float quotient = (ahead - behind) / (float) ((1 + back) * h);
        for (int k = 0; k < x.length; k++) {
          if (isIn(k, row, column, tile)) {
            quotients[k] = quotient;
          }
        }
      }
    }
    return quotients;
  }

  private boolean isIn(int k, int row, int column, int tile) {
    return k / side / tile == row / tile && k % side / tile == column / tile;
  }

  private float[] moved(int row, int column, int tile, float by) {
    float[] moved = new float[x.length];
    for (int k = 0; k < moved.length; k++) {
      moved[k] = (float) x[k] + (isIn(k, row, column, tile) ? by : 0);
    }
    return moved;
  }

  static double[] times(double factor, double[] array) {
    return Arrays.stream(array).map(v -> (float) (factor * v)).toArray();
  }

  /** What explain says of two arrays at this setting. */
  Explanation explain(double[] analytic, double[] numeric, double h, int tile) {
    return new Explainer(Evaluator.of(graph), DataSet.NONE)
        .explain(given(analytic, numeric, h, tile));
  }

  /** Two arrays at this setting. */
  Disagreement given(double[] analytic, double[] numeric, double h, int tile) {
    Shape shape = Shape.of(side, side, 1);
    return new Disagreement(
        ArrayElements.PIXELS,
        x,
        shape,
        Optional.of(ImageLayout.HWC),
        Target.label(label, 10),
        Loss.CROSS_ENTROPY,
        new GivenArray(analytic, shape, Precision.FLOAT32),
        new GivenArray(numeric, shape, Precision.FLOAT32),
        h,
        tile,
        List.of(),
        List.of());
  }
}
