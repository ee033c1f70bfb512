package io.plumbline.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.graph.Graph;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import io.plumbline.testing.generated.GeneratedCnn;
import io.plumbline.testing.oracle.Float32Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The allowance for float32 against float32 itself, with sums in several orders. */
class AllowanceTest {
  private static final Path MODELS = Fixtures.path("models");
  private static final int INPUTS = 3;

  @ParameterizedTest
  @ValueSource(strings = {"mlp.keras", "seed.keras", "seed.onnx", "cnn 14", "cnn 28"})
  void coversFloat32WhateverTheOrderOfSummation(String name) {
    Graph graph =
        name.startsWith("cnn")
            ? float32(GeneratedCnn.of(Integer.parseInt(name.substring(4)), 3, 5))
            : Models.read(MODELS.resolve(name));
    Evaluator evaluator = Evaluator.of(graph);
    Float32Network simulated = new Float32Network(graph);
    List<Double> shares = new ArrayList<>();
    int left = 0;
    for (int seed = 0; seed < INPUTS; seed++) {
      double[] x = input(graph.input().shape().size(), seed);
      Piece piece =
          evaluator.at(x, Loss.CROSS_ENTROPY, Target.label(seed, 10)).piece(TieRule.FIRST);
      if (!piece.nearTies(Precision.FLOAT32).isEmpty()) {
        left++;
        continue;
      }
      double[] exact = piece.gradient();
      double[] allowed = piece.allowance(Precision.FLOAT32).total();
      for (Float32Network.Order order : Float32Network.Order.values()) {
        double[] found = simulated.gradient(x, seed, order);
        for (int k = 0; k < exact.length; k++) {
          shares.add(found[k] == exact[k] ? 0 : Math.abs(found[k] - exact[k]) / allowed[k]);
        }
      }
    }
    double[] sorted = shares.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    System.out.printf("%s: %d compared, %d inputs left out", name, sorted.length, left);
    if (sorted.length > 0) {
      System.out.printf(
          ", error as a share of the allowance: median %.4f, 99 %% %.3f, most %.3f",
          sorted[sorted.length / 2], sorted[sorted.length * 99 / 100], sorted[sorted.length - 1]);
      assertThat(sorted[sorted.length - 1]).isLessThanOrEqualTo(1);
    }
    System.out.println();
  }

  /** Noise, without ties, exact in float32. */
  private static double[] input(int size, int seed) {
    Random random = new Random(seed);
    double[] x = new double[size];
    Arrays.setAll(x, k -> random.nextInt(256) / 256.0 + random.nextInt(256) / 65536.0);
    return x;
  }

  /** The same network with weights that float32 holds. */
  private static Graph float32(Graph graph) {
    graph
        .parameters()
        .forEach(
            parameter -> {
              double[] values = parameter.tensor().values();
              Arrays.setAll(values, k -> (double) (float) values[k]);
            });
    return graph;
  }
}
