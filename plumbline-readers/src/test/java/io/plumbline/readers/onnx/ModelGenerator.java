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
import io.plumbline.testing.generated.Mutations;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Small models of any operators, with attributes and operands of any value: most are refused, and
 * some are what nobody thought of.
 */
final class ModelGenerator {
  static final String[] INTS = {
    "axis",
    "keepdims",
    "group",
    "ceil_mode",
    "count_include_pad",
    "to",
    "exclusive",
    "reverse",
    "transA",
    "transB",
    "blocksize",
    "num_outputs",
    "start",
    "end",
    "hidden_size",
    "batch_dims",
    "align_corners",
    "select_last_index",
    "largest",
    "upper",
    "onesided",
    "inverse",
    "p",
    "size",
    "noop_with_empty_axes",
    "allowzero",
    "fmod",
    "detect_positive",
    "num_groups",
    "stash_type",
    "num_scan_inputs",
    "training_mode",
    "layout",
    "linear_before_reset",
    "input_forget",
    "k"
  };
  static final String[] LISTS = {
    "axes",
    "perm",
    "pads",
    "strides",
    "dilations",
    "kernel_shape",
    "output_padding",
    "split",
    "starts",
    "ends",
    "output_shape",
    "block_shape",
    "repeats",
    "scan_input_axes",
    "value_ints"
  };
  static final String[] TEXTS = {
    "mode",
    "auto_pad",
    "direction",
    "equation",
    "coordinate_transformation_mode",
    "nearest_mode",
    "padding_mode",
    "reduction",
    "approximate",
    "interpolation_mode",
    "keep_aspect_ratio_policy"
  };
  static final String[] WORDS = {
    "constant",
    "edge",
    "reflect",
    "wrap",
    "nearest",
    "linear",
    "cubic",
    "bilinear",
    "SAME_UPPER",
    "SAME_LOWER",
    "VALID",
    "forward",
    "reverse",
    "bidirectional",
    "ij,jk->ik",
    "bij->bji",
    "...i->i",
    "add",
    "mul",
    "max",
    "tanh",
    "none",
    "zeros",
    "border",
    "align_corners",
    "half_pixel",
    "DCR",
    "CRD",
    "floor",
    "stretch",
    "tf_crop_and_resize"
  };
  private static final double[] NUMBERS = {0, 1, -1, 0.5, 1e-5, 1e30, -1e30};

  private final Random random;
  private final Mutations edges;
  private final List<String> operators;
  private final List<String> values = new ArrayList<>();
  private int made;

  /**
   * @param operators their types
   */
  ModelGenerator(Random random, Set<String> operators) {
    this.random = random;
    this.edges = new Mutations(random);
    this.operators = List.copyOf(new TreeSet<>(operators));
  }

  ModelProto next() {
    values.clear();
    made = 0;
    GraphProto.Builder graph = GraphProto.newBuilder().setName("generated");
    graph.addInput(
        ValueInfoProto.newBuilder()
            .setName("x")
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(
                        TypeProto.Tensor.newBuilder()
                            .setElemType(DataType.FLOAT_VALUE)
                            .setShape(shape()))));
    values.add("x");
    for (int k = random.nextInt(5); k >= 0; k--) {
      graph.addInitializer(tensor());
    }
    for (int k = random.nextInt(4); k >= 0; k--) {
      graph.addNode(node());
    }
    graph.addOutput(ValueInfoProto.newBuilder().setName(values.get(values.size() - 1)));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(7 + random.nextInt(18)))
        .setGraph(graph)
        .build();
  }

  private TensorShapeProto shape() {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int axis = random.nextInt(5); axis >= 0; axis--) {
      shape.addDimBuilder().setDimValue(axis == 0 ? extent() : 1 + random.nextInt(4));
    }
    return shape.setDim(0, TensorShapeProto.Dimension.newBuilder().setDimParam("N")).build();
  }

  private long extent() {
    return random.nextInt(30) == 0 ? edges.edge() : 1 + random.nextInt(6);
  }

  private TensorProto tensor() {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(fresh());
    int rank = random.nextInt(5);
    int size = 1;
    for (int axis = 0; axis < rank; axis++) {
      int extent = random.nextInt(15) == 0 ? 0 : 1 + random.nextInt(4);
      tensor.addDims(extent);
      size *= extent;
    }
    boolean integers = random.nextInt(3) > 0 && rank < 2;
    tensor.setDataType(integers ? DataType.INT64_VALUE : DataType.FLOAT_VALUE);
    for (int k = 0; k < size; k++) {
      if (integers) {
        tensor.addInt64Data(random.nextInt(6) == 0 ? edges.edge() : random.nextInt(5) - 1);
      } else {
        tensor.addFloatData(
            random.nextInt(6) == 0
                ? (float) NUMBERS[random.nextInt(NUMBERS.length)]
                : (float) random.nextGaussian());
      }
    }
    return tensor.build();
  }

  private String fresh() {
    values.add("v" + made++);
    return values.get(values.size() - 1);
  }

  private NodeProto node() {
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType(operators.get(random.nextInt(operators.size())));
    node.addInput(random.nextInt(3) == 0 ? any() : lastComputed());
    for (int k = random.nextInt(5); k > 0; k--) {
      node.addInput(any());
    }
    for (int k = random.nextInt(3); k > 0; k--) {
      node.addAttribute(attribute());
    }
    int outputs = 1 + random.nextInt(8) / 6;
    for (int k = 0; k < outputs; k++) {
      node.addOutput(fresh());
    }
    return node.build();
  }

  private String lastComputed() {
    return values.get(random.nextInt(3) == 0 ? 0 : values.size() - 1);
  }

  private String any() {
    return random.nextInt(12) == 0 ? "" : values.get(random.nextInt(values.size()));
  }

  private AttributeProto attribute() {
    AttributeProto.Builder attribute = AttributeProto.newBuilder();
    switch (random.nextInt(5)) {
      case 0, 1 ->
          attribute
              .setName(INTS[random.nextInt(INTS.length)])
              .setType(AttributeType.INT)
              .setI(number());
      case 2, 3 -> {
        attribute.setName(LISTS[random.nextInt(LISTS.length)]).setType(AttributeType.INTS);
        for (int k = random.nextInt(5); k > 0; k--) {
          attribute.addInts(number());
        }
      }
      default ->
          attribute
              .setName(TEXTS[random.nextInt(TEXTS.length)])
              .setType(AttributeType.STRING)
              .setS(
                  com.google.protobuf.ByteString.copyFromUtf8(WORDS[random.nextInt(WORDS.length)]));
    }
    return attribute.build();
  }

  private long number() {
    return random.nextInt(8) == 0 ? edges.edge() : random.nextInt(6) - 1;
  }
}
