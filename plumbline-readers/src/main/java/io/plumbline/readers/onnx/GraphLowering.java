package io.plumbline.readers.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.InvalidModelException;
import io.plumbline.readers.onnx.file.Budget;
import io.plumbline.readers.onnx.file.ExternalData;
import io.plumbline.readers.onnx.file.Needed;
import io.plumbline.readers.onnx.file.NodeNames;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.lower.Assembly;
import io.plumbline.readers.onnx.lower.Attributes;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.operators.Comparisons;
import io.plumbline.readers.onnx.operators.MatrixProducts;
import io.plumbline.readers.onnx.operators.Operators;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks a file's nodes in their order and lowers each. Model-local functions and branches whose
 * condition is constant are put in the place of the node that calls them.
 */
final class GraphLowering {
  private static final int DEEPEST = 32;

  private static final String LEVEL =
      ": an ensemble of trees is level between its jumps, and its gradient is 0";

  /** Operators that hold graphs of their own. */
  private static final Set<String> BODIES = Set.of("If", "Loop", "Scan");

  private final Assembly assembly;
  private final Map<String, FunctionProto> functions;
  private final NodeNames names;

  GraphLowering(Assembly assembly, Map<String, FunctionProto> functions, NodeNames names) {
    this.assembly = assembly;
    this.functions = functions;
    this.names = names;
  }

  /** Where functions are looked up: by domain, name and overload. */
  static String key(String domain, String name, String overload) {
    return standard(domain) + "::" + name + "::" + overload;
  }

  static String standard(String domain) {
    return domain.equals("ai.onnx") ? "" : domain;
  }

  /**
   * What is known inside one graph or function body.
   *
   * @param opset of the standard operators
   * @param attributes of the call, for a function's body
   * @param prefix of node names
   */
  record Frame(
      Map<String, Operand> values,
      @Nullable Frame outer,
      int opset,
      Map<String, AttributeProto> attributes,
      String prefix,
      int depth) {

    /** A body's, which sees all that stands around it. */
    Frame inside(String prefix) {
      return new Frame(new HashMap<>(), this, opset, attributes, prefix, depth + 1);
    }

    @Nullable Operand find(String name) {
      for (Frame frame = this; frame != null; frame = frame.outer) {
        Operand found = frame.values.get(name);
        if (found != null) {
          return found;
        }
      }
      return null;
    }
  }

  void define(Frame frame, String name, Operand operand) {
    if (frame.values().put(name, operand) != null) {
      throw new InvalidModelException(
          assembly.source() + ": value " + ExternalData.printable(name) + " must be defined once");
    }
  }

  /**
   * Lowers those nodes that lead to the results, in order; each must stand behind those whose
   * outputs it reads.
   */
  void lower(List<NodeProto> all, List<String> results, Frame frame) {
    assembly.decoder().budget().steps((1L + results.size()) * Budget.NAME);
    all.forEach(node -> assembly.decoder().budget().steps(cost(node)));
    List<NodeProto> nodes = Needed.of(all, results, frame.values().keySet()).nodes();
    Uses uses = new Uses(nodes, results);
    for (NodeProto node : nodes) {
      if (node.getOpType().equals("Constant") && standard(node.getDomain()).isEmpty()) {
        lower(node, frame, uses);
      }
    }
    for (NodeProto node : nodes) {
      boolean hoisted = node.getOpType().equals("Constant") && standard(node.getDomain()).isEmpty();
      if (!hoisted && !uses.merged(node)) {
        lower(node, frame, uses);
      }
    }
  }

  /** Of looking at a node: at its names, and at all that its attributes hold. */
  private static long cost(NodeProto node) {
    long names = 1L + node.getInputCount() + node.getOutputCount() + node.getAttributeCount();
    return names * Budget.NAME + node.getSerializedSize() / Long.BYTES;
  }

  private void lower(NodeProto node, Frame frame, Uses uses) {
    assembly.countNode();
    assembly.decoder().budget().steps(cost(node));
    String name = frame.prefix() + names.of(node);
    String type = ExternalData.printable(node.getOpType());
    List<Operand> inputs = new ArrayList<>();
    for (String input : node.getInputList()) {
      Operand operand = input.isEmpty() ? null : frame.find(input);
      if (!input.isEmpty() && operand == null) {
        throw assembly.error(
            name,
            type,
            "input " + ExternalData.printable(input) + " must be defined by a node before it");
      }
      inputs.add(operand);
    }
    Call call = new Call(assembly, name, type, frame.opset(), inputs, node.getOutputCount());
    call.attributes(new Attributes(node, frame.attributes(), call));
    try {
      dispatch(node, call, frame, uses);
    } catch (InvalidModelException e) {
      throw e;
    } catch (InvalidInputException e) {
      throw call.error(e.getMessage());
    } catch (RuntimeException e) {
      // A net, for users: what a file's operands and attributes may be is without end. Whatever the
      // tests draw is refused before it, in a line of its own; they fail where this one is reached.
      throw call.unfit(e);
    }
    bind(node, call, frame);
  }

  private void dispatch(NodeProto node, Call call, Frame frame, Uses uses) {
    FunctionProto function =
        functions.get(key(node.getDomain(), node.getOpType(), node.getOverload()));
    if (function != null) {
      inline(function, call, frame);
    } else if (standard(node.getDomain()).isEmpty() && BODIES.contains(node.getOpType())) {
      Operators.requireInputs(node.getOpType(), call);
      requireShallow(call, frame);
      switch (node.getOpType()) {
        case "If" -> branch(call, frame);
        case "Loop" -> Loops.loop(this, call, frame);
        default -> Loops.scan(this, call, frame);
      }
    } else {
      operator(node, call, frame, uses);
    }
  }

  private void operator(NodeProto node, Call call, Frame frame, Uses uses) {
    String domain = standard(node.getDomain());
    String type = domain.isEmpty() ? node.getOpType() : domain + "." + node.getOpType();
    if (!domain.isEmpty() && !Operators.types().contains(type)) {
      throw call.unsupported(
          "operators of domain "
              + ExternalData.printable(domain)
              + " are not supported"
              + way(domain, node.getOpType()));
    }
    Operators.requireInputs(type, call);
    NodeProto addition = uses.biasOf(node, frame);
    if (addition != null && MatrixProducts.dense(call, uses.bias(node, addition, frame))) {
      uses.merge(addition);
      define(frame, addition.getOutput(0), call.outputs().get(0));
      call.outputs().clear();
      return;
    }
    Operators.lower(type, call);
    call.attributes().requireAllRead();
  }

  /** What to do about an operator that only one runtime knows, or that has no gradient. */
  private static String way(String domain, String type) {
    if (type.startsWith("TreeEnsemble")) {
      return LEVEL;
    } else if (domain.startsWith("com.microsoft")) {
      return ": ONNX Runtime writes them when it optimizes or quantizes a model; give the model as"
          + " it was before";
    }
    return "; a model-local function of that name in the file, or an export without it, is read";
  }

  /** An output that the lowering did not give is an error only when somebody reads it. */
  private void bind(NodeProto node, Call call, Frame frame) {
    for (int k = 0; k < Math.min(node.getOutputCount(), call.outputs().size()); k++) {
      if (!node.getOutput(k).isEmpty() && call.outputs().get(k) != null) {
        define(frame, node.getOutput(k), call.outputs().get(k));
      }
    }
  }

  private void inline(FunctionProto function, Call call, Frame caller) {
    if (call.inputCount() > function.getInputCount()) {
      throw call.error(
          "inputs ("
              + call.inputCount()
              + ") must be at most "
              + function.getInputCount()
              + ", those of the function");
    }
    if (caller.depth() >= DEEPEST) {
      throw call.error("functions must be nested at most " + DEEPEST + " deep");
    }
    Map<String, AttributeProto> attributes = new HashMap<>();
    function.getAttributeProtoList().forEach(a -> attributes.put(a.getName(), a));
    attributes.putAll(call.attributes().all());
    int opset =
        function.getOpsetImportList().stream()
            .filter(imported -> standard(imported.getDomain()).isEmpty())
            .mapToInt(imported -> (int) imported.getVersion())
            .findFirst()
            .orElse(caller.opset());
    Frame body =
        new Frame(new HashMap<>(), null, opset, attributes, call.name() + "/", caller.depth() + 1);
    long names = (long) function.getInputCount() + function.getAttributeProtoCount();
    assembly.decoder().budget().steps(names * Budget.NAME);
    for (int k = 0; k < function.getInputCount(); k++) {
      if (call.has(k)) {
        define(body, function.getInput(k), call.operand(k));
      }
    }
    lower(function.getNodeList(), function.getOutputList(), body);
    for (String output : function.getOutputList()) {
      call.outputs().add(body.find(output));
    }
  }

  private static void requireShallow(Call call, Frame frame) {
    if (frame.depth() >= DEEPEST) {
      throw call.error("branches must be nested at most " + DEEPEST + " deep");
    }
  }

  private void branch(Call call, Frame frame) {
    if (call.input(0) instanceof Operand.Constant) {
      boolean condition = call.number(0, "condition") != 0;
      call.outputs().addAll(branch(call, frame, condition ? "then_branch" : "else_branch"));
    } else {
      List<Operand> first = branch(call, frame, "then_branch");
      List<Operand> second = branch(call, frame, "else_branch");
      for (int k = 0; k < Math.min(first.size(), second.size()); k++) {
        call.outputs().add(Comparisons.either(call, first.get(k), second.get(k)));
      }
    }
  }

  private List<Operand> branch(Call call, Frame frame, String name) {
    AttributeProto chosen = call.attributes().get(name, AttributeProto.AttributeType.GRAPH);
    if (chosen == null) {
      throw call.error("the branch taken must be given");
    }
    GraphProto graph = chosen.getG();
    Frame body = frame.inside(call.name() + "/");
    initializers(graph, body);
    List<String> results = graph.getOutputList().stream().map(o -> o.getName()).toList();
    lower(graph.getNodeList(), results, body);
    // A branch may give on what stands around it.
    return new ArrayList<>(results.stream().map(body::find).toList());
  }

  void initializers(GraphProto graph, Frame frame) {
    for (TensorProto tensor : graph.getInitializerList()) {
      String name = ExternalData.printable(tensor.getName());
      define(
          frame, tensor.getName(), assembly.weight(assembly.decoder().decode(tensor, name, true)));
    }
    for (SparseTensorProto tensor : graph.getSparseInitializerList()) {
      String name = ExternalData.printable(tensor.getValues().getName());
      define(
          frame, tensor.getValues().getName(), assembly.decoder().decodeSparse(tensor, name, true));
    }
  }
}
