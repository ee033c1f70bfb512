package io.plumbline.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.data.mnist.Dataset;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import org.junit.jupiter.api.Test;

class LossFunctionTest {
  private static final Dataset TEST = Mnist.embedded().test();
  private static final Loss AS_KERAS = new Loss.CrossEntropy(true);
  private static final int SIZE = 784;

  @Test
  void givesAPointTheValueItHasInAnyBatch() {
    for (Precision precision : new Precision[] {Precision.FLOAT32, Precision.FLOAT64}) {
      try (TorchGraph graph = TorchGraph.of(seed(), precision)) {
        LossFunction function = new LossFunction(graph, Target.label(TEST.label(2), 10), AS_KERAS);
        assertThat(function.precision()).isEqualTo(precision);
        assertThat(function.shape()).isEqualTo(Shape.of(1, 28, 28, 1));
        double[] points = new double[100 * SIZE + 5];
        for (int k = 0; k < 100; k++) {
          System.arraycopy(TEST.imageAsDoubles(2), 0, points, k * SIZE, SIZE);
          points[k * SIZE + 7 * k] += 1e-3;
        }
        double[] before = points.clone();
        double[] values = new double[100];
        function.evaluate(points, 100, values);
        assertThat(points).isEqualTo(before);
        double last = 4 * precision.unitRoundoff();
        for (int k : new int[] {0, 31, 32, 99}) {
          double[] x = java.util.Arrays.copyOfRange(points, k * SIZE, (k + 1) * SIZE);
          assertThat(values[k]).isCloseTo(function.evaluate(x), within(last));
        }
      }
    }
  }

  /** As in the original: in float32 the values are float32 numbers, rounding and all. */
  @Test
  void roundsToItsPrecision() {
    try (TorchGraph graph = TorchGraph.of(seed(), Precision.FLOAT32)) {
      double value =
          new LossFunction(graph, Target.label(1, 10), AS_KERAS).evaluate(TEST.imageAsDoubles(2));
      assertThat(value).isPositive().isEqualTo((float) value);
    }
  }

  @Test
  void saysThatPointsAreTooFew() {
    try (TorchGraph graph = TorchGraph.of(seed(), Precision.FLOAT64)) {
      LossFunction function = new LossFunction(graph, Target.label(1, 10), AS_KERAS);
      assertThatThrownBy(() -> function.evaluate(new double[SIZE], 2, new double[2]))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("values (784) must be at least 2 times 784");
    }
    assertThatThrownBy(() -> TorchGraph.of(seed(), Precision.BFLOAT16))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("precision (BFLOAT16) must be FLOAT32 or FLOAT64 for the engine");
  }

  private static io.plumbline.graph.Graph seed() {
    return Models.read(Fixtures.path("models/seed.keras"));
  }
}
