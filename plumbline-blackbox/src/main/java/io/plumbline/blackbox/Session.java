package io.plumbline.blackbox;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;

/** One model in ONNX Runtime: one input, one output that is asked for, both of numbers. */
final class Session implements AutoCloseable {
  private final String source;
  private final OrtSession session;
  private final String input;
  private final TensorInfo info;
  private final Precision precision;

  /** Where a model is loaded from. */
  @FunctionalInterface
  interface Loading {
    OrtSession with(OrtEnvironment environment, OrtSession.SessionOptions options)
        throws OrtException;
  }

  Session(String source, Loading loading) {
    this.source = source;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      // The pieces of a batch are evaluated side by side instead.
      options.setIntraOpNumThreads(1);
      session = loading.with(environment(), options);
    } catch (OrtException e) {
      throw error("must be a model that ONNX Runtime can load: " + firstLine(e), e);
    }
    Map<String, NodeInfo> inputs = inputs();
    if (inputs.size() != 1) {
      close();
      throw error("inputs (" + String.join(", ", inputs.keySet()) + ") must be one", null);
    }
    input = inputs.keySet().iterator().next();
    if (!(inputs.get(input).getInfo() instanceof TensorInfo tensor)) {
      close();
      throw error("input " + input + " must be a tensor", null);
    }
    info = tensor;
    precision =
        switch (tensor.type) {
          case FLOAT -> Precision.FLOAT32;
          case DOUBLE -> Precision.FLOAT64;
          case FLOAT16 -> Precision.FLOAT16;
          default -> null;
        };
    if (precision == null) {
      close();
      throw error(
          "input " + input + " type (" + tensor.type + ") must be float16, float32 or float64",
          null);
    }
  }

  private static OrtEnvironment environment() {
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "plumbline");
    try {
      environment.setTelemetry(false);
    } catch (OrtException e) {
      // Telemetry exists on one platform only, and what cannot be switched off there is not on.
    }
    return environment;
  }

  private Map<String, NodeInfo> inputs() {
    try {
      return session.getInputInfo();
    } catch (OrtException e) {
      throw error("must have inputs that ONNX Runtime can describe: " + firstLine(e), e);
    }
  }

  /** The input's shape, the batch axis included; -1 for what is not fixed. */
  long[] declared() {
    return info.getShape();
  }

  Precision precision() {
    return precision;
  }

  Set<String> outputs() {
    return session.getOutputNames();
  }

  /**
   * What a tensor gives.
   *
   * @param shape of the result, the batch axis included
   * @param values in C order
   */
  record Output(long[] shape, double[] values) {}

  /** Evaluates one tensor; null in place of an output where that has failed, and why is wanted. */
  Output run(double[] values, int length, long[] shape, String output) {
    OrtEnvironment environment = environment();
    try (OnnxTensor tensor = tensor(environment, values, length, shape);
        OrtSession.Result result = session.run(Map.of(input, tensor), Set.of(output))) {
      OnnxValue value = result.get(0);
      if (!(value instanceof OnnxTensor given)) {
        throw error("output " + output + " must be a tensor", null);
      }
      return new Output(given.getInfo().getShape(), doubles(given, output));
    } catch (OrtException e) {
      throw error("could not be evaluated by ONNX Runtime: " + firstLine(e), e);
    }
  }

  private OnnxTensor tensor(OrtEnvironment environment, double[] values, int length, long[] shape)
      throws OrtException {
    if (precision == Precision.FLOAT64) {
      return OnnxTensor.createTensor(environment, DoubleBuffer.wrap(values, 0, length), shape);
    }
    if (precision == Precision.FLOAT32) {
      FloatBuffer floats =
          ByteBuffer.allocateDirect(4 * length).order(ByteOrder.nativeOrder()).asFloatBuffer();
      for (int k = 0; k < length; k++) {
        floats.put(k, (float) values[k]);
      }
      return OnnxTensor.createTensor(environment, floats, shape);
    }
    ByteBuffer halves = ByteBuffer.allocateDirect(2 * length).order(ByteOrder.nativeOrder());
    for (int k = 0; k < length; k++) {
      halves.putShort(
          2 * k, ai.onnxruntime.platform.Fp16Conversions.floatToFp16((float) values[k]));
    }
    return OnnxTensor.createTensor(environment, halves, shape, OnnxJavaType.FLOAT16);
  }

  private double[] doubles(OnnxTensor tensor, String output) {
    switch (tensor.getInfo().type) {
      case DOUBLE -> {
        DoubleBuffer buffer = tensor.getDoubleBuffer();
        double[] values = new double[buffer.remaining()];
        buffer.get(values);
        return values;
      }
      case FLOAT, FLOAT16, BFLOAT16 -> {
        FloatBuffer buffer = tensor.getFloatBuffer();
        double[] values = new double[buffer.remaining()];
        for (int k = 0; k < values.length; k++) {
          values[k] = buffer.get(k);
        }
        return values;
      }
      default ->
          throw error(
              "output " + output + " type (" + tensor.getInfo().type + ") must be floating-point",
              null);
    }
  }

  InvalidInputException error(String line, Exception cause) {
    return new InvalidInputException(source + ": " + line, cause);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
