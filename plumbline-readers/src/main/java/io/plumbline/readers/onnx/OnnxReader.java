package io.plumbline.readers.onnx;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InvalidModelException;
import io.plumbline.readers.onnx.file.Budget;
import io.plumbline.readers.onnx.file.Census;
import io.plumbline.readers.onnx.file.ExternalData;
import io.plumbline.readers.onnx.file.InputAxes;
import io.plumbline.readers.onnx.file.ModuleScopes;
import io.plumbline.readers.onnx.file.NodeNames;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.SharedWeights;
import io.plumbline.readers.onnx.file.Signature;
import io.plumbline.readers.onnx.file.TensorDecoder;
import io.plumbline.readers.onnx.file.TorchNames;
import io.plumbline.readers.onnx.lower.Assembly;
import io.plumbline.readers.onnx.write.OnnxBatch;
import io.plumbline.readers.options.ReadOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code .onnx} files, opset 6 and newer, for one sample: the batch axis becomes 1. */
public final class OnnxReader {
  private static final long MOST_BYTES = 1L << 30;
  private static final int DEEPEST = 64;
  private static final int NO_STANDARD_OPERATORS = Integer.MAX_VALUE;
  private static final int FIRST_OPSET = 6;

  private final Path path;
  private final String source;
  private final ModelProto model;
  private final Budget budget;
  private final Signature signature;
  private final ReadOptions options;

  private OnnxReader(Path path, ModelProto model, ReadOptions options) {
    this.path = path;
    this.options = options;
    this.source = path.getFileName().toString();
    this.model = model;
    this.budget = new Budget(source);
    this.signature = new Signature(source, model.getGraph(), options);
  }

  /**
   * Reads a model.
   *
   * @param path the file; tensors kept outside it are looked for in its folder
   * @param options what the file leaves open
   * @return the graph, for one sample
   * @throws InvalidInputException if the file is damaged, has what is not supported, or leaves open
   *     what the options do not say
   */
  public static Graph read(Path path, ReadOptions options) {
    ModelProto model = parse(path);
    ModelProto apart = model.toBuilder().setGraph(apart(model.getGraph(), options)).build();
    return new OnnxReader(path, apart, options).graph();
  }

  /**
   * The files that tensors of a model lie in.
   *
   * @param path the model's file
   * @return those that are there and may be read
   * @throws InvalidInputException if it is no ONNX model
   */
  public static List<Path> filesBeside(Path path) {
    return new ExternalData(path).files(parse(path)).toList();
  }

  /**
   * The inputs of a model, those left out that an initializer fills.
   *
   * @param path the model's file
   * @return their names, in the file's order
   * @throws InvalidInputException if it is no ONNX model
   */
  public static List<String> inputs(Path path) {
    GraphProto graph = parse(path).getGraph();
    Set<String> filled =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    return graph.getInputList().stream()
        .map(ValueInfoProto::getName)
        .filter(name -> !filled.contains(name))
        .toList();
  }

  /**
   * The values that a model's nodes give, by their own names, by those of the nodes and by the
   * modules that PyTorch called: an exporter calls the output what its user wants, and its node by
   * the layer.
   *
   * @param path the model's file
   * @return by name the value's own, in the order of the file
   * @throws InvalidInputException if it is no ONNX model
   */
  public static Map<String, String> values(Path path) {
    Map<String, String> values = new LinkedHashMap<>();
    for (NodeProto node : parse(path).getGraph().getNodeList()) {
      for (String name : node.getOutputList()) {
        if (!name.isEmpty()) {
          values.put(name, name);
        }
      }
      if (node.getOutputCount() > 0) {
        String given = node.getOutput(0);
        values.putIfAbsent(node.getName().isEmpty() ? given : node.getName(), given);
        ModuleScopes.of(node).ifPresent(module -> values.putIfAbsent(module + "/" + given, given));
      }
    }
    return values;
  }

  /**
   * The layers that weights stand in.
   *
   * @param path the model's file
   * @param options which weights are read apart
   * @return by weight the modules of PyTorch that read it in one role, where they are several
   * @throws InvalidInputException if it is no ONNX model
   */
  public static Map<String, List<String>> sharing(Path path, ReadOptions options) {
    return new SharedWeights(apart(parse(path).getGraph(), options)).sharing();
  }

  private static GraphProto apart(GraphProto graph, ReadOptions options) {
    GraphProto own = new SharedWeights(graph).statisticsApart();
    return options.apart().isEmpty() ? own : new SharedWeights(own).apart(options.apart());
  }

  static ModelProto parse(Path path) {
    String source = path.getFileName().toString();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long bytes = channel.size();
      if (bytes > MOST_BYTES) {
        throw new InvalidModelException(
            source + ": size (" + bytes + " bytes) must be at most " + MOST_BYTES);
      }
      // Mapped, and weights stay where they are in the file until they are converted.
      ByteString file =
          UnsafeByteOperations.unsafeWrap(channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes));
      Census.of(source, file.newCodedInput(), DEEPEST);
      CodedInputStream input = file.newCodedInput();
      input.enableAliasing(true);
      input.setRecursionLimit(DEEPEST);
      ModelProto model = ModelProto.parseFrom(input);
      if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
        throw new InvalidModelException(
            source + ": must be an ONNX model, and is damaged or of another kind");
      }
      requireVersions(source, model.getOpsetImportList());
      model.getFunctionsList().forEach(f -> requireVersions(source, f.getOpsetImportList()));
      return model;
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidModelException(
          source + ": must be an ONNX model, and is damaged or of another kind", e);
    } catch (IOException e) {
      throw new InvalidModelException(source + ": must be a readable file", e);
    }
  }

  /** A version is a number of 32 bits wherever it is looked at, here and in ONNX Runtime. */
  private static void requireVersions(String source, List<OperatorSetIdProto> imported) {
    for (OperatorSetIdProto each : imported) {
      if (each.getVersion() != (int) each.getVersion()) {
        throw new InvalidModelException(
            source + ": opset (" + each.getVersion() + ") must be at most " + Integer.MAX_VALUE);
      }
    }
  }

  private Graph graph() {
    int opset = opset();
    InputAxes axes = signature.axes();
    OptionalInt batch = axes.batch();
    if (batch.isPresent()) {
      return lower(axes, batch.getAsInt(), opset).graph();
    }
    // A fixed first extent: a batch where each of its samples goes its own way to the output.
    Optional<Graph> samples = samples(axes, opset);
    if (samples.isPresent() && OnnxBatch.isFree(samples.get())) {
      return samples.get();
    }
    Lowered whole = lower(axes, ReadOptions.NO_BATCH, opset);
    Shape output = whole.output();
    if (output.rank() > 0 && output.extent(0) == axes.first()) {
      throw error(
          "input "
              + axes.name()
              + " "
              + axes.declared()
              + " must say whether its first axis counts samples: --batch-axis 0, or none where"
              + " they are one sample");
    }
    return whole.graph();
  }

  /** The model for one of the samples that the first axis may count. */
  private Optional<Graph> samples(InputAxes axes, int opset) {
    if (!signature.outputMayBeginWith(axes.first())) {
      return Optional.empty();
    }
    try {
      return Optional.of(lower(axes, 0, opset).graph());
    } catch (InvalidInputException e) {
      // Read as one sample it may still fit; where it does not, that says why.
      return Optional.empty();
    }
  }

  /**
   * A graph that was read.
   *
   * @param output the shape that the file gives it
   */
  private record Lowered(Graph graph, Shape output) {}

  private Lowered lower(InputAxes axes, int batch, int opset) {
    GraphProto graph = model.getGraph();
    budget.again();
    TensorDecoder decoder = new TensorDecoder(source, new ExternalData(path), budget);
    Assembly assembly = new Assembly(source, decoder, options.weights(), new TorchNames(graph));
    NodeNames names = new NodeNames(graph.getNodeList());
    GraphLowering lowering = new GraphLowering(assembly, functions(), names);
    GraphLowering.Frame frame =
        new GraphLowering.Frame(new HashMap<>(), null, opset, Map.of(), "", 0);
    assembly.fileBatch(batch == 0 ? axes.first() : 1);
    signature.held().forEach((name, value) -> lowering.define(frame, name, value));
    lowering.initializers(graph, frame);
    lowering.define(
        frame, signature.input(), assembly.input(axes.name(), axes.shape(batch), batch == 0));
    lowering.lower(graph.getNodeList(), List.of(signature.output()), frame);
    Operand result = frame.find(signature.output());
    if (result == null) {
      throw error(
          "output " + ExternalData.printable(signature.output()) + " must be given by a node");
    }
    return new Lowered(assembly.build(result, batch == 0), result.shape());
  }

  private int opset() {
    int opset =
        model.getOpsetImportList().stream()
            .filter(imported -> GraphLowering.standard(imported.getDomain()).isEmpty())
            .mapToInt(imported -> (int) imported.getVersion())
            .findFirst()
            .orElse(NO_STANDARD_OPERATORS);
    if (opset < FIRST_OPSET) {
      throw error(
          "opset ("
              + opset
              + ") must be at least "
              + FIRST_OPSET
              + "; convert it with onnx.version_converter.convert_version(model, 17)");
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

  private InvalidInputException error(String line) {
    return new InvalidModelException(source + ": " + line);
  }
}
