package io.plumbline.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import io.plumbline.core.function.Precision;
import io.plumbline.data.mnist.Dataset;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Point;
import io.plumbline.graph.Graph;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.readers.onnx.write.OnnxWriter;
import io.plumbline.testing.Corpus;
import io.plumbline.testing.Fixtures;
import io.plumbline.testing.OnnxRuntime;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against ONNX Runtime and the gradients of TensorFlow, JAX and PyTorch, on their models. */
class FixturesTest {
  private static final Path RESOURCES = Fixtures.path("");
  private static final double ROUNDING = 0x1p-24;

  /**
   * Windows of this image are tied but for rounding, and PyTorch's kernels for other processors
   * round otherwise: winners change, and with them some 65 pixels, 0.9 % of the norm.
   */
  private static final String NEAR_TIES = "torchres-onnx-2-correct";

  private static final double NEAR_TIES_NORM = 0.02;
  private static final Dataset TEST = Mnist.embedded().test();

  @ParameterizedTest
  @ValueSource(strings = {"seed.onnx", "mlp.onnx", "torchres.onnx"})
  void evaluatesAsOnnxRuntimeDoes(String model) {
    Path path = RESOURCES.resolve("models").resolve(model);
    Graph read = Models.read(path);
    float[][] images = images(TEST, 200);
    float[][] expected = OnnxRuntime.evaluate(path, images, read.input().shape().extents());
    try (TorchGraph narrow = TorchGraph.of(read, Precision.FLOAT32);
        TorchGraph wide = TorchGraph.of(read, Precision.FLOAT64)) {
      float[][] a = narrow.evaluate(images);
      float[][] b = wide.evaluate(images);
      for (int k = 0; k < images.length; k++) {
        // Logits reach 20, whose float32 spacing is 2e-6; some layers add their rounding.
        assertThat(a[k]).as("image %d", k).containsExactly(expected[k], within(2e-5f));
        assertThat(b[k]).as("image %d", k).containsExactly(expected[k], within(2e-5f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"seed", "mlp"})
  void evaluatesTheKerasFileAsItsOnnxTwin(String model) {
    float[][] images = images(TEST, 50);
    Graph keras = Models.read(RESOURCES.resolve("models/" + model + ".keras"));
    Graph onnx = Models.read(RESOURCES.resolve("models/" + model + ".onnx"));
    try (TorchGraph a = TorchGraph.of(keras, Precision.FLOAT64);
        TorchGraph b = TorchGraph.of(onnx, Precision.FLOAT64)) {
      float[][] expected = b.evaluate(images);
      float[][] computed = a.evaluate(images);
      for (int k = 0; k < images.length; k++) {
        assertThat(computed[k]).containsExactly(expected[k], within(1e-6f));
      }
    }
  }

  /**
   * Tolerances relative to the largest entry: 1e-4 for a float32 pass forth and back, and four
   * roundings of p, which 1 - p magnifies where the model is sure.
   */
  @ParameterizedTest
  @CsvSource({
    "seed-keras, seed.keras, FLOAT32",
    "seed-keras, seed.keras, FLOAT64",
    "seed-onnx, seed.onnx, FLOAT32",
    "mlp-onnx, mlp.onnx, FLOAT32",
    "mlp-onnx, mlp.onnx, FLOAT64",
    "torchres-onnx, torchres.onnx, FLOAT32"
  })
  void differentiatesAsTheFrameworksDo(String cases, String model, Precision in) {
    Graph graph = Models.read(RESOURCES.resolve("models").resolve(model));
    int checked = 0;
    try (TorchGraph torch = TorchGraph.of(graph, in)) {
      for (Corpus.Row row : Corpus.read(cases).rows()) {
        if (!row.isCorrect() || row.splitsTies()) {
          continue;
        }
        double[] computed =
            torch.gradient(new double[][] {row.x()}, torch.targets(row.label()), Loss.CROSS_ENTROPY)
                .doubles()[0];
        JsonElement sure = row.facts().get("p_true");
        double surplus = sure == null ? 0 : 4 * ROUNDING / (1 - sure.getAsDouble());
        double largest = Arrays.stream(row.gradient()).map(Math::abs).max().orElseThrow();
        if (row.name().equals(NEAR_TIES)) {
          assertThat(distance(computed, row.gradient())).as(row.name()).isLessThan(NEAR_TIES_NORM);
        } else {
          assertThat(computed)
              .as(row.name())
              .containsExactly(row.gradient(), within((1e-4 + surplus) * largest));
        }
        checked++;
      }
    }
    assertThat(checked).isPositive();
  }

  /** The norm of the difference, relative to the second's. */
  private static double distance(double[] one, double[] other) {
    double difference = 0;
    double size = 0;
    for (int k = 0; k < one.length; k++) {
      difference += (one[k] - other[k]) * (one[k] - other[k]);
      size += other[k] * other[k];
    }
    return Math.sqrt(difference / size);
  }

  @ParameterizedTest
  @ValueSource(strings = {"seed.keras", "mlp.onnx", "torchres.onnx"})
  void differentiatesInFloat64AsTheEvaluatorInJavaDoes(String model) {
    Graph graph = Models.read(RESOURCES.resolve("models").resolve(model));
    Evaluator evaluator = Evaluator.of(graph);
    double[][] images =
        IntStream.range(0, 40).mapToObj(TEST::imageAsDoubles).toArray(double[][]::new);
    int[] labels = TEST.slice(0, 40).labels();
    try (TorchGraph torch = TorchGraph.of(graph, Precision.FLOAT64)) {
      Gradients computed = torch.gradient(images, torch.targets(labels), Loss.CROSS_ENTROPY);
      for (int k = 0; k < images.length; k++) {
        Point point = evaluator.at(images[k], Loss.CROSS_ENTROPY, Target.label(labels[k], 10));
        assertThat(computed.losses()[k]).isCloseTo(point.loss(), within(1e-12));
        assertThat(computed.doubles()[k])
            .as("image %d", k)
            .containsExactly(point.gradient(TieRule.FIRST), within(1e-12));
      }
    }
  }

  @Test
  void savesWhatOnnxRuntimeReadsAlike(@TempDir Path folder) {
    Dataset examples = Mnist.embedded().train().slice(0, 1000);
    Graph trained;
    try (Trainer trainer =
        new Trainer(SeedNetwork.create(4), examples, TrainingOptions.original(4))) {
      trained = trainer.train(TrainingListener.NONE, BatchTransform.NONE);
    }
    Path path = folder.resolve("model.onnx");
    OnnxWriter.write(trained, path);
    float[][] images = images(TEST, 200);
    float[][] expected = OnnxRuntime.evaluate(path, images, 1, 28, 28, 1);
    try (TorchGraph torch = TorchGraph.of(trained, Precision.FLOAT32);
        TorchGraph again = TorchGraph.of(Models.read(path), Precision.FLOAT32)) {
      float[][] computed = torch.evaluate(images);
      assertThat(again.evaluate(images)).isDeepEqualTo(computed);
      for (int k = 0; k < images.length; k++) {
        assertThat(computed[k]).containsExactly(expected[k], within(1e-6f));
      }
    }
  }

  private static float[][] images(Dataset dataset, int count) {
    return IntStream.range(0, count).mapToObj(dataset::image).toArray(float[][]::new);
  }
}
