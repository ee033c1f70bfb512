package io.plumbline.readers.onnx.file;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.InvalidModelException;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.options.ReadOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which of a file's values is the input, which the output, and what the other inputs hold. */
public final class Signature {
  private final String source;
  private final GraphProto graph;
  private final ReadOptions options;
  private final Map<String, ValueInfoProto> inputs = new LinkedHashMap<>();
  private final Map<String, Operand.Constant> held = new LinkedHashMap<>();
  private final Map<String, Integer> symbols = new HashMap<>();
  private final Set<String> given = new HashSet<>();
  private final String output;
  private final Needed needed;
  private final String input;

  public Signature(String source, GraphProto graph, ReadOptions options) {
    this.source = source;
    this.graph = graph;
    this.options = options;
    Set<String> constants = new HashSet<>();
    graph.getInitializerList().forEach(tensor -> constants.add(tensor.getName()));
    graph.getSparseInitializerList().forEach(s -> constants.add(s.getValues().getName()));
    for (ValueInfoProto info : graph.getInputList()) {
      if (!constants.contains(info.getName())) {
        inputs.put(info.getName(), info);
      }
    }
    requireOneDefinition(constants);
    options.held().keySet().forEach(this::hold);
    output = chosenOutput();
    Set<String> stops = new HashSet<>(held.keySet());
    options.input().ifPresent(stops::add);
    needed = Needed.of(graph.getNodeList(), List.of(output), stops);
    input = chosenInput();
  }

  private void requireOneDefinition(Set<String> constants) {
    given.addAll(constants);
    given.addAll(inputs.keySet());
    for (NodeProto node : graph.getNodeList()) {
      for (String name : node.getOutputList()) {
        if (!name.isEmpty() && !given.add(name)) {
          throw error("value " + ExternalData.printable(name) + " must be defined once");
        }
      }
    }
  }

  private void hold(String name) {
    if (!given.contains(name)) {
      throw error(
          "--hold (" + ExternalData.printable(name) + ") must name an input: " + names(inputs));
    }
    Shape shape = Objects.requireNonNull(options.held().get(name)).shape();
    boolean integer = false;
    ValueInfoProto info = inputs.get(name);
    if (info != null && info.getType().hasTensorType()) {
      TypeProto.Tensor tensor = info.getType().getTensorType();
      ElementType type = ElementType.of(tensor.getElemType());
      integer = type != null && type.integer();
      shape = tensor.hasShape() ? bound(name, new Extents(tensor.getShape()), shape) : shape;
    }
    double[] values = options.held().get(name).values();
    held.put(
        name, new Operand.Constant(ExternalData.printable(name), shape, values, integer, false));
  }

  /** Checks a held value's shape and learns from it what the file's symbols stand for. */
  private Shape bound(String name, Extents declared, Shape shape) {
    int[] extents = shape.extents();
    if (extents.length == declared.rank() - 1 && !declared.manyAlong(0)) {
      int[] batched = new int[declared.rank()];
      batched[0] = 1;
      System.arraycopy(extents, 0, batched, 1, extents.length);
      extents = batched;
    }
    boolean fits = extents.length == declared.rank();
    for (int axis = 0; fits && axis < extents.length; axis++) {
      fits = declared.free(axis) || declared.extent(axis) == extents[axis];
      if (fits && !declared.symbol(axis).isEmpty()) {
        Integer other = symbols.putIfAbsent(declared.symbol(axis), extents[axis]);
        fits = other == null || other == extents[axis];
      }
    }
    if (!fits) {
      throw error(
          "--hold "
              + ExternalData.printable(name)
              + ": shape "
              + shape
              + " must be that of the file, "
              + declared);
    }
    return Tensor.shapeOf(extents);
  }

  private String chosenOutput() {
    List<String> outputs = graph.getOutputList().stream().map(o -> o.getName()).toList();
    if (options.output().isPresent()) {
      String name = options.output().get();
      if (!given.contains(name)) {
        throw error(
            "--output ("
                + ExternalData.printable(name)
                + ") must be one of "
                + ExternalData.printable(String.join(", ", outputs)));
      }
      return name;
    }
    if (outputs.size() != 1) {
      throw error(
          "outputs ("
              + ExternalData.printable(String.join(", ", outputs))
              + ") must be one; choose with --output NAME");
    }
    return outputs.get(0);
  }

  private String chosenInput() {
    Map<String, ValueInfoProto> open = new LinkedHashMap<>(inputs);
    open.keySet().removeAll(held.keySet());
    if (options.input().isPresent()) {
      String name = options.input().get();
      if (!given.contains(name) || held.containsKey(name)) {
        throw error(
            "--input-name (" + ExternalData.printable(name) + ") must be one of " + names(open));
      }
      open.remove(name);
      List<String> missing = open.keySet().stream().filter(needed::reads).toList();
      if (!missing.isEmpty()) {
        throw error(
            "inputs ("
                + ExternalData.printable(String.join(", ", missing))
                + ") must be held fixed with --hold NAME=FILE.npy");
      }
      return name;
    }
    List<String> floating =
        open.keySet().stream().filter(n -> floating(Objects.requireNonNull(open.get(n)))).toList();
    if (floating.size() == 1) {
      List<String> others =
          open.keySet().stream().filter(n -> !floating.contains(n) && needed.reads(n)).toList();
      if (others.isEmpty()) {
        return floating.get(0);
      }
      throw error(
          "inputs ("
              + ExternalData.printable(String.join(", ", others))
              + ") must be held fixed with --hold NAME=FILE.npy");
    }
    if (floating.isEmpty() && open.size() == 1) {
      String only = open.keySet().iterator().next();
      throw error(
          "input "
              + ExternalData.printable(only)
              + " type ("
              + typeName(Objects.requireNonNull(open.get(only)))
              + ") must be floating-point: hold it fixed with --hold NAME=FILE.npy and name the"
              + " value behind its embedding with --input-name");
    }
    throw error(
        "inputs ("
            + names(open)
            + ") must be one; choose with --input-name NAME and hold the others fixed with --hold"
            + " NAME=FILE.npy");
  }

  private static boolean floating(ValueInfoProto info) {
    ElementType type = info.getType().hasTensorType() ? type(info) : null;
    return type != null && type.differentiable();
  }

  /** A type that has no name here has its number; what is no tensor has neither. */
  private static String typeName(ValueInfoProto info) {
    if (!info.getType().hasTensorType()) {
      return "no tensor";
    }
    ElementType type = type(info);
    return type == null
        ? String.valueOf(info.getType().getTensorType().getElemType())
        : type.toString();
  }

  private static @Nullable ElementType type(ValueInfoProto info) {
    return ElementType.of(info.getType().getTensorType().getElemType());
  }

  private static String names(Map<String, ?> all) {
    return all.isEmpty() ? "none" : ExternalData.printable(String.join(", ", all.keySet()));
  }

  /** The value to differentiate by: an input of the file, or any value that a node gives. */
  public String input() {
    return input;
  }

  public String output() {
    return output;
  }

  public Map<String, Operand.Constant> held() {
    return held;
  }

  /** What the file says of the output's first axis; free where it says nothing. */
  public boolean outputMayBeginWith(int extent) {
    for (ValueInfoProto info : graph.getOutputList()) {
      if (info.getName().equals(output) && info.getType().getTensorType().hasShape()) {
        Extents declared = new Extents(info.getType().getTensorType().getShape());
        return declared.rank() > 0 && (declared.free(0) || declared.extent(0) == extent);
      }
    }
    return true;
  }

  /** The input's axes. */
  public InputAxes axes() {
    String name = ExternalData.printable(input);
    List<ValueInfoProto> known = new ArrayList<>(graph.getValueInfoList());
    known.addAll(inputs.values());
    for (ValueInfoProto info : known) {
      if (!info.getName().equals(input)) {
        continue;
      }
      if (!floating(info)) {
        throw error("input " + name + " type (" + typeName(info) + ") must be floating-point");
      }
      if (info.getType().getTensorType().hasShape()) {
        Extents declared = new Extents(info.getType().getTensorType().getShape());
        return new InputAxes(source, name, declared, symbols, options);
      }
    }
    Shape shape =
        options
            .given()
            .orElseThrow(() -> error("input " + name + " must be a tensor whose shape is given"));
    return new InputAxes(source, name, new Extents(shape), symbols, options);
  }

  private InvalidInputException error(String line) {
    return new InvalidModelException(source + ": " + line);
  }
}
