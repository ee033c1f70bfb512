package io.plumbline.readers.keras;

import com.google.gson.JsonElement;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InvalidModelException;
import io.plumbline.graph.Layout;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.UnsupportedModelException;
import io.plumbline.graph.Value;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A layer of the file: its settings, its weights, and the nodes it becomes when called. */
final class Layer {
  private final String source;
  private final String where;
  private final String name;
  private final String type;
  private final String weightPath;
  private final Config config;
  private final Graph.Builder graph;
  private final WeightFile weights;
  private final Map<Integer, Value> masks;
  private final Set<String> flags = new LinkedHashSet<>();
  private final Map<String, Parameter> parameters = new HashMap<>();
  private final Map<String, Layer> inner = new HashMap<>();

  /**
   * A layer.
   *
   * @param source the file's name
   * @param where the file and the layer, for messages
   * @param name of its nodes
   * @param type its class
   * @param weightPath of its group in the weights' file
   */
  Layer(
      String source,
      String where,
      String name,
      String type,
      String weightPath,
      Config config,
      Graph.Builder graph,
      WeightFile weights,
      Map<Integer, Value> masks) {
    this.masks = masks;
    this.source = source;
    this.where = where;
    this.name = name;
    this.type = type;
    this.weightPath = weightPath;
    this.config = config;
    this.graph = graph;
    this.weights = weights;
  }

  String name() {
    return name;
  }

  String type() {
    return type;
  }

  Config config() {
    return config;
  }

  Layout layout() {
    String format = config.text("data_format", "channels_last");
    return switch (format) {
      case "channels_last" -> Layout.CHANNELS_LAST;
      case "channels_first" -> Layout.CHANNELS_FIRST;
      default ->
          throw error(
              "data_format ("
                  + Config.printable(format)
                  + ") must be channels_last or channels_first");
    };
  }

  /** A variable of the layer; a shared layer's stays one parameter. */
  Parameter weight(int index, String variable, boolean trainable, int... shape) {
    return weight(index, variable, trainable, UnaryOperator.identity(), shape);
  }

  Parameter weight(
      int index, String variable, boolean trainable, UnaryOperator<Tensor> arranged, int... shape) {
    return weight(weightPath, index, variable, trainable, arranged, shape);
  }

  /** A variable of something inside the layer, such as a cell. */
  Parameter weight(String inside, int index, String variable, boolean trainable, int... shape) {
    String path = weightPath + "/" + inside;
    return weight(path, index, variable, trainable, UnaryOperator.identity(), shape);
  }

  /** A variable of something inside the layer, arranged anew. */
  Parameter weight(
      String inside, int index, String variable, UnaryOperator<Tensor> arranged, int... shape) {
    return weight(weightPath + "/" + inside, index, variable, true, arranged, shape);
  }

  private Parameter weight(
      String path,
      int index,
      String variable,
      boolean trainable,
      UnaryOperator<Tensor> arranged,
      int... shape) {
    return parameters.computeIfAbsent(
        variable,
        key -> {
          String full = name + "/" + variable;
          Tensor tensor = weights.read(path, index, full, trainable, shape);
          return new Parameter(full, arranged.apply(tensor), trainable);
        });
  }

  /** A parameter made of others, once for all calls. */
  Parameter derived(String variable, Supplier<Parameter> made) {
    Parameter known = parameters.get(variable);
    if (known == null) {
      known = made.get();
      parameters.put(variable, known);
    }
    return known;
  }

  /** Whether the call that is made says so, as in {@code use_causal_mask=True}. */
  boolean flagged(String argument) {
    return flags.remove(argument);
  }

  /** Takes what a call says beside its tensors; all of it must be asked for. */
  void flags(Set<String> given) {
    flags.clear();
    flags.addAll(given);
  }

  /** Refuses what a call says and the layer did not ask for. */
  void requireNoFlags() {
    if (!flags.isEmpty()) {
      throw unsupported(
          "argument " + Config.printable(flags.iterator().next()) + " is not supported");
    }
  }

  /** Which values of the model have masks, and what these are: 1 where a place counts, else 0. */
  Map<Integer, Value> masks() {
    return masks;
  }

  /** A description among a setting's, of something of Keras's own. */
  Config nested(String setting, JsonElement element) {
    if (!element.isJsonObject()) {
      throw error(setting + " must be objects");
    }
    Config description = new Config(where, element.getAsJsonObject());
    ModelLayers.requireKeras(description, where + ": " + setting);
    return description;
  }

  /** The layer that a wrapper's setting describes; it is made once for all calls. */
  Layer inside(String setting, String path) {
    return inside(setting, path, config.object(setting));
  }

  /** The layer that one of a setting's descriptions is of; it is made once for all calls. */
  Layer inside(String setting, String path, Config description) {
    return inside(setting, path, path, description);
  }

  /** One of the two ways through a sequence, which Keras names after the layer that it copies. */
  Layer way(String setting, String direction) {
    Config description = config.object(setting);
    String called = Config.printable(description.object("config").text("name", "layer"));
    String copied = called.replaceFirst("^(forward|backward)_", "");
    return inside(setting, direction + "_layer", direction + "_" + copied, description);
  }

  private Layer inside(String setting, String path, String title, Config description) {
    return inner.computeIfAbsent(
        path,
        key -> {
          String innerType = Config.printable(description.text("class_name", ""));
          ModelLayers.requireKeras(description, where + ": " + setting);
          return new Layer(
              source,
              where + ": " + setting + " (" + innerType + ")",
              name + "/" + title,
              innerType,
              weightPath + "/" + path,
              description.object("config"),
              graph,
              weights,
              masks);
        });
  }

  /** A constant of the layer that is no variable of the file. */
  Value constant(String what, Tensor tensor) {
    Parameter parameter =
        parameters.computeIfAbsent(what, key -> Parameter.fixed(name + "/" + what, tensor));
    return graph.constant(parameter);
  }

  /** A variable as an operand. */
  Value operand(Parameter parameter) {
    return graph.constant(parameter);
  }

  Value number(String what, double value) {
    return graph.constant(Parameter.fixed(name + "/" + what, Tensor.scalar(value)));
  }

  /** The layer's own node. */
  Value add(Op op, Value... inputs) {
    return checked(() -> graph.add(name, type, op, inputs));
  }

  /** A further node, where the layer takes several. */
  Value add(String part, String partType, Op op, Value... inputs) {
    return checked(() -> graph.add(name + "/" + part, partType, op, inputs));
  }

  Value elementwise(String part, String partType, Activation function, Value x) {
    return add(part, partType, new Elementwise(function), x);
  }

  /** Refuses an input with another number of axes, that of the samples included. */
  void requireAxes(Value x, int count) {
    if (x.shape().rank() != count) {
      throw error("input " + x.shape() + " must have " + count + " axes");
    }
  }

  /** Refuses settings that are on. */
  void requireOff(String... settings) {
    for (String setting : settings) {
      if (config.flag(setting, false)) {
        throw unsupported(setting + " is not supported");
      }
    }
  }

  int axis(int axis, Shape shape) {
    int positive = axis < 0 ? axis + shape.rank() : axis;
    if (positive < 0 || positive >= shape.rank()) {
      throw error("axis (" + axis + ") must be one of " + shape);
    }
    return positive;
  }

  /** What an action gives; its line gets the layer's name in front. */
  <T> T checked(Supplier<T> action) {
    try {
      return action.get();
    } catch (InvalidModelException e) {
      throw e;
    } catch (InvalidInputException e) {
      throw error(e.getMessage());
    } catch (ArithmeticException e) {
      throw error("numbers must be smaller, for its shape cannot be counted");
    }
  }

  InvalidInputException error(String line) {
    return new InvalidModelException(where + ": " + line);
  }

  /** An error of what may be sound, but is not read. */
  UnsupportedModelException unsupported(String line) {
    return new UnsupportedModelException(where + ": " + line);
  }
}
