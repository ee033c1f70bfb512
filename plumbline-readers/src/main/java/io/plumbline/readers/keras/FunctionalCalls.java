package io.plumbline.readers.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.InvalidModelException;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a Functional model, made in whatever order their inputs allow. A layer may be called
 * several times; a tensor is then named by its layer and which of the calls gave it.
 */
final class FunctionalCalls {
  /** What Keras hands from layer to layer; it follows from the layers themselves. */
  private static final String MASK = "mask";

  /** Keras's predict overrides it: what is read is inference. */
  private static final String TRAINING = "training";

  private final ModelLayers model;
  private final Config config;
  private final String where;
  private final Map<String, List<Value>> outputs = new HashMap<>();
  private final Map<Place, List<Waiting>> waiting = new HashMap<>();

  /** What one of a layer's calls gives. */
  private record Place(String layer, int call) {}

  /** A call of which so many inputs are not there yet. */
  private static final class Waiting {
    private final String layer;
    private int missing;

    Waiting(String layer) {
      this.layer = layer;
    }
  }

  FunctionalCalls(ModelLayers model) {
    this.model = model;
    this.config = model.config();
    this.where = model.where();
  }

  Value run(Map<String, Value> given, Optional<String> output) {
    given.forEach((name, value) -> outputs.put(name, new ArrayList<>(List.of(value))));
    JsonElement result = result(output);
    Set<String> needed = new HashSet<>();
    reach(result, needed);
    Deque<String> open = new ArrayDeque<>(model.layers().keySet());
    open.removeIf(layer -> !needed.contains(layer));
    while (!open.isEmpty()) {
      advance(open.pop(), open);
    }
    Value made = at(place(result, firstCall(name(result))));
    if (made == null) {
      throw error(
          "output "
              + Config.shortened(result)
              + " must be given by a layer; the calls form a cycle or one is missing");
    }
    return made;
  }

  /** The tensor that is asked for: one of the model's outputs, or the first of a layer's. */
  private JsonElement result(Optional<String> output) {
    List<JsonElement> results = ModelLayers.flat(config.get("output_layers"));
    if (output.isPresent()) {
      for (JsonElement one : results) {
        if (name(one).equals(output.get())) {
          return one;
        }
      }
      JsonArray tensor = new JsonArray();
      tensor.add(output.get());
      tensor.add(firstCall(output.get()));
      tensor.add(0);
      return tensor;
    }
    if (results.size() != 1) {
      List<String> names = results.stream().map(this::name).toList();
      throw error(
          "outputs (" + String.join(", ", names) + ") must be one; choose with --output NAME");
    }
    return results.get(0);
  }

  /** The layers that lead to a tensor: Keras files what computes masks beside them. */
  private void reach(JsonElement tensor, Set<String> into) {
    Deque<String> open = new ArrayDeque<>(List.of(name(tensor)));
    while (!open.isEmpty()) {
      String layer = open.pop();
      JsonObject description = model.descriptions().get(layer);
      if (description == null || outputs.containsKey(layer) || !into.add(layer)) {
        continue;
      }
      List<JsonElement> tensors = new ArrayList<>();
      if (description.get("inbound_nodes") instanceof JsonArray calls) {
        calls.forEach(call -> collect(layer, call, tensors, 0));
      }
      tensors.stream().filter(t -> !t.isJsonPrimitive()).forEach(t -> open.push(name(t)));
    }
  }

  private int made(String layer) {
    return outputs.getOrDefault(layer, List.of()).size();
  }

  /** Makes the layer's calls up to one whose inputs are not there; behind them go who waited. */
  private void advance(String layer, Deque<String> open) {
    JsonElement nodes =
        Objects.requireNonNull(model.descriptions().get(layer)).get("inbound_nodes");
    if (!(nodes instanceof JsonArray calls)) {
      throw error("layer " + layer + ": inbound_nodes must be a list");
    }
    while (made(layer) < calls.size()) {
      List<JsonElement> tensors = new ArrayList<>();
      collect(layer, calls.get(made(layer)), tensors, 0);
      if (waits(layer, tensors)) {
        return;
      }
      List<Value> inputs = tensors.stream().map(tensor -> argument(layer, tensor)).toList();
      if (inputs.isEmpty()) {
        throw error("layer " + layer + ": inputs (0) must be at least 1");
      }
      Set<String> flags = new LinkedHashSet<>();
      if (!model.isOperation(layer)) {
        flags(calls.get(made(layer)), flags);
      }
      Value output = Objects.requireNonNull(model.layers().get(layer)).call(inputs, flags);
      outputs.computeIfAbsent(layer, key -> new ArrayList<>()).add(output);
      for (Waiting one : waiting.getOrDefault(new Place(layer, made(layer) - 1), List.of())) {
        if (--one.missing == 0) {
          open.add(one.layer);
        }
      }
    }
  }

  /** Whether inputs of a layer's call are not there yet; it is called again when they all are. */
  private boolean waits(String layer, List<JsonElement> tensors) {
    Waiting call = new Waiting(layer);
    for (JsonElement tensor : tensors) {
      Place place = tensor.isJsonPrimitive() ? null : place(tensor, 0);
      if (place != null && at(place) == null) {
        call.missing++;
        waiting.computeIfAbsent(place, key -> new ArrayList<>()).add(call);
      }
    }
    return call.missing > 0;
  }

  /** Arguments of a call that are true, or tensors beside the inputs. */
  private static void flags(JsonElement call, Set<String> into) {
    if (call instanceof JsonObject object && object.get("kwargs") instanceof JsonObject named) {
      for (Map.Entry<String, JsonElement> entry : named.entrySet()) {
        boolean holds =
            entry.getValue() instanceof JsonPrimitive flag
                && flag.isBoolean()
                && flag.getAsBoolean()
                && !entry.getKey().equals(TRAINING);
        boolean beside =
            entry.getValue().isJsonObject()
                && !entry.getKey().equals("inputs")
                && !entry.getKey().equals(MASK);
        if (holds || beside) {
          into.add(entry.getKey());
        }
      }
    }
  }

  private Value argument(String layer, JsonElement argument) {
    if (!argument.isJsonPrimitive()) {
      return Objects.requireNonNull(at(place(argument, 0)));
    }
    double number = config.number("argument", argument);
    Parameter constant = Parameter.fixed(layer + "/number", Tensor.scalar(number));
    return model.reading().graph().constant(constant);
  }

  /** The tensors among a call's arguments, in their order; an operation's numbers too. */
  private void collect(String layer, JsonElement element, List<JsonElement> into, int depth) {
    if (depth > 16) {
      throw error("layer " + layer + ": arguments must not be nested so deep");
    }
    if (element instanceof JsonPrimitive number && number.isNumber()) {
      if (!model.isOperation(layer)) {
        throw error("layer " + layer + ": arguments (" + number + ") must be tensors");
      }
      into.add(number);
    } else if (element instanceof JsonArray list) {
      list.forEach(inner -> collect(layer, inner, into, depth + 1));
    } else if (element instanceof JsonObject object) {
      Config call = new Config(where + ": layer " + layer, object);
      if (object.has("keras_history")) {
        into.add(object.get("keras_history"));
      } else if (call.has("class_name") && call.has("config")) {
        collect(layer, object.get("config"), into, depth + 1);
      } else {
        for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
          if (entry.getKey().equals(MASK)) {
            continue;
          }
          collect(layer, entry.getValue(), into, depth + 1);
        }
      }
    }
  }

  private String name(JsonElement tensor) {
    if (!ModelLayers.isTensor(tensor)) {
      throw error(
          "tensor " + Config.shortened(tensor) + " must name a layer, a call and an output");
    }
    return Config.printable(tensor.getAsJsonArray().get(0).getAsString());
  }

  /**
   * Keras counts a Functional model's calls from 1 where it names an outer model's output, and from
   * 0 elsewhere ({@code Functional.get_config}).
   */
  private int firstCall(String output) {
    JsonObject layer = model.descriptions().get(output);
    boolean functional =
        layer != null && new Config(where, layer).text("class_name", "").equals("Functional");
    return functional ? 1 : 0;
  }

  private Place place(JsonElement tensor, int firstCall) {
    String layer = name(tensor);
    if (!model.descriptions().containsKey(layer)) {
      throw error("layer " + layer + " must be defined");
    }
    int call = config.integer("keras_history", tensor.getAsJsonArray().get(1)) - firstCall;
    int output = config.integer("keras_history", tensor.getAsJsonArray().get(2));
    if (call < 0 || output != 0) {
      throw error("tensor " + Config.shortened(tensor) + " must be a layer's first output");
    }
    return new Place(layer, call);
  }

  private @Nullable Value at(Place place) {
    List<Value> given = outputs.getOrDefault(place.layer, List.of());
    return place.call < given.size() ? given.get(place.call) : null;
  }

  private InvalidInputException error(String line) {
    return new InvalidModelException(where + ": " + line);
  }
}
