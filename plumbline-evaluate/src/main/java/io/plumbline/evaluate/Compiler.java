package io.plumbline.evaluate;

import io.plumbline.graph.Graph;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Shape;
import io.plumbline.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses a kernel for each node of a canonical graph. What moves nothing is an alias; a dense
 * layer behind a flatten reads the image's rows itself, so that the flatten is never carried out.
 */
final class Compiler {
  private final Graph graph;
  private final Map<Integer, Node> producers = new HashMap<>();
  private final Map<Integer, Value> aliases = new HashMap<>();
  private final Map<Integer, Flattened> flattened = new HashMap<>();

  /** A dense layer's true source, and where each of its inputs stands there. */
  private record Flattened(Value source, int[] place) {}

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
      } else if (node.op() instanceof Op.Dense && rows(node.input().shape()) == 1) {
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
        kept.add(0, node);
        operands(node).forEach(value -> wanted.add(value.id()));
      }
    }
    List<Kernel> kernels = new ArrayList<>();
    Set<Integer> read = new HashSet<>();
    for (Node node : kept) {
      for (Value operand : operands(node)) {
        Parameter constant = graph.constant(operand);
        if (constant != null && constant.trainable() && read.add(operand.id())) {
          int rows = rows(operand.shape());
          kernels.add(
              new ConstantKernel(slot(constant), operand.id(), rows, channels(operand.shape())));
        }
      }
      kernels.add(kernel(node));
    }
    return assemble(kernels, wanted, kept, output);
  }

  private Program assemble(
      List<Kernel> kernels, Set<Integer> wanted, List<Node> kept, Value output) {
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
          Program.fill(constants[id], constant.tensor().values());
        }
      }
    }
    return new Program(kernels, graph.input().id(), output.id(), rows, channels, shapes, constants);
  }

  private Value resolve(Value value) {
    return aliases.getOrDefault(value.id(), value);
  }

  private static boolean isAlias(Node node) {
    if (node.op() instanceof Op.Dropout) {
      return true;
    }
    Shape from = node.input().shape();
    Shape to = node.output().shape();
    return node.op() instanceof Op.Reshape && channels(from) == channels(to);
  }

  /** The values a node's kernel reads: not the constants that it holds itself. */
  private List<Value> operands(Node node) {
    Flattened dense = flattened.get(node.output().id());
    if (dense != null) {
      return List.of(dense.source);
    }
    List<Value> operands = new ArrayList<>();
    for (Value value : node.inputs()) {
      if (!(isAffine(node) && graph.constant(value) != null)) {
        operands.add(resolve(value));
      }
    }
    return operands;
  }

  /** Arithmetic with a constant, which becomes scale and shift. */
  private boolean isAffine(Node node) {
    return node.op() instanceof Op.Binary b && Affines.fits(graph, node, b.kind());
  }

  /** Looks back through what only moves elements. */
  private Flattened trace(Value value) {
    int[] place = new int[value.shape().size()];
    Arrays.setAll(place, k -> k);
    Value at = value;
    Node producer = producers.get(at.id());
    while (producer != null && (producer.op() instanceof Op.Reshape || isTranspose(producer))) {
      if (producer.op() instanceof Op.Transpose t) {
        int[][] sources = Moves.transpose(t, producer.input().shape());
        for (int k = 0; k < place.length; k++) {
          place[k] = sources[place[k]][0];
        }
      }
      at = resolve(producer.input());
      producer = producers.get(at.id());
    }
    return new Flattened(at, place);
  }

  private static boolean isTranspose(Node node) {
    return node.op() instanceof Op.Transpose;
  }

  static int channels(Shape shape) {
    return shape.rank() == 0 ? 1 : shape.extent(-1);
  }

  static int rows(Shape shape) {
    int channels = channels(shape);
    return channels == 0 ? 0 : shape.size() / channels;
  }

  private Kernel kernel(Node node) {
    List<Value> operands = operands(node);
    int[] in = operands.stream().mapToInt(Value::id).toArray();
    int out = node.output().id();
    // The operand behind an alias: of as many rows and channels, but perhaps of another shape.
    Shape x = operands.get(0).shape();
    Shape y = node.output().shape();
    String name = node.name();
    int rows = rows(y);
    int channels = channels(y);
    if (node.op() instanceof Op.Convolution c) {
      Windows windows = Windows.sliding(c.window(), node.input().shape(), y);
      Weights weights = Weights.ofConvolution(c.weight(), c.groups());
      Kernel.Slot bias = slot(c.bias());
      return c.groups() == 1
          ? new ConvolutionKernel(name, in, out, rows(x), windows, weights, bias)
          : new GroupedConvolutionKernel(
              name, in, out, rows(x), windows, weights, bias, c.groups());
    } else if (node.op() instanceof Op.Dense d) {
      return dense(node, d, in, x, rows);
    } else if (node.op() instanceof Op.MaxPool p) {
      Windows windows = Windows.sliding(p.window(), node.input().shape(), y);
      return new MaximumKernel(name, in, out, rows(x), windows, channels, true);
    } else if (node.op() instanceof Op.Reduce r && r.kind() == Op.Reduce.Kind.MAXIMUM) {
      Windows windows = Windows.all(rows(x));
      return new MaximumKernel(name, in, out, rows(x), windows, channels, false);
    } else if (node.op() instanceof Op.Elementwise e) {
      boolean pairwise = node.type().equals(Lowering.PAIRWISE);
      return new ElementwiseKernel(name, in, out, rows, channels, e.function(), pairwise);
    } else if (node.op() instanceof Op.ParametricRelu p) {
      return Affines.parametricRelu(node, p, in, rows, channels);
    } else if (node.op() instanceof Op.BatchNormalization b) {
      return Affines.batchNormalization(node, b, in, rows, channels);
    } else if (isAffine(node)) {
      return Affines.arithmetic(graph, node, in, rows, channels);
    } else if (node.op() instanceof Op.Binary b) {
      return new BinaryKernel(name, in, out, rows, channels, b.kind());
    } else if (node.op() instanceof Op.Softmax) {
      return new SoftmaxKernel(name, in, out, rows, channels, false);
    } else if (node.op() instanceof Op.LogSoftmax) {
      return new SoftmaxKernel(name, in, out, rows, channels, true);
    } else if (node.op() instanceof Op.MatrixProduct) {
      return matrixProduct(node, operands, in);
    }
    int[][] inShapes = new int[in.length][];
    for (int k = 0; k < in.length; k++) {
      Shape shape = operands.get(k).shape();
      inShapes[k] = new int[] {rows(shape), channels(shape)};
    }
    return new MovingKernel(name, in, out, rows, channels, inShapes, Moves.table(node));
  }

  private static Kernel.Slot slot(Parameter parameter) {
    return parameter == null
        ? null
        : new Kernel.Slot(parameter.name(), parameter.tensor().values());
  }

  private Kernel dense(Node node, Op.Dense d, int[] in, Shape x, int rows) {
    Kernel.Slot bias = slot(d.bias());
    Flattened behind = flattened.get(node.output().id());
    int features = d.weight().tensor().shape().extent(0);
    int[] place = new int[features];
    Arrays.setAll(place, k -> k);
    if (behind == null) {
      Weights weights = Weights.ofDense(d.weight(), place, 1, features);
      return new ConvolutionKernel(
          node.name(), in, node.output().id(), rows, Windows.identity(rows), weights, bias);
    }
    Weights weights = Weights.ofDense(d.weight(), behind.place, rows(x), channels(x));
    return new ConvolutionKernel(
        node.name(), in, node.output().id(), rows(x), Windows.all(rows(x)), weights, bias);
  }

  private boolean isFixed(Value value) {
    Parameter constant = graph.constant(value);
    return constant != null && !constant.trainable();
  }

  private Kernel matrixProduct(Node node, List<Value> operands, int[] in) {
    Shape a = node.inputs().get(0).shape();
    Shape b = node.inputs().get(1).shape();
    Shape y = node.output().shape();
    int inner = a.extent(-1);
    int height = y.extent(-2);
    int products = y.size() / Math.max(1, height * y.extent(-1));
    boolean[] computed = {!isFixed(operands.get(0)), !isFixed(operands.get(1))};
    return new MatrixProductKernel(
        node.name(),
        in,
        node.output().id(),
        height,
        inner,
        y.extent(-1),
        Moves.matrices(a, y, products),
        Moves.matrices(b, y, products),
        computed);
  }
}
