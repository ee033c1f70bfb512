package io.plumbline.readers.onnx;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code .onnx} files, opset 9 and newer, for one sample: the batch axis becomes 1. */
public final class OnnxReader {
  private static final long MOST_BYTES = 1L << 28;
  private static final int DEEPEST = 64;
  private static final int FIRST_OPSET = 7;

  private final String source;
  private final ModelProto model;
  private final Assembly assembly;

  private OnnxReader(Path path, ModelProto model) {
    this.source = path.getFileName().toString();
    this.model = model;
    this.assembly = new Assembly(source, new TensorDecoder(source, new ExternalData(path)));
  }

  /**
   * Reads a model.
   *
   * @param path the file; tensors kept outside it are looked for in its folder
   * @return the graph, for one sample
   * @throws InvalidInputException if the file is damaged, or has what is not supported
   */
  public static Graph read(Path path) {
    return new OnnxReader(path, parse(path)).graph();
  }

  static ModelProto parse(Path path) {
    String source = path.getFileName().toString();
    try (InputStream stream = Files.newInputStream(path)) {
      long bytes = Files.size(path);
      if (bytes > MOST_BYTES) {
        throw new InvalidInputException(
            source + ": size (" + bytes + " bytes) must be at most " + MOST_BYTES);
      }
      CodedInputStream input = CodedInputStream.newInstance(stream);
      input.setRecursionLimit(DEEPEST);
      input.setSizeLimit((int) MOST_BYTES);
      ModelProto model = ModelProto.parseFrom(input);
      if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
        throw new InvalidInputException(
            source + ": must be an ONNX model, and is damaged or of another kind");
      }
      return model;
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidInputException(
          source + ": must be an ONNX model, and is damaged or of another kind", e);
    } catch (IOException e) {
      throw new InvalidInputException(source + ": must be a readable file", e);
    }
  }

  private Graph graph() {
    GraphProto graph = model.getGraph();
    if (graph.getSparseInitializerCount() > 0) {
      throw error("sparse initializers are not supported");
    }
    NodeNames names = new NodeNames(graph.getNodeList());
    GraphLowering lowering = new GraphLowering(assembly, functions(), names);
    GraphLowering.Frame frame =
        new GraphLowering.Frame(new HashMap<>(), null, opset(), Map.of(), "", 0);
    lowering.initializers(graph, frame);
    ValueInfoProto input = onlyInput(graph);
    lowering.define(
        frame,
        input.getName(),
        assembly.input(ExternalData.printable(input.getName()), shape(input)));
    if (graph.getOutputCount() != 1) {
      throw error("outputs (" + graph.getOutputCount() + ") must be one");
    }
    String output = graph.getOutput(0).getName();
    List<NodeProto> nodes = graph.getNodeList();
    lowering.lower(nodes, List.of(output), frame);
    Operand result = frame.find(output);
    if (result == null) {
      throw error("output " + ExternalData.printable(output) + " must be given by a node");
    }
    return assembly.build(result);
  }

  private int opset() {
    int opset =
        model.getOpsetImportList().stream()
            .filter(imported -> GraphLowering.standard(imported.getDomain()).isEmpty())
            .mapToInt(imported -> (int) imported.getVersion())
            .findFirst()
            .orElse(1);
    if (opset < FIRST_OPSET) {
      throw error("opset (" + opset + ") must be at least " + FIRST_OPSET);
    }
    return opset;
  }

  private Map<String, FunctionProto> functions() {
    Map<String, FunctionProto> functions = new HashMap<>();
    for (FunctionProto function : model.getFunctionsList()) {
      String key =
          GraphLowering.key(function.getDomain(), function.getName(), function.getOverload());
      if (functions.put(key, function) != null) {
        throw error("function " + ExternalData.printable(key) + " must be defined once");
      }
    }
    return functions;
  }

  private ValueInfoProto onlyInput(GraphProto graph) {
    Set<String> constants = new HashSet<>();
    graph.getInitializerList().forEach(tensor -> constants.add(tensor.getName()));
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(i -> !constants.contains(i.getName())).toList();
    if (inputs.size() != 1) {
      throw error(
          "inputs ("
              + (inputs.isEmpty()
                  ? "none"
                  : ExternalData.printable(
                      String.join(", ", inputs.stream().map(i -> i.getName()).toList())))
              + ") must be one");
    }
    return inputs.get(0);
  }

  private Shape shape(ValueInfoProto input) {
    String name = ExternalData.printable(input.getName());
    if (!input.getType().hasTensorType() || !input.getType().getTensorType().hasShape()) {
      throw error("input " + name + " must be a tensor whose shape is given");
    }
    TypeProto.Tensor tensor = input.getType().getTensorType();
    DataType type = DataType.forNumber(tensor.getElemType());
    if (type == null || TensorDecoder.isInteger(type)) {
      throw error("input " + name + " type (" + type + ") must be floating-point");
    }
    List<Dimension> dimensions = tensor.getShape().getDimList();
    int[] extents = new int[dimensions.size()];
    for (int axis = 0; axis < extents.length; axis++) {
      Dimension dimension = dimensions.get(axis);
      long extent = dimension.hasDimValue() ? dimension.getDimValue() : -1;
      if (axis == 0) {
        assembly.fileBatch((int) Math.max(1, Math.min(Shape.MOST_ELEMENTS, extent)));
        extent = 1;
      }
      if (extent < 1 || extent > Shape.MOST_ELEMENTS) {
        throw error(
            "input "
                + name
                + " axis "
                + axis
                + " ("
                + (dimension.hasDimParam()
                    ? ExternalData.printable(dimension.getDimParam())
                    : extent)
                + ") must have a known extent");
      }
      extents[axis] = (int) extent;
    }
    try {
      return Shape.of(extents);
    } catch (InvalidInputException e) {
      throw error("input " + name + ": " + e.getMessage());
    }
  }

  private InvalidInputException error(String line) {
    return new InvalidInputException(source + ": " + line);
  }
}
