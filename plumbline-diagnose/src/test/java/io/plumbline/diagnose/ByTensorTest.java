package io.plumbline.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.by.ByTensor;
import io.plumbline.readers.Models;
import io.plumbline.readers.ReadModel;
import io.plumbline.readers.WeightTrace;
import io.plumbline.readers.options.ReadOptions;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A model as a function of each of its weights, held against reading the file anew with another
 * weight in it: every operation that holds parameters, in every arrangement that readers make.
 */
@Tag("slow")
class ByTensorTest {
  private static final double CLOSE = 1e-9;
  private static final double MOST_WORK = 5e6;
  private static final long SEED = 3;

  static Stream<Path> models() throws IOException {
    try (Stream<Path> files = Files.walk(Fixtures.path(""))) {
      return files
          .filter(file -> file.toString().matches(".*\\.(onnx|keras)"))
          .filter(file -> !file.toString().contains("hostile"))
          .filter(ByTensorTest::isRead)
          .sorted()
          .toList()
          .stream();
    }
  }

  private static boolean isRead(Path file) {
    try {
      Graph graph = Models.read(file);
      return graph.work() < MOST_WORK && isFinite(Evaluator.of(graph).forward(sample(graph)));
    } catch (RuntimeException e) {
      // Several inputs, or what is refused: other tests say so.
      return false;
    }
  }

  private static double[] sample(Graph graph) {
    return new Random(SEED).doubles(graph.input().shape().size(), -1, 1).toArray();
  }

  private static boolean isFinite(double[] values) {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }

  @ParameterizedTest
  @MethodSource("models")
  void isTheModelReadWithAnotherWeight(Path file) {
    WeightTrace trace =
        WeightTrace.of(ReadModel.read(file, ReadOptions.NONE), ReadModel.Weight::trainable);
    Random random = new Random(SEED);
    double[] x = sample(trace.graph());
    double[] asItIs = Evaluator.of(trace.graph()).forward(x);
    // Their inputs are constants: reading computes what the first operators give.
    boolean folds = file.toString().matches(".*(linear_attention|by_Wo|deformed)\\.onnx");
    assertThat(trace.weights().stream().anyMatch(each -> trace.isCombined(each.name())))
        .as("weights of %s are computed with", file)
        .isEqualTo(folds);
    for (ReadModel.Weight weight : trace.weights()) {
      if (trace.isCombined(weight.name()) || trace.placements(weight.name()).isEmpty()) {
        continue;
      }
      Tensor tensor = weight.tensor();
      Graph by =
          ByTensor.of(trace.graph(), x, weight.name(), tensor, trace.placements(weight.name()));
      Evaluator evaluator = Evaluator.of(by);
      near(evaluator.forward(tensor.values()), asItIs, file + " by " + weight.name());
      double[] other = random.doubles(tensor.values().length, 0.1, 0.2).toArray();
      Graph reread =
          Models.read(
              file,
              ReadOptions.NONE.withWeights(
                  (name, read, trainable) ->
                      name.equals(weight.name()) ? new Tensor(read.shape(), other) : read));
      near(
          evaluator.forward(other), Evaluator.of(reread).forward(x), file + " by " + weight.name());
    }
  }

  private static void near(double[] values, double[] expected, String weight) {
    double largest = 1;
    for (double each : expected) {
      largest = Math.max(largest, Math.abs(each));
    }
    for (int k = 0; k < expected.length; k++) {
      assertThat(values[k])
          .as("output %d of %s", k, weight)
          .isCloseTo(expected[k], within(CLOSE * largest));
    }
  }
}
