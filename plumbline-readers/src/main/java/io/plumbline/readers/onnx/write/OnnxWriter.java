package io.plumbline.readers.onnx.write;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.OutputFiles;
import io.plumbline.graph.Activation;
import io.plumbline.graph.AveragePool;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.OpVisitor;
import io.plumbline.graph.Value;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes graphs as ONNX, with weights in float32. The batch axis is written as {@code N} where the
 * graph computes each sample on its own, and as 1 where it does not.
 */
public final class OnnxWriter {
  /** The first opset with every operator that is written, but for those of the next. */
  private static final int OPSET = 18;

  /** With Gelu, dilated average pools, and averages that leave an overhang out. */
  private static final int NEWER_OPSET = 20;

  private static final int IR_VERSION = 9;

  private OnnxWriter() {}

  /**
   * A graph as an ONNX file has it.
   *
   * @param graph what to write
   * @return the file's content
   * @throws InvalidInputException if an operation has no ONNX counterpart, or a weight is beyond
   *     float32
   */
  public static byte[] bytes(Graph graph) {
    return model(graph).toByteArray();
  }

  /**
   * Writes a graph. The file is whole or not there: it is written beside its name and moved.
   *
   * @param graph what to write
   * @param path the file to make or replace
   * @throws InvalidInputException if the file cannot be written, or an operation has no ONNX
   *     counterpart
   */
  public static void write(Graph graph, Path path) {
    OutputFiles.write(path, bytes(graph));
  }

  static ModelProto model(Graph graph) {
    boolean batched = OnnxBatch.isFree(graph);
    Emission out = new Emission(graph);
    Value input = graph.input();
    for (Node node : graph.nodes()) {
      NodeEmission.emit(node, out);
    }
    // A graph that is its own input has two names from here on.
    String from = out.name(input);
    out.alias(graph.output());
    GraphProto.Builder body =
        out.graph()
            .setName(graph.source())
            .addInput(info(from, input, batched))
            .addOutput(info(out.name(graph.output()), graph.output(), batched));
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("plumbline")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset(graph)))
        .setGraph(body)
        .build();
  }

  /**
   * The older where it does: ONNX Runtime 1.22 averages counted padding wrongly from opset 19 on,
   * and an overhang wrongly before it.
   */
  private static int opset(Graph graph) {
    return graph.nodes().stream().anyMatch(node -> node.op().accept(new NeedsNewer()))
        ? NEWER_OPSET
        : OPSET;
  }

  /** Which operations need the newer one. */
  private static final class NeedsNewer implements OpVisitor.Otherwise<Boolean> {
    @Override
    public Boolean visit(Elementwise op) {
      Activation.Kind kind = op.function().kind();
      return kind == Activation.Kind.GELU || kind == Activation.Kind.GELU_TANH;
    }

    @Override
    public Boolean visit(AveragePool op) {
      return op.countPadding() && op.window().ceil()
          || Arrays.stream(op.window().dilations()).anyMatch(dilation -> dilation > 1);
    }

    @Override
    public Boolean otherwise(Op op) {
      return false;
    }
  }

  private static ValueInfoProto info(String name, Value value, boolean batched) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int axis = 0; axis < value.shape().rank(); axis++) {
      TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
      if (axis == 0 && batched) {
        dimension.setDimParam("N");
      } else {
        dimension.setDimValue(value.shape().extent(axis));
      }
      shape.addDim(dimension);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(DataType.FLOAT_VALUE)
                        .setShape(shape)))
        .build();
  }
}
