package io.plumbline.testing;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** ONNX Runtime as the oracle: it shares no code with the readers. */
public final class OnnxRuntime {
  private OnnxRuntime() {}

  /** What it computes for one sample, repeated where the model takes batches of one size only. */
  public static float[] evaluateOne(Path model, float[] sample, int... shape) {
    int batch = fixedBatch(model);
    int[] extents = shape.clone();
    extents[0] = batch;
    float[] repeated = new float[batch * sample.length];
    for (int k = 0; k < repeated.length; k++) {
      repeated[k] = sample[k % sample.length];
    }
    float[] output = evaluate(model, repeated, extents);
    return Arrays.copyOf(output, output.length / batch);
  }

  private static int fixedBatch(Path model) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model.toString())) {
      NodeInfo input = session.getInputInfo().values().iterator().next();
      return (int) Math.max(1, ((TensorInfo) input.getInfo()).getShape()[0]);
    } catch (OrtException e) {
      throw new AssertionError(model + ": " + e.getMessage(), e);
    }
  }

  /** What it computes for each of several samples, which the model takes in one batch. */
  public static float[][] evaluate(Path model, float[][] samples, int... shape) {
    int[] extents = shape.clone();
    extents[0] = samples.length;
    FloatBuffer together = FloatBuffer.allocate(samples.length * samples[0].length);
    Arrays.stream(samples).forEach(together::put);
    float[] output = evaluate(model, together.array(), extents);
    int size = output.length / samples.length;
    float[][] rows = new float[samples.length][];
    Arrays.setAll(rows, k -> Arrays.copyOfRange(output, k * size, (k + 1) * size));
    return rows;
  }

  /** What ONNX Runtime computes for a batch of inputs, in C order. */
  public static float[] evaluate(Path model, float[] input, int... shape) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] extents = new long[shape.length];
    Arrays.setAll(extents, k -> shape[k]);
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(model.toString(), options);
          OnnxTensor tensor =
              OnnxTensor.createTensor(environment, FloatBuffer.wrap(input), extents);
          OrtSession.Result result =
              session.run(Map.of(session.getInputNames().iterator().next(), tensor))) {
        FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] output = new float[buffer.remaining()];
        buffer.get(output);
        return output;
      }
    } catch (OrtException e) {
      throw new AssertionError(model + ": " + e.getMessage(), e);
    }
  }
}
