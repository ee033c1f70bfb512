package io.plumbline.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.data.mnist.Dataset;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.Loss;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TorchGraphTest {
  private static final Dataset TEST = Mnist.embedded().test();
  private static final Graph SEED = SeedNetwork.create(11);
  private static final int COUNT = 70;
  private static final double[][] IMAGES =
      IntStream.range(0, COUNT).mapToObj(TEST::imageAsDoubles).toArray(double[][]::new);
  private static final int[] LABELS = TEST.slice(0, COUNT).labels();

  static List<Loss> losses() {
    return List.of(
        Loss.CROSS_ENTROPY,
        new Loss.CrossEntropy(true),
        new Loss.NegativeLogLikelihood(),
        new Loss.MeanSquaredError(),
        new Loss.Logit(3),
        new Loss.Probability(7),
        new Loss.Margin(2, 5));
  }

  @Test
  void hasTheOriginalsParameters() {
    assertThat(SEED.parameters().stream().mapToInt(p -> p.tensor().shape().size()).sum())
        .isEqualTo(34_826);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void computesTheLossAsWritten(Loss loss) {
    try (TorchGraph graph = TorchGraph.of(SEED, Precision.FLOAT64)) {
      double[][] z = graph.logits(IMAGES);
      double[][] p = graph.evaluate(IMAGES);
      double[] computed = graph.losses(IMAGES, graph.targets(LABELS), loss);
      for (int k = 0; k < COUNT; k++) {
        double expected = expected(loss, z[k], p[k], LABELS[k]);
        assertThat(computed[k]).isEqualTo(expected, offset(1e-12));
      }
    }
  }

  private static double expected(Loss loss, double[] z, double[] p, int label) {
    if (loss instanceof Loss.MeanSquaredError) {
      double sum = 0;
      for (int k = 0; k < p.length; k++) {
        sum += Math.pow(p[k] - (k == label ? 1 : 0), 2);
      }
      return sum / p.length;
    } else if (loss instanceof Loss.Logit l) {
      return z[l.index()];
    } else if (loss instanceof Loss.Probability q) {
      return p[q.index()];
    } else if (loss instanceof Loss.Margin m) {
      return z[m.index()] - z[m.other()];
    }
    return -Math.log(p[label]);
  }

  /** With noise on the image and a step this short, none of the 25,000 units crosses a kink. */
  @ParameterizedTest
  @MethodSource("losses")
  void agreesWithADifferenceAlongARandomDirection(Loss loss) {
    double h = 1e-8;
    var random = new java.util.SplittableRandom(17);
    double[][] at = new double[8][];
    double[][] ahead = new double[8][784];
    double[][] behind = new double[8][784];
    double[][] direction = new double[8][784];
    for (int k = 0; k < at.length; k++) {
      at[k] = IMAGES[k].clone();
      for (int i = 0; i < 784; i++) {
        at[k][i] += random.nextDouble(0, 0.1);
        direction[k][i] = random.nextDouble(-1, 1);
        ahead[k][i] = at[k][i] + h * direction[k][i];
        behind[k][i] = at[k][i] - h * direction[k][i];
      }
    }
    try (TorchGraph graph = TorchGraph.of(SEED, Precision.FLOAT64)) {
      var targets = graph.targets(Arrays.copyOf(LABELS, 8));
      double[][] gradients = graph.gradient(at, targets, loss).doubles();
      double[] up = graph.losses(ahead, targets, loss);
      double[] down = graph.losses(behind, targets, loss);
      for (int k = 0; k < at.length; k++) {
        double slope = 0;
        for (int i = 0; i < 784; i++) {
          slope += gradients[k][i] * direction[k][i];
        }
        assertThat((up[k] - down[k]) / (2 * h)).isEqualTo(slope, offset(1e-6));
      }
    }
  }

  @Test
  void givesEachSampleTheGradientItHasAlone() {
    double[][] before = Arrays.stream(IMAGES).map(double[]::clone).toArray(double[][]::new);
    try (TorchGraph graph = TorchGraph.of(SEED, Precision.FLOAT64)) {
      Gradients together = graph.gradient(IMAGES, graph.targets(LABELS), Loss.CROSS_ENTROPY);
      for (int k : new int[] {0, 31, 32, 69}) {
        Gradients alone =
            graph.gradient(
                new double[][] {IMAGES[k]}, graph.targets(LABELS[k]), Loss.CROSS_ENTROPY);
        assertThat(together.doubles()[k]).containsExactly(alone.doubles()[0], offset(1e-14));
        assertThat(together.losses()[k]).isEqualTo(alone.losses()[0], offset(1e-13));
        assertThat(together.predictions()[k]).isEqualTo(alone.predictions()[0]);
      }
    }
    assertThat(IMAGES).isDeepEqualTo(before);
  }

  @Test
  void computesInFloat32WhatItDoesInFloat64UpToRounding() {
    try (TorchGraph narrow = TorchGraph.of(SEED, Precision.FLOAT32);
        TorchGraph wide = TorchGraph.of(SEED, Precision.FLOAT64)) {
      assertThat(narrow.evaluate(IMAGES)[5])
          .containsExactly(wide.evaluate(IMAGES)[5], offset(1e-6));
      // Dark windows tie in both precisions, bright near-ties are rare: the bulk must agree.
      double[][] a = narrow.gradient(IMAGES, narrow.targets(LABELS), Loss.CROSS_ENTROPY).doubles();
      double[][] b = wide.gradient(IMAGES, wide.targets(LABELS), Loss.CROSS_ENTROPY).doubles();
      int apart = 0;
      for (int k = 0; k < COUNT; k++) {
        for (int i = 0; i < 784; i++) {
          apart += Math.abs(a[k][i] - b[k][i]) < 1e-6 ? 0 : 1;
        }
      }
      assertThat(apart).isLessThan(COUNT * 784 / 1000);
    }
  }

  @Test
  void clipsAsKerasDoesWhereTheModelIsSure() {
    double[] bright = new double[784];
    Arrays.fill(bright, 1e4);
    double[][] sure = {bright};
    try (TorchGraph graph = TorchGraph.of(SEED, Precision.FLOAT64)) {
      int predicted = graph.gradient(sure, null, new Loss.Logit(0)).predictions()[0];
      var targets = graph.targets(predicted);
      assertThat(graph.losses(sure, targets, new Loss.CrossEntropy(true))[0])
          .isEqualTo(-Math.log(1 - 1e-7), offset(1e-12));
      assertThat(graph.gradient(sure, targets, new Loss.CrossEntropy(true)).doubles()[0])
          .containsOnly(0);
    }
  }

  @Test
  void saysWhatDoesNotFit() {
    try (TorchGraph graph = TorchGraph.of(SEED, Precision.FLOAT32)) {
      assertThatThrownBy(() -> graph.evaluate(new float[][] {new float[784], new float[783]}))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("sample 1: values (783) must be 784");
      assertThatThrownBy(() -> graph.losses(IMAGES, graph.targets(1), Loss.CROSS_ENTROPY))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("labels (1) must be as many as the samples (70)");
      assertThatThrownBy(() -> graph.losses(IMAGES, null, new Loss.Logit(10)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("output index (10) must be at least 0 and below 10");
      assertThat(graph.evaluate(new float[0][])).isEmpty();
    }
  }
}
