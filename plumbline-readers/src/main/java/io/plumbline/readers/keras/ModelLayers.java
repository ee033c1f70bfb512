package io.plumbline.readers.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InvalidModelException;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.UnsupportedModelException;
import io.plumbline.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Sequential or Functional model, possibly inside another: its layers in the file's order.
 *
 * <p>Weights are not filed under a layer's name but under its class's, in snake case, with a count
 * from the second of that class on: {@code layers/conv2d_1/vars/0} belongs to the second Conv2D of
 * the model, whatever its name (Keras, {@code saving_lib._save_container_state}).
 */
final class ModelLayers {
  private static final int DEEPEST = 16;
  private static final int MOST_CALLS = 100_000;

  /** What all models of one file share. */
  record Reading(
      String source,
      Graph.Builder graph,
      WeightFile weights,
      int[] calls,
      Map<Integer, Value> masks) {}

  private final Reading reading;
  private final boolean sequential;
  private final Config config;
  private final String where;
  private final Map<String, Callable> layers = new LinkedHashMap<>();
  private final Map<String, JsonObject> descriptions = new LinkedHashMap<>();
  private final Set<String> operations = new HashSet<>();

  /** A layer or a model in the place of one. */
  @FunctionalInterface
  interface Callable {
    /**
     * Calls it.
     *
     * @param flags arguments that are true
     */
    Value call(List<Value> inputs, Set<String> flags);
  }

  ModelLayers(Reading reading, JsonObject description, String prefix, String path, int depth) {
    this.reading = reading;
    Config outer = new Config(reading.source(), description);
    this.sequential = outer.text("class_name", "").equals("Sequential");
    this.config = outer.object("config");
    this.where = reading.source() + ": model " + Config.printable(config.text("name", "model"));
    if (depth > DEEPEST) {
      throw error("models must be nested at most " + DEEPEST + " deep");
    }
    Map<String, Integer> used = new HashMap<>();
    for (JsonElement element : config.array("layers")) {
      if (!element.isJsonObject()) {
        throw error("layers must be objects");
      }
      addLayer(element.getAsJsonObject(), prefix, path, used, depth);
    }
  }

  private void addLayer(
      JsonObject description, String prefix, String path, Map<String, Integer> used, int depth) {
    Config outer = new Config(where, description);
    String type = Config.printable(outer.text("class_name", ""));
    Config inner = outer.object("config");
    String name = Config.printable(inner.text("name", type));
    String layerWhere = reading.source() + ": layer " + prefix + name + " (" + type + ")";
    if (descriptions.put(name, description) != null) {
      throw error("layer " + name + " must be there once");
    }
    // Operations that are no layers are not among those that are filed.
    String layerPath = path + "layers/" + (Operations.is(outer) ? "" : filed(type, used));
    requireKeras(outer, layerWhere);
    if (isModel(type)) {
      ModelLayers model =
          new ModelLayers(reading, description, prefix + name + "/", layerPath + "/", depth + 1);
      layers.put(name, (inputs, flags) -> model.call(inputs));
    } else if (Operations.is(outer)) {
      operations.add(name);
      layers.put(
          name,
          (inputs, flags) -> {
            countCall();
            return Operations.read(layerWhere, reading.graph(), prefix + name, type, inputs);
          });
    } else if (!type.equals("InputLayer")) {
      Layer layer =
          new Layer(
              reading.source(),
              layerWhere,
              prefix + name,
              type,
              layerPath,
              new Config(layerWhere, description.getAsJsonObject("config")),
              reading.graph(),
              reading.weights(),
              reading.masks());
      layers.put(
          name,
          (inputs, flags) -> {
            countCall();
            layer.flags(flags);
            Value output = LayerTypes.read(layer, inputs);
            layer.requireNoFlags();
            return output;
          });
    }
  }

  private void countCall() {
    if (++reading.calls()[0] > MOST_CALLS) {
      throw error("layer calls must be at most " + MOST_CALLS);
    }
  }

  Reading reading() {
    return reading;
  }

  Config config() {
    return config;
  }

  String where() {
    return where;
  }

  Map<String, Callable> layers() {
    return layers;
  }

  Map<String, JsonObject> descriptions() {
    return descriptions;
  }

  /** Whether a layer is an operation on tensors and numbers, such as {@code x * 2}. */
  boolean isOperation(String layer) {
    return operations.contains(layer);
  }

  static boolean isModel(String type) {
    return type.equals("Sequential") || type.equals("Functional") || type.equals("Model");
  }

  /** A class of the user's own may bear the name of one of Keras's. */
  static void requireKeras(Config description, String where) {
    String module = description.text("module", "keras");
    if (!module.equals("keras") && !module.startsWith("keras.")) {
      throw new UnsupportedModelException(
          where + ": classes of module " + Config.printable(module) + " are not supported");
    }
  }

  /** The name under which the next layer of a class is filed, given how many there were. */
  static String filed(String type, Map<String, Integer> used) {
    // Exported by another name than it has in Keras's code.
    String group = snakeCase(type.equals("GroupQueryAttention") ? "GroupedQueryAttention" : type);
    int count = used.merge(group, 1, Integer::sum) - 1;
    return count == 0 ? group : group + "_" + count;
  }

  /** As Keras's {@code naming.to_snake_case}. */
  private static String snakeCase(String name) {
    return name.replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  /** The shape of one of the model's inputs, for one sample; free extents are the array's. */
  Shape inputShape(String name, Optional<Shape> given) {
    JsonElement shape = null;
    JsonObject description = descriptions.get(name);
    if (description != null) {
      shape = new Config(where, description).object("config").get("batch_shape");
    }
    if (shape == null && config.has("build_input_shape")) {
      shape = config.get("build_input_shape");
    }
    if (!(shape instanceof JsonArray list) || list.isEmpty()) {
      throw error("input " + Config.printable(name) + " must have a shape");
    }
    int[] extents = new int[list.size()];
    extents[0] = 1;
    for (int axis = 1; axis < extents.length; axis++) {
      extents[axis] =
          list.get(axis).isJsonNull()
              ? along(given, extents.length, axis)
              : config.integer("shape", list.get(axis));
      if (extents[axis] < 1) {
        throw error(
            "input shape ("
                + Config.shortened(list)
                + ") must have known extents, which the array given to --input says");
      }
    }
    try {
      return Tensor.shapeOf(extents);
    } catch (InvalidInputException e) {
      throw error("input " + e.getMessage());
    }
  }

  /** How long the given array is along an axis; it may lack the batch axis. */
  private static int along(Optional<Shape> given, int rank, int axis) {
    return given
        .filter(array -> array.rank() == rank || array.rank() == rank - 1)
        .map(array -> array.extent(axis - rank))
        .orElse(0);
  }

  /** The names of the inputs' layers, in their order. */
  List<String> inputNames() {
    List<String> names = new ArrayList<>();
    descriptions.forEach(
        (name, description) -> {
          if (new Config(where, description).text("class_name", "").equals("InputLayer")) {
            names.add(name);
          }
        });
    return names.isEmpty() ? List.of("input") : names;
  }

  /** Calls the model as a layer of another one. */
  Value call(List<Value> inputs) {
    if (inputs.size() != 1 || inputNames().size() != 1) {
      throw error("inputs (" + Math.max(inputs.size(), inputNames().size()) + ") must be one");
    }
    return call(Map.of(inputNames().get(0), inputs.get(0)), Optional.empty());
  }

  /**
   * Calls the model.
   *
   * @param given what inputs hold, or what other layers give, by name
   * @param output the layer that gives the result; the model's output where absent
   */
  Value call(Map<String, Value> given, Optional<String> output) {
    if (!sequential) {
      return new FunctionalCalls(this).run(given, output);
    }
    Value value = given.get(inputNames().get(0));
    for (Map.Entry<String, Callable> layer : layers.entrySet()) {
      if (given.containsKey(layer.getKey())) {
        value = given.get(layer.getKey());
      } else if (value != null) {
        value = layer.getValue().call(List.of(value), Set.of());
      }
      if (layer.getKey().equals(output.orElse(""))) {
        break;
      }
    }
    return Objects.requireNonNull(value);
  }

  /** Whether an element is a list that names one tensor: layer, call and output. */
  static boolean isTensor(JsonElement element) {
    return element instanceof JsonArray list
        && list.size() == 3
        && list.get(0) instanceof JsonPrimitive name
        && name.isString();
  }

  static List<JsonElement> flat(@Nullable JsonElement element) {
    List<JsonElement> all = new ArrayList<>();
    if (element != null && isTensor(element)) {
      all.add(element);
    } else if (element instanceof JsonArray list) {
      list.forEach(inner -> all.addAll(flat(inner)));
    } else if (element instanceof JsonObject object) {
      object.entrySet().forEach(entry -> all.addAll(flat(entry.getValue())));
    }
    return all;
  }

  private InvalidInputException error(String line) {
    return new InvalidModelException(where + ": " + line);
  }
}
