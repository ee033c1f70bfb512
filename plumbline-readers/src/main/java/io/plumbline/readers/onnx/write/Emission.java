package io.plumbline.readers.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.UniqueNames;
import io.plumbline.graph.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** An ONNX graph under construction: names for values, initializers, and nodes. */
final class Emission {
  private final Graph source;
  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final UniqueNames taken = new UniqueNames();
  private final UniqueNames takenNodes = new UniqueNames();
  private final Map<Integer, String> values = new HashMap<>();
  private final Map<Parameter, String> initializers = new IdentityHashMap<>();

  Emission(Graph source) {
    this.source = source;
    values.put(source.input().id(), unique(source.input().name()));
    // Nodes keep their names; what is made beside them has to give way.
    source.nodes().forEach(node -> takenNodes.of(node.name()));
  }

  GraphProto.Builder graph() {
    return graph;
  }

  private String unique(String name) {
    return taken.of(name.isEmpty() ? "value" : name);
  }

  /** The name of a value that is there already: the input, a constant, or a node's output. */
  String name(Value value) {
    String known = values.get(value.id());
    if (known != null) {
      return known;
    }
    Parameter constant = Objects.requireNonNull(source.constant(value));
    // An initializer reads back as trainable; a fixed constant becomes a node.
    String made = constant.trainable() ? initializer(constant) : constantNode(constant);
    values.put(value.id(), made);
    return made;
  }

  /** The name a node's output gets. */
  String define(Value value) {
    return values.computeIfAbsent(value.id(), id -> unique(value.name()));
  }

  /** A name for a value between two nodes that stand for one. */
  String between(String name) {
    return unique(name);
  }

  /** Gives a graph that is its own input an output all the same. */
  void alias(Value output) {
    if (output.equals(source.input())) {
      String from = name(output);
      String to = between("output");
      node("Identity", "output", List.of(from), to);
      values.put(output.id(), to);
    }
  }

  String initializer(Parameter parameter) {
    return initializers.computeIfAbsent(
        parameter,
        key -> {
          String name = unique(parameter.name());
          graph.addInitializer(floats(parameter).setName(name));
          return name;
        });
  }

  /** A weight that the graph leaves out and ONNX asks for. */
  String filled(String name, int length, float value) {
    String unique = unique(name);
    double[] values = new double[length];
    Arrays.fill(values, value);
    graph.addInitializer(floats(new Tensor(Tensor.shapeOf(length), values)).setName(unique));
    return unique;
  }

  String integers(String name, long... numbers) {
    String unique = unique(name);
    ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long number : numbers) {
      bytes.putLong(number);
    }
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(unique)
            .setDataType(DataType.INT64_VALUE)
            .addDims(numbers.length)
            .setRawData(ByteString.copyFrom(bytes.flip())));
    return unique;
  }

  String number(String name, double value) {
    String unique = unique(name);
    graph.addInitializer(floats(Tensor.scalar(value)).setName(unique));
    return unique;
  }

  private String constantNode(Parameter parameter) {
    String name = unique(parameter.name());
    AttributeProto value =
        AttributeProto.newBuilder()
            .setName("value")
            .setType(AttributeType.TENSOR)
            .setT(floats(parameter))
            .build();
    node("Constant", parameter.name(), List.of(), name, value);
    return name;
  }

  private TensorProto.Builder floats(Parameter parameter) {
    double[] values = parameter.tensor().values();
    for (int k = 0; k < values.length; k++) {
      if (Double.isFinite(values[k]) && Float.isInfinite((float) values[k])) {
        throw new InvalidInputException(
            "%s: weight %s element %s (%s) must be within float32, in which ONNX is written"
                .formatted(source.source(), parameter.name(), k, values[k]));
      }
    }
    return floats(parameter.tensor());
  }

  private static TensorProto.Builder floats(Tensor tensor) {
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * tensor.values().length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : tensor.values()) {
      bytes.putFloat((float) value);
    }
    TensorProto.Builder proto =
        TensorProto.newBuilder()
            .setDataType(DataType.FLOAT_VALUE)
            .setRawData(ByteString.copyFrom(bytes.flip()));
    for (int extent : tensor.shape().extents()) {
      proto.addDims(extent);
    }
    return proto;
  }

  void node(
      String type, String name, List<String> inputs, String output, AttributeProto... attributes) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType(type).setName(name).addAllInput(inputs).addOutput(output);
    for (AttributeProto attribute : attributes) {
      node.addAttribute(attribute);
    }
    graph.addNode(node);
  }

  /** A node beside the graph's own ones. */
  String part(String type, String name, List<String> inputs, AttributeProto... attributes) {
    String output = between(name);
    node(type, takenNodes.of(name), inputs, output, attributes);
    return output;
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto number(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  static AttributeProto integers(String name, int[] values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    for (int value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }
}
