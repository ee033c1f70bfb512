package io.plumbline.graph.by;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Graph;
import io.plumbline.graph.GraphCopy;
import io.plumbline.graph.InvalidModelException;
import io.plumbline.graph.Node;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Terms;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model as a function of one of its weights: the input is held at a sample, the weight is the
 * input. What differences, bounds and judges gradients by an input then does so by the weight.
 */
public final class ByTensor {
  private final Graph.Builder builder;
  private final Map<Parameter, Placement> placements;
  private final Map<Parameter, Value> made = new IdentityHashMap<>();
  private final Value variable;

  private ByTensor(
      String source, String name, Tensor tensor, Map<Parameter, Placement> placements) {
    this.builder = Graph.builder(source);
    this.placements = placements;
    this.variable = builder.input(name, tensor.shape().withFirst(1));
  }

  /**
   * The model as a function of a weight.
   *
   * @param graph the model
   * @param x what its input holds, in C order
   * @param name of the weight
   * @param tensor the weight as the file has it
   * @param placements by identity, for each parameter of the graph made of the weight: how
   * @return a graph whose input is the weight, under a batch axis of 1
   * @throws InvalidModelException if the output does not depend on the weight
   */
  public static Graph of(
      Graph graph, double[] x, String name, Tensor tensor, Map<Parameter, Placement> placements) {
    ByTensor by = new ByTensor(graph.source(), name, tensor, placements);
    Parameter held = Parameter.fixed(graph.input().name(), new Tensor(graph.input().shape(), x));
    return by.builder.build(by.copied(graph, by.builder.constant(held)));
  }

  private Value copied(Graph graph, Value input) {
    GraphCopy copy = new GraphCopy(graph, builder, input, this::operand);
    for (Node node : graph.nodes()) {
      if (node.op().parameters().stream().anyMatch(placements::containsKey)) {
        Terms terms = Terms.at(builder, node.name());
        copy.put(node, node.op().accept(new Unheld(this, terms, node, copy.operands(node))));
      } else {
        copy.add(node);
      }
    }
    return copy.output();
  }

  /** A parameter's value: what the weight makes of it, or itself. */
  Value operand(Parameter parameter) {
    return made.computeIfAbsent(
        parameter, key -> placements.containsKey(key) ? placed(key) : builder.constant(key));
  }

  /** Whether a parameter is made of the weight. */
  boolean varies(@Nullable Parameter parameter) {
    return parameter != null && placements.containsKey(parameter);
  }

  private Value placed(Parameter parameter) {
    Placement placement = Objects.requireNonNull(placements.get(parameter));
    Terms terms = Terms.at(builder, parameter.name());
    Shape shape = parameter.tensor().shape();
    if (placement.isIdentity(variable.shape().size())) {
      return terms.reshaped(variable, shape);
    }
    int size = shape.size();
    int[] places = new int[size];
    double[] factors = new double[size];
    double[] fixed = new double[size];
    for (int k = 0; k < size; k++) {
      boolean free = placement.sources()[k] != Placement.FIXED;
      places[k] = free ? placement.sources()[k] : 0;
      factors[k] = free ? placement.factors()[k] : 0;
      fixed[k] = free ? 0 : parameter.tensor().values()[k];
    }
    Value value = terms.gathered(variable, places);
    if (Arrays.stream(factors).anyMatch(each -> each != 1)) {
      value = terms.times(value, terms.constant(new Tensor(value.shape(), factors)));
    }
    if (Arrays.stream(fixed).anyMatch(each -> each != 0)) {
      value = terms.plus(value, terms.constant(new Tensor(value.shape(), fixed)));
    }
    return terms.reshaped(value, shape);
  }
}
