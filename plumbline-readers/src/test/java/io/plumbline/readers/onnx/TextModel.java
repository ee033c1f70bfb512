package io.plumbline.readers.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ONNX models from a line of text. Nodes are {@code y = Conv(x, W) strides=[2,2] alpha=0.5
 * mode=edge}, separated by semicolons; the last one's first output is the model's. Constants are
 * {@code W:6x2x3x3} (random), {@code P+:4} (random and positive), {@code i={1,-1}} (int64), {@code
 * k=<3>} (one int64) and {@code c=(0.5)} (one float, or several).
 */
final class TextModel {
  private static final Pattern NODE =
      Pattern.compile("\\s*([\\w, ]+?)\\s*=\\s*([\\w.]+)\\(([^)]*)\\)\\s*(.*?)\\s*");

  private TextModel() {}

  static ModelProto of(int opset, int[] input, String constants, String nodes) {
    return model(opset, graph(input, constants, nodes));
  }

  static ModelProto model(int opset, GraphProto.Builder graph) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(1))
        .setGraph(graph)
        .build();
  }

  static GraphProto.Builder graph(int[] input, String constants, String nodes) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("text");
    graph.addInput(input("x", input));
    Random random = new Random(11);
    for (String constant : constants.trim().split("\\s+")) {
      if (!constant.isEmpty()) {
        graph.addInitializer(constant(constant, random));
      }
    }
    String last = "";
    for (String node : nodes.split(";")) {
      NodeProto made = node(node);
      last = made.getOutput(0);
      graph.addNode(made);
    }
    return graph.addOutput(ValueInfoProto.newBuilder().setName(last).setType(type()));
  }

  static ValueInfoProto input(String name, int... extents) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int axis = 0; axis < extents.length; axis++) {
      TensorShapeProto.Dimension.Builder dimension = shape.addDimBuilder();
      if (axis == 0) {
        dimension.setDimParam("N");
      } else {
        dimension.setDimValue(extents[axis]);
      }
    }
    TypeProto.Builder type = type().toBuilder();
    type.getTensorTypeBuilder().setShape(shape);
    return ValueInfoProto.newBuilder().setName(name).setType(type).build();
  }

  private static TypeProto type() {
    return TypeProto.newBuilder()
        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT_VALUE))
        .build();
  }

  private static TensorProto constant(String text, Random random) {
    TensorProto.Builder tensor = TensorProto.newBuilder();
    if (text.contains("={")) {
      String[] parts = text.split("=", 2);
      long[] numbers = longs(parts[1].substring(1, parts[1].length() - 1));
      Arrays.stream(numbers).forEach(tensor::addInt64Data);
      return tensor
          .setName(parts[0])
          .setDataType(DataType.INT64_VALUE)
          .addDims(numbers.length)
          .build();
    } else if (text.contains("=<")) {
      String[] parts = text.split("=", 2);
      long number = Long.parseLong(parts[1].substring(1, parts[1].length() - 1));
      return tensor
          .setName(parts[0])
          .setDataType(DataType.INT64_VALUE)
          .addInt64Data(number)
          .build();
    } else if (text.contains("=(")) {
      String[] parts = text.split("=", 2);
      String[] numbers = parts[1].substring(1, parts[1].length() - 1).split(",");
      Arrays.stream(numbers).map(Float::valueOf).forEach(tensor::addFloatData);
      if (numbers.length > 1) {
        tensor.addDims(numbers.length);
      }
      return tensor.setName(parts[0]).setDataType(DataType.FLOAT_VALUE).build();
    }
    String[] parts = text.split(":", 2);
    boolean positive = parts[0].endsWith("+");
    tensor.setName(positive ? parts[0].substring(0, parts[0].length() - 1) : parts[0]);
    tensor.setDataType(DataType.FLOAT_VALUE);
    int size = 1;
    for (String extent : parts[1].split("x")) {
      tensor.addDims(Integer.parseInt(extent));
      size *= Integer.parseInt(extent);
    }
    for (int k = 0; k < size; k++) {
      double value = positive ? 0.3 + random.nextDouble() : random.nextGaussian() * 0.6;
      tensor.addFloatData((float) value);
    }
    return tensor.build();
  }

  static NodeProto node(String text) {
    Matcher matcher = NODE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no node: " + text);
    }
    int domain = matcher.group(2).lastIndexOf('.');
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setDomain(matcher.group(2).substring(0, Math.max(0, domain)))
            .setOpType(matcher.group(2).substring(domain + 1));
    for (String output : matcher.group(1).split(",")) {
      node.addOutput(output.trim());
    }
    for (String input : matcher.group(3).split(",")) {
      node.addInput(input.trim().equals("_") ? "" : input.trim());
    }
    if (matcher.group(3).isBlank()) {
      node.clearInput();
    }
    for (String attribute : matcher.group(4).split("\\s+")) {
      if (!attribute.isEmpty()) {
        node.addAttribute(attribute(attribute));
      }
    }
    return node.build();
  }

  private static AttributeProto attribute(String text) {
    String[] parts = text.split("=", 2);
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(parts[0]);
    String value = parts[1];
    if (value.startsWith("[")) {
      String inner = value.substring(1, value.length() - 1);
      if (inner.contains(".")) {
        attribute.setType(AttributeType.FLOATS);
        Arrays.stream(inner.split(",")).map(Float::valueOf).forEach(attribute::addFloats);
      } else {
        attribute.setType(AttributeType.INTS);
        Arrays.stream(longs(inner)).forEach(attribute::addInts);
      }
    } else if (value.matches("-?\\d+")) {
      attribute.setType(AttributeType.INT).setI(Long.parseLong(value));
    } else if (value.matches("-?\\d+\\.\\d*(e-?\\d+)?")) {
      attribute.setType(AttributeType.FLOAT).setF(Float.parseFloat(value));
    } else {
      attribute.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(value));
    }
    return attribute.build();
  }

  private static long[] longs(String text) {
    return text.isBlank()
        ? new long[0]
        : Arrays.stream(text.split(",")).map(String::trim).mapToLong(Long::parseLong).toArray();
  }
}
