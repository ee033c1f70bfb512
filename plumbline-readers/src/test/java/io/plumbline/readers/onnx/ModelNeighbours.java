package io.plumbline.readers.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All models that are one change away from a model: an operand of another shape or with a number at
 * an edge, an attribute longer, shorter, gone or too many, inputs left out or exchanged. What code
 * takes for granted of operands and attributes shows here, operator by operator.
 */
final class ModelNeighbours {
  private static final long[] EDGES = {
    0,
    1,
    -1,
    2,
    -2,
    3,
    7,
    -7,
    1 << 26,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };
  private static final float[] NUMBERS = {
    0, 1, -1, 0.5f, 1e30f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
  };
  private static final int[][] SHAPES = {
    {},
    {0},
    {1},
    {2},
    {3},
    {1, 1},
    {2, 3},
    {0, 2},
    {1, 2, 3},
    {2, 2, 0},
    {1, 1, 2, 2},
    {1, 2, 1, 2, 1}
  };
  private static final int MOST_INPUTS = 9;

  private final ModelProto model;
  private final List<Supplier<ModelProto>> all = new ArrayList<>();

  private ModelNeighbours(ModelProto model) {
    this.model = model;
  }

  static List<Supplier<ModelProto>> of(ModelProto model) {
    ModelNeighbours neighbours = new ModelNeighbours(model);
    GraphProto graph = model.getGraph();
    neighbours.input();
    for (int k = 0; k < graph.getInitializerCount(); k++) {
      neighbours.operand(k, graph.getInitializer(k));
    }
    for (int k = 0; k < graph.getNodeCount(); k++) {
      neighbours.inputs(k, graph.getNode(k));
      for (int at = 0; at < graph.getNode(k).getAttributeCount(); at++) {
        neighbours.attribute(k, at, graph.getNode(k).getAttribute(at));
      }
      neighbours.moreAttributes(k);
    }
    neighbours.operandsMadeFirst();
    for (int opset : new int[] {7, 9, 10, 11, 12, 13, 18, 21, 23}) {
      neighbours.add(changed -> changed.getOpsetImportBuilder(0).setVersion(opset));
    }
    return neighbours.all;
  }

  private void add(Consumer<ModelProto.Builder> change) {
    all.add(
        () -> {
          ModelProto.Builder changed = model.toBuilder();
          change.accept(changed);
          return changed.build();
        });
  }

  private void input() {
    for (int[] shape : SHAPES) {
      for (boolean free : new boolean[] {true, false}) {
        add(
            changed -> {
              var type =
                  changed
                      .getGraphBuilder()
                      .getInputBuilder(0)
                      .getTypeBuilder()
                      .getTensorTypeBuilder();
              type.getShapeBuilder().clearDim();
              if (free) {
                type.getShapeBuilder().addDim(Dimension.newBuilder().setDimParam("N"));
              }
              for (int extent : shape) {
                type.getShapeBuilder().addDimBuilder().setDimValue(extent);
              }
            });
      }
    }
  }

  private void operand(int at, TensorProto tensor) {
    for (int[] shape : SHAPES) {
      TensorProto.Builder other =
          TensorProto.newBuilder().setName(tensor.getName()).setDataType(tensor.getDataType());
      long size = 1;
      for (int extent : shape) {
        other.addDims(extent);
        size *= extent;
      }
      for (int k = 0; k < size; k++) {
        if (tensor.getDataType() == DataType.INT64_VALUE) {
          other.addInt64Data(k % 3);
        } else if (tensor.getDataType() == DataType.FLOAT_VALUE) {
          other.addFloatData(k % 3 - 1);
        } else {
          other.addInt32Data(k % 3);
        }
      }
      operand(at, other);
    }
    for (int axis = 0; axis < tensor.getDimsCount(); axis++) {
      // Whatever extent goes up, the elements that are there are not enough: another is shorter.
      operand(at, tensor.toBuilder().setDims(axis, 0).clearRawData().clearFloatData());
    }
    operand(at, tensor.toBuilder().addDims(1));
    for (int k = 0; k < Math.min(4, tensor.getInt64DataCount()); k++) {
      for (long edge : EDGES) {
        operand(at, tensor.toBuilder().setInt64Data(k, edge));
      }
    }
    for (int k = 0; k < Math.min(1, tensor.getFloatDataCount()); k++) {
      for (float number : NUMBERS) {
        operand(at, tensor.toBuilder().setFloatData(k, number));
      }
    }
  }

  private void operand(int at, TensorProto.Builder tensor) {
    add(changed -> changed.getGraphBuilder().setInitializer(at, tensor));
  }

  private void inputs(int node, NodeProto given) {
    List<String> names = new ArrayList<>(List.of("", "x"));
    model.getGraph().getInitializerList().forEach(tensor -> names.add(tensor.getName()));
    for (int k = 0; k < given.getInputCount(); k++) {
      int at = k;
      for (String name : names) {
        add(changed -> node(changed, node).setInput(at, name));
      }
    }
    for (int count = 0; count < given.getInputCount(); count++) {
      List<String> fewer = given.getInputList().subList(0, count);
      add(changed -> node(changed, node).clearInput().addAllInput(fewer));
    }
    for (int count = given.getInputCount() + 1; count <= MOST_INPUTS; count++) {
      int more = count - given.getInputCount();
      for (String name : names) {
        add(
            changed -> {
              for (int k = 1; k < more; k++) {
                node(changed, node).addInput("");
              }
              node(changed, node).addInput(name);
            });
      }
    }
    for (int count = 1; count < 4; count++) {
      int more = count;
      add(
          changed -> {
            for (int k = 0; k < more; k++) {
              node(changed, node).addOutput("more" + k);
            }
          });
    }
  }

  /** What reads the input, or a weight, reads something that is made of the input first. */
  private void operandsMadeFirst() {
    List<NodeProto> makers = new ArrayList<>();
    for (int axis = 0; axis < 5; axis++) {
      makers.add(
          maker("Slice")
              .addAttribute(ints("axes", axis))
              .addAttribute(ints("starts", 0))
              .addAttribute(ints("ends", 0))
              .build());
    }
    makers.add(maker("ReduceSum").addAttribute(integer("keepdims", 0)).build());
    makers.add(maker("Flatten").addAttribute(integer("axis", 1)).build());
    makers.add(maker("Unsqueeze").addAttribute(ints("axes", 0)).build());
    GraphProto graph = model.getGraph();
    for (NodeProto maker : makers) {
      for (int node = 0; node < graph.getNodeCount(); node++) {
        for (int k = 0; k < graph.getNode(node).getInputCount(); k++) {
          int reader = node;
          int at = k;
          add(
              changed -> {
                node(changed, reader).setInput(at, "made");
                changed.getGraphBuilder().addNode(0, maker);
              });
        }
      }
    }
  }

  private static NodeProto.Builder maker(String type) {
    return NodeProto.newBuilder().setOpType(type).addInput("x").addOutput("made");
  }

  private static AttributeProto ints(String name, long... numbers) {
    AttributeProto.Builder made =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    for (long number : numbers) {
      made.addInts(number);
    }
    return made.build();
  }

  private static AttributeProto integer(String name, long number) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.INT)
        .setI(number)
        .build();
  }

  private void attribute(int node, int at, AttributeProto given) {
    add(changed -> node(changed, node).removeAttribute(at));
    for (long edge : EDGES) {
      if (given.getType() == AttributeType.INT) {
        add(changed -> node(changed, node).getAttributeBuilder(at).setI(edge));
      }
      for (int k = 0; k < given.getIntsCount(); k++) {
        int element = k;
        add(changed -> node(changed, node).getAttributeBuilder(at).setInts(element, edge));
      }
    }
    for (float number : NUMBERS) {
      if (given.getType() == AttributeType.FLOAT) {
        add(changed -> node(changed, node).getAttributeBuilder(at).setF(number));
      }
      for (int k = 0; k < given.getFloatsCount(); k++) {
        int element = k;
        add(changed -> node(changed, node).getAttributeBuilder(at).setFloats(element, number));
      }
    }
    List<Long> ints = given.getIntsList();
    for (int count = 0; count < ints.size(); count++) {
      List<Long> fewer = ints.subList(0, count);
      add(changed -> node(changed, node).getAttributeBuilder(at).clearInts().addAllInts(fewer));
    }
    if (given.getType() == AttributeType.INTS) {
      add(changed -> node(changed, node).getAttributeBuilder(at).addInts(1));
      add(changed -> node(changed, node).getAttributeBuilder(at).addInts(1).addInts(1));
    }
    List<Float> floats = given.getFloatsList();
    for (int count = 0; count < floats.size(); count++) {
      List<Float> fewer = floats.subList(0, count);
      add(changed -> node(changed, node).getAttributeBuilder(at).clearFloats().addAllFloats(fewer));
    }
    if (given.getType() == AttributeType.STRING) {
      for (String word : ModelGenerator.WORDS) {
        add(
            changed ->
                node(changed, node).getAttributeBuilder(at).setS(ByteString.copyFromUtf8(word)));
      }
      add(changed -> node(changed, node).getAttributeBuilder(at).clearS());
    }
  }

  /**
   * What the node does not say: an operator that knows the attribute takes it, others refuse it.
   */
  private void moreAttributes(int node) {
    for (String name : ModelGenerator.INTS) {
      for (long number : new long[] {-1, 2, Integer.MAX_VALUE}) {
        more(
            node,
            AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(number));
      }
    }
    for (String name : ModelGenerator.LISTS) {
      for (int count : new int[] {0, 1, 3, 8}) {
        for (long number : new long[] {1, -1}) {
          more(
              node,
              AttributeProto.newBuilder()
                  .setName(name)
                  .setType(AttributeType.INTS)
                  .addAllInts(Collections.nCopies(count, number)));
        }
      }
    }
    for (String name : ModelGenerator.TEXTS) {
      for (String word : new String[] {"", "SAME_UPPER", "linear"}) {
        more(
            node,
            AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(word)));
      }
    }
  }

  private void more(int node, AttributeProto.Builder attribute) {
    boolean given =
        model.getGraph().getNode(node).getAttributeList().stream()
            .anyMatch(each -> each.getName().equals(attribute.getName()));
    if (!given) {
      add(changed -> node(changed, node).addAttribute(attribute));
    }
  }

  private static NodeProto.Builder node(ModelProto.Builder model, int node) {
    return model.getGraphBuilder().getNodeBuilder(node);
  }
}
