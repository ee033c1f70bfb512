package io.plumbline.readers.keras;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.LogSoftmax;
import io.plumbline.graph.Op;
import io.plumbline.graph.Slice;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keras's activation functions, by name. Those that are no function of the graph are composed of
 * several: {@code mish} is x·tanh(softplus(x)).
 */
final class Activations {
  private static final double SELU_ALPHA = 1.6732632423543772848170429916717;
  private static final double SELU_SCALE = 1.0507009873554804934193349852946;

  private final Layer layer;
  private final String prefix;
  private final @Nullable String name;
  private final String type;

  /**
   * For one activation.
   *
   * @param name of the node that ends it, or null for the layer's own
   */
  private Activations(Layer layer, @Nullable String name, String type) {
    this.layer = layer;
    this.name = name;
    this.prefix = name == null ? "" : name + "/";
    this.type = type;
  }

  /** The activation built into a layer such as Dense: a node of its own, {@code dense/relu}. */
  static Value fused(Layer layer, Value x) {
    return of(layer, layer.config().get("activation"), x);
  }

  /** An activation that a setting names; each of its nodes is one of the layer's parts. */
  static Value of(Layer layer, @Nullable JsonElement setting, Value x) {
    String activation = name(layer, setting);
    return new Activations(layer, activation, camelCase(activation)).apply(activation, x);
  }

  /** The {@code Activation} layer. */
  static Value own(Layer layer, Value x) {
    String activation = name(layer, layer.config().get("activation"));
    return new Activations(layer, null, layer.type()).apply(activation, x);
  }

  /** A layer that is one activation: ReLU, ELU, Softmax. */
  static Value own(Layer layer, String activation, Value x) {
    return new Activations(layer, null, layer.type()).apply(activation, x);
  }

  /** The layer {@code ReLU}, with its three parameters. */
  static Value relu(Layer layer, Value x) {
    Config config = layer.config();
    double slope = config.number("negative_slope", 0);
    double threshold = config.number("threshold", 0);
    double most = config.number("max_value", Double.POSITIVE_INFINITY);
    if (slope < 0 || threshold < 0 || most < 0) {
      throw layer.error("negative_slope, threshold and max_value must be at least 0");
    }
    Activations as = new Activations(layer, null, layer.type());
    if (threshold == 0 && (slope == 0 || most == Double.POSITIVE_INFINITY)) {
      Activation function =
          slope != 0
              ? Activation.of(Kind.LEAKY_RELU, slope)
              : most == Double.POSITIVE_INFINITY
                  ? Activation.RELU
                  : new Activation(Kind.CLIP, 0, most);
      return as.last(new Elementwise(function), x);
    }
    Value y = as.positive(x, threshold, most, slope == 0);
    if (slope == 0) {
      return y;
    }
    Value below = as.two("below", Binary.Kind.SUBTRACT, x, layer.number("threshold", threshold));
    Value negative =
        as.part("negative", new Activation(Kind.CLIP, Double.NEGATIVE_INFINITY, 0), below);
    Value scaled =
        as.two("slope", Binary.Kind.MULTIPLY, negative, layer.number("negative_slope", slope));
    return as.last(new Binary(Binary.Kind.ADD), y, scaled);
  }

  /** What ReLU gives above its threshold; the layer's last node where nothing is added to it. */
  private Value positive(Value x, double threshold, double most, boolean ends) {
    Value y = x;
    boolean clips = most != Double.POSITIVE_INFINITY;
    if (threshold != 0) {
      Activation above = Activation.of(Kind.THRESHOLD, threshold);
      y = ends && !clips ? last(new Elementwise(above), y) : part("threshold", above, y);
    }
    if (clips) {
      Activation clip = new Activation(Kind.CLIP, 0, most);
      y = ends ? last(new Elementwise(clip), y) : part("clip", clip, y);
    }
    return y;
  }

  private static String name(Layer layer, @Nullable JsonElement activation) {
    if (activation == null) {
      return "linear";
    }
    if (activation instanceof JsonPrimitive primitive && primitive.isString()) {
      return primitive.getAsString();
    }
    if (activation instanceof JsonObject object
        && object.get("class_name") instanceof JsonPrimitive kind
        && kind.getAsString().equals("function")
        && object.get("config") instanceof JsonPrimitive function
        && object.get("module") instanceof JsonPrimitive module
        && (module.getAsString().equals("builtins") || module.getAsString().startsWith("keras."))) {
      return function.getAsString();
    }
    throw layer.unsupported("activation " + Config.shortened(activation) + " is not supported");
  }

  private static String camelCase(String name) {
    StringBuilder camel = new StringBuilder();
    for (String word : name.split("_")) {
      if (!word.isEmpty()) {
        camel.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return Config.printable(camel.toString());
  }

  private Value apply(String activation, Value x) {
    Config config = layer.config();
    boolean whole = name == null;
    Activation plain = plain(activation, whole ? config : null);
    if (plain != null) {
      return last(new Elementwise(plain), x);
    }
    int axis = whole && config.has("axis") ? softmaxAxis(config) : -1;
    return switch (activation) {
      case "linear" -> x;
      case "softmax" -> last(new Softmax(layer.axis(axis, x.shape())), x);
      case "log_softmax" -> last(new LogSoftmax(layer.axis(axis, x.shape())), x);
      default -> composed(activation, x);
    };
  }

  private int softmaxAxis(Config config) {
    int[] axes = Objects.requireNonNull(config.integers("axis"));
    if (axes.length != 1) {
      throw layer.error("axis (" + Arrays.toString(axes) + ") must be one number");
    }
    return axes[0];
  }

  /** Functions the graph has; null for others. Only layers give parameters. */
  private static @Nullable Activation plain(String activation, @Nullable Config config) {
    return switch (activation) {
      case "relu" -> Activation.RELU;
      case "relu6" -> new Activation(Kind.CLIP, 0, 6);
      case "leaky_relu" ->
          Activation.of(
              Kind.LEAKY_RELU, config == null ? 0.2 : config.number("negative_slope", 0.2));
      case "elu" -> Activation.of(Kind.ELU, config == null ? 1 : config.number("alpha", 1));
      case "selu" -> new Activation(Kind.SELU, SELU_ALPHA, SELU_SCALE);
      case "celu" -> Activation.of(Kind.CELU, 1);
      case "softplus" -> Activation.of(Kind.SOFTPLUS);
      case "softsign" -> Activation.of(Kind.SOFTSIGN);
      case "sigmoid" -> Activation.of(Kind.SIGMOID);
      case "hard_sigmoid" -> new Activation(Kind.HARD_SIGMOID, 1.0 / 6, 0.5);
      case "sparse_sigmoid" -> new Activation(Kind.HARD_SIGMOID, 0.5, 0.5);
      case "tanh" -> Activation.of(Kind.TANH);
      case "hard_tanh" -> new Activation(Kind.CLIP, -1, 1);
      case "silu", "swish" -> Activation.of(Kind.SILU);
      case "gelu" -> Activation.of(Kind.GELU);
      case "exponential" -> Activation.of(Kind.EXP);
      case "hard_shrink" -> Activation.of(Kind.HARD_SHRINK, 0.5);
      default -> null;
    };
  }

  private Value composed(String activation, Value x) {
    return switch (activation) {
      case "mish" -> {
        Value soft = part("softplus", Activation.of(Kind.SOFTPLUS), x);
        yield last(
            new Binary(Binary.Kind.MULTIPLY), x, part("tanh", Activation.of(Kind.TANH), soft));
      }
      case "hard_silu", "hard_swish" -> {
        Value gate = part("hard_sigmoid", new Activation(Kind.HARD_SIGMOID, 1.0 / 6, 0.5), x);
        yield last(new Binary(Binary.Kind.MULTIPLY), x, gate);
      }
      case "tanh_shrink" ->
          last(new Binary(Binary.Kind.SUBTRACT), x, part("tanh", Activation.of(Kind.TANH), x));
      case "soft_shrink" ->
          last(
              new Binary(Binary.Kind.SUBTRACT),
              x,
              part("clip", new Activation(Kind.CLIP, -0.5, 0.5), x));
      case "log_sigmoid" -> {
        Value soft =
            part(
                "softplus",
                Activation.of(Kind.SOFTPLUS),
                part("negate", Activation.of(Kind.NEGATE), x));
        yield last(new Elementwise(Activation.of(Kind.NEGATE)), soft);
      }
      case "squareplus" -> squarePlus(x);
      case "sparse_plus" -> sparsePlus(x);
      case "glu" -> gated(x);
      default ->
          throw layer.unsupported(
              "activation (" + Config.printable(activation) + ") is not supported");
    };
  }

  /** (x + sqrt(x² + 4)) / 2. */
  private Value squarePlus(Value x) {
    Value square = part("square", Activation.of(Kind.POWER, 2), x);
    Value shifted = two("shift", Binary.Kind.ADD, square, layer.number(prefix + "squareplus_b", 4));
    Value root = part("sqrt", Activation.of(Kind.SQRT), shifted);
    Value sum = two("sum", Binary.Kind.ADD, x, root);
    return last(new Binary(Binary.Kind.MULTIPLY), sum, layer.number(prefix + "half", 0.5));
  }

  /** 0 up to -1, (x + 1)²/4 up to 1, then x: (clip(x) + 1)²/4 + relu(x - 1). */
  private Value sparsePlus(Value x) {
    Value one = layer.number(prefix + "one", 1);
    Value middle =
        two("shift", Binary.Kind.ADD, part("clip", new Activation(Kind.CLIP, -1, 1), x), one);
    Value square = part("square", Activation.of(Kind.POWER, 2), middle);
    Value quarter =
        two("quarter", Binary.Kind.MULTIPLY, square, layer.number(prefix + "fourth", 0.25));
    Value beyond = part("relu", Activation.RELU, two("beyond", Binary.Kind.SUBTRACT, x, one));
    return last(new Binary(Binary.Kind.ADD), quarter, beyond);
  }

  /** The first half of the last axis, times the sigmoid of the second. */
  private Value gated(Value x) {
    int[] half = x.shape().extents();
    int axis = half.length - 1;
    if (half[axis] % 2 != 0) {
      throw layer.error("glu's last axis (" + half[axis] + ") must be even");
    }
    half[axis] /= 2;
    int[] steps = new int[half.length];
    Arrays.fill(steps, 1);
    int[] second = new int[half.length];
    second[axis] = half[axis];
    Shape shape = Tensor.shapeOf(half);
    Value a =
        layer.add(prefix + "first", "Slice", new Slice(new int[half.length], steps, shape), x);
    Value b = layer.add(prefix + "second", "Slice", new Slice(second, steps, shape), x);
    Value gate = part("sigmoid", Activation.of(Kind.SIGMOID), b);
    return last(new Binary(Binary.Kind.MULTIPLY), a, gate);
  }

  private Value part(String part, Activation function, Value x) {
    return layer.elementwise(prefix + part, camelCase(part), function, x);
  }

  private Value two(String part, Binary.Kind kind, Value a, Value b) {
    return layer.add(prefix + part, camelCase(part), new Binary(kind), a, b);
  }

  private Value last(Op op, Value... inputs) {
    return name == null ? layer.add(op, inputs) : layer.add(name, type, op, inputs);
  }
}
