package io.plumbline.readers.keras;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import io.plumbline.readers.options.ReadOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** By which of a model's layers is differentiated, which gives the output, what others hold. */
final class Endpoints {
  private final String source;
  private final ModelLayers model;
  private final ReadOptions options;
  private final String input;

  Endpoints(String source, ModelLayers model, ReadOptions options) {
    this.source = source;
    this.model = model;
    this.options = options;
    if (options.batchAxis().orElse(0) != 0) {
      throw error("--batch-axis must be 0 with a .keras file, whose layers count samples first");
    }
    List<String> all = new ArrayList<>(model.inputNames());
    all.addAll(model.layers().keySet());
    options.held().keySet().forEach(name -> require("--hold", name, all));
    options.output().ifPresent(name -> require("--output", name, model.layers().keySet()));
    input = chosen();
  }

  private void require(String option, String name, Iterable<String> among) {
    List<String> names = new ArrayList<>();
    among.forEach(names::add);
    if (!names.contains(name)) {
      throw error(
          option
              + " ("
              + Config.printable(name)
              + ") must be one of "
              + Config.printable(String.join(", ", names)));
    }
  }

  private String chosen() {
    List<String> open = new ArrayList<>(model.inputNames());
    open.removeAll(options.held().keySet());
    if (options.input().isPresent()) {
      String name = options.input().get();
      if (model.layers().containsKey(name)) {
        return name;
      }
      require("--input-name", name, open);
      open.retainAll(List.of(name));
    }
    if (open.size() != 1) {
      throw error(
          "inputs ("
              + Config.printable(String.join(", ", open))
              + ") must be one; choose with --input-name NAME and hold the others fixed with --hold"
              + " NAME=FILE.npy");
    }
    return open.get(0);
  }

  /** The layer to differentiate by: an input, or any layer whose output is given in its stead. */
  String input() {
    return input;
  }

  Shape inputShape() {
    if (!model.layers().containsKey(input)) {
      return model.inputShape(input, options.given());
    }
    int[] extents =
        options
            .given()
            .orElseThrow(() -> error("--input-name (" + input + ") must come with --input"))
            .extents();
    extents[0] = 1;
    return Tensor.shapeOf(extents);
  }

  Optional<String> output() {
    return options.output();
  }

  /** What inputs and layers hold, as constants. */
  Map<String, Value> held(Graph.Builder graph) {
    Map<String, Value> values = new LinkedHashMap<>();
    options
        .held()
        .forEach(
            (name, tensor) -> {
              Shape shape =
                  model.layers().containsKey(name)
                      ? tensor.shape()
                      : model.inputShape(name, Optional.of(tensor.shape()));
              if (shape.size() != tensor.shape().size()) {
                throw error("--hold " + name + ": shape " + tensor.shape() + " must be " + shape);
              }
              Tensor value = new Tensor(shape, tensor.values());
              values.put(name, graph.constant(Parameter.fixed(name, value)));
            });
    return values;
  }

  private InvalidInputException error(String line) {
    return new InvalidInputException(source + ": " + line);
  }
}
