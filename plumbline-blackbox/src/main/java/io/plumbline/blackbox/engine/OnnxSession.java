package io.plumbline.blackbox.engine;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.platform.Fp16Conversions;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One model in ONNX Runtime: one input, one output that is asked for, both of numbers. */
final class OnnxSession implements Loaded {
  private final OrtEnvironment environment = environment();
  private final OrtSession session;
  private final String input;
  private final ModelSignature declared;

  OnnxSession(Path model) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      // The pieces of a batch are evaluated side by side instead.
      options.setIntraOpNumThreads(1);
      session = environment.createSession(model.toString(), options);
      Map<String, NodeInfo> inputs = session.getInputInfo();
      if (inputs.size() != 1) {
        throw new InvalidInputException(
            "inputs (" + String.join(", ", inputs.keySet()) + ") must be one");
      }
      Map.Entry<String, NodeInfo> only = inputs.entrySet().iterator().next();
      input = only.getKey();
      declared = declared(only.getValue(), List.copyOf(session.getOutputNames()));
    } catch (OrtException e) {
      throw new InvalidInputException(
          "must be a model that ONNX Runtime can load: " + firstLine(e), e);
    }
  }

  private ModelSignature declared(NodeInfo node, List<String> outputs) {
    if (!(node.getInfo() instanceof TensorInfo tensor)) {
      throw new InvalidInputException("input " + input + " must be a tensor");
    }
    Precision precision =
        switch (tensor.onnxType) {
          case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> Precision.FLOAT32;
          case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> Precision.FLOAT64;
          case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> Precision.FLOAT16;
          default ->
              throw new InvalidInputException(
                  "input "
                      + input
                      + " type ("
                      + type(tensor)
                      + ") must be float16, float32 or float64");
        };
    return new ModelSignature(tensor.getShape(), precision, outputs);
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

  @Override
  public ModelSignature declared() {
    return declared;
  }

  @Override
  public Output run(ByteBuffer values, long[] shape, int output) {
    String name = declared.outputs().get(output);
    try (OnnxTensor tensor = tensor(values, shape);
        OrtSession.Result result = session.run(Map.of(input, tensor), Set.of(name))) {
      OnnxValue value = result.get(0);
      if (!(value instanceof OnnxTensor given)) {
        throw new InvalidInputException("output " + name + " must be a tensor");
      }
      return new Output(given.getInfo().getShape(), doubles(given, name));
    } catch (OrtException e) {
      throw new InvalidInputException("could not be evaluated by ONNX Runtime: " + firstLine(e), e);
    }
  }

  private OnnxTensor tensor(ByteBuffer values, long[] shape) throws OrtException {
    return switch (declared.precision()) {
      case FLOAT64 -> OnnxTensor.createTensor(environment, values.asDoubleBuffer(), shape);
      case FLOAT32 -> OnnxTensor.createTensor(environment, values.asFloatBuffer(), shape);
      default -> OnnxTensor.createTensor(environment, halves(values), shape, OnnxJavaType.FLOAT16);
    };
  }

  private static ByteBuffer halves(ByteBuffer values) {
    FloatBuffer floats = values.asFloatBuffer();
    ByteBuffer halves =
        ByteBuffer.allocateDirect(Short.BYTES * floats.remaining()).order(ByteOrder.nativeOrder());
    while (floats.hasRemaining()) {
      halves.putShort(Fp16Conversions.floatToFp16(floats.get()));
    }
    return halves.flip();
  }

  private static double[] doubles(OnnxTensor tensor, String output) {
    switch (tensor.getInfo().onnxType) {
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> {
        DoubleBuffer buffer = tensor.getDoubleBuffer();
        double[] values = new double[buffer.remaining()];
        buffer.get(values);
        return values;
      }
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT,
          ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16,
          ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 -> {
        FloatBuffer buffer = tensor.getFloatBuffer();
        double[] values = new double[buffer.remaining()];
        for (int k = 0; k < values.length; k++) {
          values[k] = buffer.get(k);
        }
        return values;
      }
      default ->
          throw new InvalidInputException(
              "output " + output + " type (" + type(tensor.getInfo()) + ") must be floating-point");
    }
  }

  /** By the file's own type: Java has none for some. */
  private static String type(TensorInfo tensor) {
    String name = tensor.onnxType.name();
    return name.substring(name.lastIndexOf("TYPE_") + "TYPE_".length()).toLowerCase(Locale.ROOT);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
  }
}
