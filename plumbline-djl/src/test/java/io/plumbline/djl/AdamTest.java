package io.plumbline.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.pytorch.engine.PtNDArray;
import io.plumbline.core.function.Precision;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AdamTest {
  private static final int SIZE = 6;
  private static final double RATE = 0.01;

  @Test
  void followsTheFormulaForManySteps() {
    Parameter weight =
        Parameter.trainable(
            "w", new Tensor(Tensor.shapeOf(SIZE, 1), new double[] {1, -1, 0, 5, .5, 2}));
    Graph.Builder builder = Graph.builder("line");
    var x = builder.input("x", Tensor.shapeOf(1, SIZE));
    Graph graph = builder.build(builder.add("dense", "Dense", new Dense(weight, null), x));
    double[] w = weight.tensor().values().clone();
    double[] m = new double[SIZE];
    double[] v = new double[SIZE];
    SplittableRandom random = new SplittableRandom(5);
    try (TorchParameters weights = TorchParameters.load(graph, Precision.FLOAT32)) {
      Adam adam = new Adam(weights, List.of(weight), RATE);
      for (int t = 1; t <= 50; t++) {
        float[] g = new float[SIZE];
        for (int k = 0; k < SIZE; k++) {
          g[k] = (float) random.nextDouble(-1, 1) * (k == 2 ? 1e-6f : 1);
          m[k] = 0.9 * m[k] + 0.1 * g[k];
          v[k] = 0.999 * v[k] + 0.001 * g[k] * g[k];
          double rate = RATE * Math.sqrt(1 - Math.pow(0.999, t)) / (1 - Math.pow(0.9, t));
          w[k] -= rate * m[k] / (Math.sqrt(v[k]) + 1e-7);
        }
        var array = weights.manager().create(g, new ai.djl.ndarray.types.Shape(SIZE, 1));
        adam.step(List.of((PtNDArray) array));
      }
      float[] reached = weights.floats(weight);
      for (int k = 0; k < SIZE; k++) {
        assertThat((double) reached[k]).isEqualTo(w[k], offset(1e-5));
      }
    }
  }
}
