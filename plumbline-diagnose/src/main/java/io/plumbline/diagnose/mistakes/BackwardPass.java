package io.plumbline.diagnose.mistakes;

import io.plumbline.core.function.Shape;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.Value;
import io.plumbline.graph.loss.OutputKind;
import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Reverse mode at one point, node by node, so that what one node hands back can be replaced by what
 * a wrong implementation of it would. Each node is a graph of its own, which the evaluator
 * differentiates; what lies before the first replaced node is computed once. Not for several
 * threads.
 */
final class BackwardPass {
  private final Graph graph;
  private final Value end;
  private final double[] bar;
  private final TieRule rule;
  private final Map<Integer, double[]> values = new HashMap<>();
  private final Set<Integer> variables = new HashSet<>();
  private final Map<Place, double[]> right = new HashMap<>();
  private final Map<Place, double[]> rightBars = new HashMap<>();

  /** They hold the network's weights once more, and may be made again. */
  private final Map<Place, SoftReference<Evaluator>> locals = new HashMap<>();

  /** Where something is handed back: from a node to what it reads. */
  private record Place(Node node, int operand) {}

  /**
   * A pass.
   *
   * @param graph of which values up to the end are computed
   * @param end the scores
   * @param x the input
   * @param bar the derivatives by the scores
   */
  BackwardPass(Graph graph, Value end, double[] x, double[] bar, TieRule rule) {
    this.graph = graph;
    this.end = end;
    this.bar = bar;
    this.rule = rule;
    values.put(graph.input().id(), x);
    variables.add(graph.input().id());
    for (Node node : graph.nodes()) {
      if (isComputed(node)) {
        variables.add(node.output().id());
      }
      values.put(node.output().id(), forward(node));
    }
  }

  private boolean isComputed(Node node) {
    return node.inputs().stream().anyMatch(this::isVariable);
  }

  /** Whether a value depends on the input: where that is a weight, what lies before it does not. */
  boolean isVariable(Value value) {
    return variables.contains(value.id());
  }

  /** As a function of its first operand that varies, or of its first where none does. */
  private double[] forward(Node node) {
    int operand = 0;
    while (isComputed(node) && !isVariable(node.inputs().get(operand))) {
      operand++;
    }
    return local(node, operand, node.op()).forward(value(node.inputs().get(operand)));
  }

  /** What a value is at this point. */
  double[] value(Value of) {
    double[] found = values.get(of.id());
    return found == null ? Objects.requireNonNull(graph.constant(of)).tensor().values() : found;
  }

  /** A node as a function of one operand, all others being what they are here. */
  private Evaluator local(Node node, int operand, Op op) {
    if (op != node.op()) {
      return compiled(node, operand, op, Map.of());
    }
    Place place = new Place(node, operand);
    SoftReference<Evaluator> kept = locals.get(place);
    Evaluator known = kept == null ? null : kept.get();
    if (known == null) {
      known = compiled(node, operand, op, Map.of());
      locals.put(place, new SoftReference<>(known));
    }
    return known;
  }

  /** The same, where some of the others hold something else. */
  private Evaluator compiled(Node node, int operand, Op op, Map<Integer, double[]> held) {
    Graph.Builder builder = Graph.builder(node.name());
    Value[] inputs = new Value[node.inputs().size()];
    for (int k = 0; k < inputs.length; k++) {
      Value read = node.inputs().get(k);
      inputs[k] =
          k == operand
              ? builder.input(read.name(), read.shape())
              : builder.constant(
                  Parameter.fixed(
                      read.name(), new Tensor(read.shape(), held.getOrDefault(k, value(read)))));
    }
    Graph alone = builder.build(builder.add(node.name(), node.type(), op, inputs));
    return Evaluator.of(alone, OutputKind.LOGITS);
  }

  /**
   * What a node hands back to one of its operands.
   *
   * @param node which
   * @param operand which of its inputs
   * @param bar the derivatives by its output
   */
  record Edge(BackwardPass pass, Node node, int operand, double[] bar) {
    Op op() {
      return node.op();
    }

    double[] in() {
      return pass.value(node.inputs().get(operand));
    }

    double[] out() {
      return pass.value(node.output());
    }

    Shape shape() {
      return node.inputs().get(operand).shape();
    }

    /** How many operands are computed from the input. */
    int variables() {
      return (int) node.inputs().stream().filter(pass::isVariable).count();
    }

    /** What is right. */
    double[] right() {
      return of(node.op(), in(), bar);
    }

    /** What is right for other derivatives by the output. */
    double[] right(double[] other) {
      return of(node.op(), in(), other);
    }

    /** What is right for other derivatives by the output and another tie rule. */
    double[] right(double[] other, TieRule rule) {
      return pass.local(node, operand, node.op())
          .at(in(), new FixedSlopes(other, true))
          .gradient(rule);
    }

    /** What would be right if another operand held something else. */
    double[] holding(int other, double[] held) {
      return pass.compiled(node, operand, node.op(), Map.of(other, held))
          .at(in(), new FixedSlopes(bar, true))
          .gradient(pass.rule);
    }

    /** What is right for another operation. */
    double[] of(Op op) {
      return of(op, in(), bar);
    }

    /** What is right for another operation, or elsewhere. */
    double[] of(Op op, double[] at, double[] by) {
      return pass.local(node, operand, op).at(at, new FixedSlopes(by, true)).gradient(pass.rule);
    }
  }

  /** One wrong way to go back through a node. */
  @FunctionalInterface
  interface Change {
    /**
     * What is handed back.
     *
     * @param edge from the node to one of its operands
     * @return one value for each element of the operand
     */
    double[] back(Edge edge);
  }

  Value input() {
    return graph.input();
  }

  /** Those that the input goes through. */
  List<Node> nodes() {
    return graph.nodes().stream().filter(this::isComputed).toList();
  }

  /** The gradient by the input as it is. */
  double[] gradient() {
    return gradient(edge -> edge.right(), Set.of());
  }

  /** The gradient by the input with some nodes gone back through in another way. */
  double[] gradient(Change change, Set<Node> where) {
    double[] gradient = bars(change, where).get(graph.input().id());
    return gradient == null ? new double[graph.input().shape().size()] : gradient;
  }

  /** The derivatives by each value that the gradient comes back through, by the value's id. */
  Map<Integer, double[]> bars() {
    return bars(edge -> edge.right(), Set.of());
  }

  private Map<Integer, double[]> bars(Change change, Set<Node> where) {
    Map<Integer, double[]> bars = new HashMap<>();
    bars.put(end.id(), bar);
    List<Node> nodes = graph.nodes();
    for (int k = nodes.size() - 1; k >= 0; k--) {
      Node node = nodes.get(k);
      double[] own = bars.get(node.output().id());
      for (int j = 0; own != null && j < node.inputs().size(); j++) {
        Value read = node.inputs().get(j);
        if (isVariable(read)) {
          Edge edge = new Edge(this, node, j, own);
          double[] back = where.contains(node) ? change.back(edge) : unchanged(edge);
          bars.merge(read.id(), back, BackwardPass::sum);
        }
      }
    }
    return bars;
  }

  /** What is right, kept for the next pass in which the same comes back. */
  private double[] unchanged(Edge edge) {
    Place place = new Place(edge.node, edge.operand);
    double[] before = rightBars.get(place);
    double[] known = right.get(place);
    if (known != null && Arrays.equals(before, edge.bar)) {
      return known;
    }
    double[] back = edge.right();
    if (known == null) {
      right.put(place, back);
      rightBars.put(place, edge.bar);
    }
    return back;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = new double[a.length];
    for (int k = 0; k < sum.length; k++) {
      sum[k] = a[k] + b[k];
    }
    return sum;
  }
}
