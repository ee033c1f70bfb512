package io.plumbline.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;

/** All differences of an image by its pixels, both sides, by ONNX Runtime in float32. */
final class OnnxRuntimePeer implements AutoCloseable {
  private static final float STEP = 1e-3f;

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final String input;
  private final float[] image;

  OnnxRuntimePeer(byte[] model, float[] image) throws OrtException {
    this.session = environment.createSession(model);
    this.input = session.getInputNames().iterator().next();
    this.image = image;
  }

  /** The 1,568 evaluations, so many images at a time. */
  void evaluate(int batch) {
    try {
      for (int first = 0; first < image.length; first += batch) {
        int count = Math.min(batch, image.length - first);
        run(first, count, STEP);
        run(first, count, -STEP);
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private void run(int first, int count, float step) throws OrtException {
    float[] batch = new float[count * image.length];
    for (int k = 0; k < count; k++) {
      System.arraycopy(image, 0, batch, k * image.length, image.length);
      batch[k * image.length + first + k] += step;
    }
    int side = (int) Math.sqrt(image.length);
    long[] shape = {count, side, side, 1};
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(batch), shape);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      result.get(0).getValue();
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
