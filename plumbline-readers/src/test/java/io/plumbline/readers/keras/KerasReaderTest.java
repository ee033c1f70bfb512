package io.plumbline.readers.keras;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.readers.onnx.write.OnnxWriter;
import io.plumbline.readers.options.ReadOptions;
import io.plumbline.testing.Fixtures;
import io.plumbline.testing.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KerasReaderTest {
  private static final Path MODELS = Fixtures.path("keras");

  /** What Keras computes for two samples; src/test/python/make_keras_models.py writes it. */
  private record Expected(float[] input, float[] output, int parameters) {}

  @TempDir private Path folder;

  /** Weights in half precision leave Keras's own outputs with three digits. */
  @ParameterizedTest
  @CsvSource({
    "convolutions, 1e-5",
    "images, 1e-5",
    "one_axis, 1e-5",
    "pooling, 1e-5",
    "activations, 1e-5",
    "exportable, 1e-5",
    "shared_slopes, 1e-5",
    "normalization, 1e-5",
    "reshaping, 1e-5",
    "merging, 1e-5",
    "training_only, 1e-5",
    "nested, 1e-5",
    "order, 1e-5",
    "operators, 1e-5",
    "channels_first, 1e-5",
    "functional_last, 1e-5",
    "recurrent, 1e-5",
    "masked, 1e-5",
    "attention, 2e-5",
    "transposed, 1e-5",
    "einsum, 1e-5",
    "volumes, 1e-5",
    "enlarged, 1e-5",
    "transposed_volumes, 1e-5",
    "adaptive, 1e-5",
    "scores, 1e-5",
    "preprocessing, 1e-5",
    "convolutional_cells, 1e-5",
    "handed_masks, 1e-5",
    "weights_float16, 3e-3",
    "weights_float64, 1e-5"
  })
  void computesWhatKerasComputes(String name, float tolerance) throws IOException {
    Expected expected =
        new Gson().fromJson(Files.readString(MODELS.resolve(name + ".json")), Expected.class);
    Graph graph = KerasReader.read(MODELS.resolve(name + ".keras"), ReadOptions.NONE);
    Evaluator evaluator = Evaluator.of(graph);
    int size = graph.input().shape().size();
    int outputs = expected.output().length / 2;
    for (int sample = 0; sample < 2; sample++) {
      double[] x = new double[size];
      for (int k = 0; k < size; k++) {
        x[k] = expected.input()[sample * size + k];
      }
      double[] y = evaluator.forward(x);
      for (int k = 0; k < outputs; k++) {
        assertClose(k, y[k], expected.output()[sample * outputs + k], tolerance);
      }
    }
    Path written = folder.resolve(name + ".onnx");
    OnnxWriter.write(graph, written);
    int[] shape = graph.input().shape().extents();
    shape[0] = 2;
    float[] output = OnnxRuntime.evaluate(written, expected.input(), shape);
    assertThat(output).hasSameSizeAs(expected.output());
    for (int k = 0; k < output.length; k++) {
      assertClose(k, output[k], expected.output()[k], tolerance);
    }
  }

  private static void assertClose(int k, double actual, double expected, double tolerance) {
    assertThat(actual)
        .as("output %d", k)
        .isCloseTo(expected, Offset.offset(tolerance * Math.max(1, Math.abs(expected))));
  }
}
