package io.plumbline.readers.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.readers.Models;
import io.plumbline.readers.onnx.write.OnnxBatch;
import io.plumbline.readers.onnx.write.OnnxWriter;
import io.plumbline.testing.OnnxRuntime;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** ONNX Runtime on the file, against the evaluator on the graph that was read of it. */
final class Agreement {
  private static final int SAMPLES = 3;

  private Agreement() {}

  /**
   * Compares on random inputs, one sample at a time; then writes the graph and has ONNX Runtime
   * compute all samples in one batch, or one by one where the model leaves no choice.
   *
   * @param tolerance for values around 1, relative for larger ones
   */
  static void check(Path model, Path folder, boolean positive, double tolerance) {
    Graph graph = Models.read(model);
    Evaluator evaluator = Evaluator.of(graph);
    Path written = folder.resolve("written-" + model.getFileName());
    OnnxWriter.write(graph, written);
    boolean batches = OnnxBatch.isFree(graph);
    int size = graph.input().shape().size();
    int[] shape = graph.input().shape().extents();
    Random random = new Random(5);
    float[] all = new float[SAMPLES * size];
    float[][] expected = new float[SAMPLES][];
    for (int sample = 0; sample < SAMPLES; sample++) {
      float[] x = new float[size];
      for (int k = 0; k < size; k++) {
        x[k] = positive ? 0.1f + random.nextFloat() : (float) random.nextGaussian();
      }
      System.arraycopy(x, 0, all, sample * size, size);
      expected[sample] = OnnxRuntime.evaluateOne(model, x, shape);
      double[] wide = new double[size];
      Arrays.setAll(wide, k -> x[k]);
      compare("evaluator", evaluator.forward(wide), expected[sample], tolerance);
      if (!batches) {
        compare(
            "written", wide(OnnxRuntime.evaluate(written, x, shape)), expected[sample], tolerance);
      }
    }
    if (batches) {
      shape[0] = SAMPLES;
      double[] together = wide(OnnxRuntime.evaluate(written, all, shape));
      int outputs = expected[0].length;
      assertThat(together).hasSize(SAMPLES * outputs);
      for (int sample = 0; sample < SAMPLES; sample++) {
        double[] one = Arrays.copyOfRange(together, sample * outputs, (sample + 1) * outputs);
        compare("written, batched", one, expected[sample], tolerance);
      }
    }
  }

  private static double[] wide(float[] values) {
    double[] wide = new double[values.length];
    for (int k = 0; k < wide.length; k++) {
      wide[k] = values[k];
    }
    return wide;
  }

  private static void compare(String what, double[] actual, float[] expected, double tolerance) {
    assertThat(actual).as(what).hasSize(expected.length);
    for (int k = 0; k < actual.length; k++) {
      double allowed = tolerance * Math.max(1, Math.abs(expected[k]));
      assertThat(Math.abs(actual[k] - expected[k]) <= allowed)
          .as("%s: output %d is %s, not %s", what, k, actual[k], expected[k])
          .isTrue();
    }
  }
}
