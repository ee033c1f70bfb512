package io.plumbline.djl;

import io.plumbline.graph.Graph;
import io.plumbline.graph.Node;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A graph again, some of its parameters with other values. */
final class Reparameterized {
  private final Graph graph;
  private final Map<Parameter, Parameter> replaced = new IdentityHashMap<>();

  private Reparameterized(Graph graph, List<Parameter> parameters, List<float[]> values) {
    this.graph = graph;
    for (int k = 0; k < parameters.size(); k++) {
      Parameter old = parameters.get(k);
      double[] wide = SampleRows.toDoubles(values.get(k));
      Tensor tensor = new Tensor(old.tensor().shape(), wide);
      replaced.put(old, new Parameter(old.name(), tensor, old.trainable()));
    }
  }

  /**
   * Replaces values.
   *
   * @param graph the graph
   * @param parameters of the graph
   * @param values for each, in C order of its shape
   * @return the same nodes under the same names
   */
  static Graph with(Graph graph, List<Parameter> parameters, List<float[]> values) {
    return new Reparameterized(graph, parameters, values).build();
  }

  private Graph build() {
    Graph.Builder builder = Graph.builder(graph.source());
    Map<Integer, Value> values = new HashMap<>();
    values.put(graph.input().id(), builder.input(graph.input().name(), graph.input().shape()));
    for (Node node : graph.nodes()) {
      Value[] inputs = new Value[node.inputs().size()];
      for (int k = 0; k < inputs.length; k++) {
        Value read = node.inputs().get(k);
        inputs[k] =
            values.computeIfAbsent(
                read.id(),
                id -> builder.constant(replacement(Objects.requireNonNull(graph.constant(read)))));
      }
      values.put(
          node.output().id(),
          builder.add(
              node.name(), node.type(), node.op().withParameters(this::replacement), inputs));
    }
    return builder.build(Objects.requireNonNull(values.get(graph.output().id())));
  }

  private Parameter replacement(Parameter parameter) {
    return replaced.getOrDefault(parameter, parameter);
  }
}
