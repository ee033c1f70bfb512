package io.plumbline.evaluate.compile;

import io.plumbline.core.function.Shape;
import io.plumbline.evaluate.kernel.ConstantKernel;
import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.Rows;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Movement;
import io.plumbline.graph.Node;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Chooses a kernel for each node of a canonical graph. What moves nothing is an alias; a dense
 * layer behind a flatten reads the image's rows itself, so that the flatten is never carried out.
 */
public final class Compiler {
  private final Graph graph;
  private final Map<Integer, Node> producers = new HashMap<>();
  private final Map<Integer, Value> aliases = new HashMap<>();
  private final Map<Integer, Flattened> flattened = new HashMap<>();

  /** A dense layer's true source, and where each of its inputs stands there. */
  record Flattened(Value source, int[] place) {}

  Compiler(Graph graph) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      producers.put(node.output().id(), node);
    }
  }

  Program compile() {
    for (Node node : graph.nodes()) {
      if (isAlias(node)) {
        aliases.put(node.output().id(), resolve(node.input()));
      } else if (node.op() instanceof Dense && rows(node.input().shape()) == 1) {
        flattened.put(node.output().id(), trace(resolve(node.input())));
      }
    }
    Value output = resolve(graph.output());
    Set<Integer> wanted = new HashSet<>();
    wanted.add(output.id());
    wanted.add(graph.input().id());
    List<Node> kept = new ArrayList<>();
    for (int k = graph.nodes().size() - 1; k >= 0; k--) {
      Node node = graph.nodes().get(k);
      if (wanted.contains(node.output().id()) && !aliases.containsKey(node.output().id())) {
        kept.add(node);
        operands(node).forEach(value -> wanted.add(value.id()));
      }
    }
    Collections.reverse(kept);
    List<Kernel<?>> kernels = new ArrayList<>();
    Set<Integer> read = new HashSet<>();
    for (Node node : kept) {
      for (Value operand : operands(node)) {
        Parameter constant = graph.constant(operand);
        if (constant != null && constant.trainable() && read.add(operand.id())) {
          int rows = rows(operand.shape());
          kernels.add(
              new ConstantKernel(
                  Objects.requireNonNull(KernelChoice.slot(constant)),
                  operand.id(),
                  rows,
                  channels(operand.shape())));
        }
      }
      Flattened behind = flattened.get(node.output().id());
      kernels.add(node.op().accept(new KernelChoice(graph, node, operands(node), behind)));
    }
    return assemble(kernels, wanted, kept, output);
  }

  private Program assemble(
      List<Kernel<?>> kernels, Set<Integer> wanted, List<Node> kept, Value output) {
    int[] rows = new int[graph.valueCount()];
    int[] channels = new int[rows.length];
    Shape[] shapes = new Shape[rows.length];
    double[][][] constants = new double[rows.length][][];
    Arrays.fill(rows, -1);
    List<Value> held = new ArrayList<>(List.of(graph.input()));
    for (Node node : kept) {
      held.add(node.output());
      held.addAll(operands(node));
    }
    for (Value value : held) {
      int id = value.id();
      if (wanted.contains(id) && rows[id] < 0) {
        rows[id] = rows(value.shape());
        channels[id] = channels(value.shape());
        shapes[id] = value.shape();
        Parameter constant = graph.constant(value);
        if (constant != null) {
          constants[id] = new double[rows[id]][channels[id]];
          Rows.fill(constants[id], constant.tensor().values());
        }
      }
    }
    return new Program(kernels, graph.input().id(), output.id(), rows, channels, shapes, constants);
  }

  private Value resolve(Value value) {
    return aliases.getOrDefault(value.id(), value);
  }

  private static boolean isAlias(Node node) {
    return node.op().passesOn()
        && channels(node.input().shape()) == channels(node.output().shape());
  }

  /** The values a node's kernel reads: not the constants that it holds itself. */
  private List<Value> operands(Node node) {
    Flattened dense = flattened.get(node.output().id());
    if (dense != null) {
      return List.of(dense.source);
    }
    List<Value> operands = new ArrayList<>();
    for (Value value : node.inputs()) {
      if (!(Affines.fits(graph, node) && graph.constant(value) != null)) {
        operands.add(resolve(value));
      }
    }
    return operands;
  }

  /** Looks back through what only moves elements. */
  private Flattened trace(Value value) {
    int[] place = new int[value.shape().size()];
    Arrays.setAll(place, k -> k);
    Value at = value;
    Node producer = producers.get(at.id());
    while (producer != null
        && producer.op().rearranges()
        && producer.op() instanceof Movement movement) {
      int[] sources = movement.sources(producer.input().shape());
      Arrays.setAll(place, k -> sources[place[k]]);
      at = resolve(producer.input());
      producer = producers.get(at.id());
    }
    return new Flattened(at, place);
  }

  static int channels(Shape shape) {
    return shape.rank() == 0 ? 1 : shape.extent(-1);
  }

  static int rows(Shape shape) {
    int channels = channels(shape);
    return channels == 0 ? 0 : shape.size() / channels;
  }
}
