package io.plumbline.graph;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model: one input, one output, and the nodes between them in an order in which each stands
 * behind what it reads. Immutable; every shape is known and fits.
 */
public final class Graph {
  private final String source;
  private final Value input;
  private final Value output;
  private final List<Node> nodes;
  private final Map<Integer, Parameter> constants;
  private final int valueCount;
  private final double work;

  private Graph(Builder builder, Value output) {
    this.source = builder.source;
    this.input = Objects.requireNonNull(builder.input, "input");
    this.output = output;
    this.nodes = Collections.unmodifiableList(builder.reaching(output));
    this.constants = Map.copyOf(builder.constants);
    this.valueCount = builder.valueCount;
    this.work = builder.work;
  }

  /**
   * Begins a graph.
   *
   * @param source what messages call it: the file's name
   * @return an empty builder
   */
  public static Builder builder(String source) {
    return new Builder(source);
  }

  /**
   * What the graph was read from.
   *
   * @return the file's name
   */
  public String source() {
    return source;
  }

  /**
   * The input, for one sample.
   *
   * @return a value whose batch axis is 1
   */
  public Value input() {
    return input;
  }

  /**
   * The output, for one sample.
   *
   * @return the last node's output
   */
  public Value output() {
    return output;
  }

  /**
   * How many products, or elements looked at, one evaluation takes.
   *
   * @return what bounds its time
   */
  public double work() {
    return work;
  }

  /**
   * The nodes that lead to the output.
   *
   * @return each behind those it reads
   */
  public List<Node> nodes() {
    return nodes;
  }

  /**
   * The nodes that the input moves; the others compute the same whatever it is.
   *
   * @return each behind those it reads
   */
  public List<Node> dependentNodes() {
    Set<Integer> moved = new HashSet<>(Set.of(input.id()));
    List<Node> dependent = new ArrayList<>();
    for (Node node : nodes) {
      if (node.inputs().stream().anyMatch(value -> moved.contains(value.id()))) {
        moved.add(node.output().id());
        dependent.add(node);
      }
    }
    return dependent;
  }

  /**
   * The number of values; every {@link Value#id} is below it.
   *
   * @return the length of an array indexed by id
   */
  public int valueCount() {
    return valueCount;
  }

  /**
   * The constant behind a value.
   *
   * @param value any value of this graph
   * @return its parameter, or null where the value is computed
   */
  public @Nullable Parameter constant(Value value) {
    return constants.get(value.id());
  }

  /**
   * All parameters the nodes hold or read, each once, in the order of the nodes.
   *
   * @return weights, biases, statistics and constants
   */
  public List<Parameter> parameters() {
    Set<Parameter> found = Collections.newSetFromMap(new java.util.IdentityHashMap<>());
    List<Parameter> all = new ArrayList<>();
    for (Node node : nodes) {
      for (Parameter parameter : parametersOf(node)) {
        if (found.add(parameter)) {
          all.add(parameter);
        }
      }
    }
    return all;
  }

  /**
   * The parameters of one node: those its operation holds, then constants it reads.
   *
   * @param node a node of this graph
   * @return in the operation's order
   */
  public List<Parameter> parametersOf(Node node) {
    List<Parameter> all = new ArrayList<>(node.op().parameters());
    for (Value read : node.inputs()) {
      Parameter constant = constants.get(read.id());
      if (constant != null) {
        all.add(constant);
      }
    }
    return all;
  }

  /** Collects nodes, inferring and checking each shape as it comes. */
  public static final class Builder {
    /** All values together: two gigabytes in float64. */
    private static final long MOST_ELEMENTS = 1L << 28;

    /** Products of one sample: minutes. Large image classifiers take a tenth. */
    private static final double MOST_WORK = 0x1p38;

    private final String source;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Integer, Parameter> constants = new HashMap<>();
    private final UniqueNames names = new UniqueNames();
    private @Nullable Value input;
    private int valueCount;
    private long elements;
    private double work;

    private Builder(String source) {
      this.source = source;
    }

    /**
     * Declares the input.
     *
     * @param name as the file names it
     * @param shape with the batch axis, 1
     * @return the value to feed to nodes
     */
    public Value input(String name, Shape shape) {
      if (input != null) {
        throw new InvalidModelException(
            source + ": inputs (" + input.name() + ", " + name + ") must be one");
      }
      input = new Value(valueCount++, name, shape);
      return input;
    }

    /**
     * Declares a constant operand.
     *
     * @param parameter its values
     * @return the value to feed to nodes
     */
    public Value constant(Parameter parameter) {
      Value value = new Value(valueCount++, parameter.name(), parameter.tensor().shape());
      constants.put(value.id(), parameter);
      return value;
    }

    /**
     * Adds a node.
     *
     * @param name as the file names it; a number is appended where it is taken
     * @param type the file's word for the operation
     * @param op what it computes
     * @param inputs values of this builder, in the operation's order
     * @return the node's output
     * @throws InvalidInputException if the shapes do not fit, naming the node and its type
     */
    public Value add(String name, String type, Op op, Value... inputs) {
      String unique = names.of(name);
      List<Shape> shapes = Arrays.stream(inputs).map(Value::shape).toList();
      Shape shape;
      try {
        shape = op.infer(shapes);
      } catch (InvalidInputException e) {
        throw new InvalidModelException(
            source + ": node " + unique + " (" + type + "): " + e.getMessage(), e);
      }
      elements += shape.size();
      if (elements > MOST_ELEMENTS) {
        throw new InvalidModelException(
            source
                + ": node "
                + unique
                + " ("
                + type
                + "): brings the model's values to more than "
                + MOST_ELEMENTS
                + " elements; a smaller image or shorter sequence may fit, or an earlier --output");
      }
      work += op.work(shapes, shape);
      if (work > MOST_WORK) {
        throw new InvalidModelException(
            String.format(
                Locale.ROOT,
                "%s: node %s (%s): brings the model's work to %.0f products a sample, which must be"
                    + " at most %.0f",
                source,
                unique,
                type,
                work,
                MOST_WORK));
      }
      Value output = new Value(valueCount++, unique, shape);
      nodes.add(new Node(unique, type, op, List.of(inputs), output));
      return output;
    }

    /**
     * Ends the graph. Nodes that do not lead to the output are left out.
     *
     * @param output what the model gives
     * @return the graph
     * @throws InvalidInputException if there is no input, or the output does not depend on it
     */
    public Graph build(Value output) {
      if (input == null) {
        throw new InvalidModelException(source + ": inputs (none) must be one");
      }
      Graph graph = new Graph(this, output);
      boolean reached = output.equals(input);
      for (Node node : graph.nodes) {
        reached |= node.inputs().contains(input);
      }
      if (!reached) {
        throw new InvalidModelException(
            source + ": output (" + output.name() + ") must depend on the input " + input.name());
      }
      return graph;
    }

    private List<Node> reaching(Value output) {
      Set<Integer> wanted = new LinkedHashSet<>();
      wanted.add(output.id());
      List<Node> kept = new ArrayList<>();
      for (int k = nodes.size() - 1; k >= 0; k--) {
        Node node = nodes.get(k);
        if (wanted.contains(node.output().id())) {
          kept.add(node);
          node.inputs().forEach(value -> wanted.add(value.id()));
        }
      }
      Collections.reverse(kept);
      return kept;
    }
  }
}
