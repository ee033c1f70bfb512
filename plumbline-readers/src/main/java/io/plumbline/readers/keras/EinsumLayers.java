package io.plumbline.readers.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Dense layers over any axes, {@code EinsumDense}: the input's axes that are summed over are put
 * last and made one, as are the kernel's, and what a dense layer gives of them is put back.
 */
final class EinsumLayers {
  private static final String ELLIPSIS = "...";

  private EinsumLayers() {}

  static void register(Map<String, LayerTypes.Reading> classes) {
    classes.put("EinsumDense", LayerTypes.one(EinsumLayers::dense));
  }

  /**
   * An equation, an axis a letter; those that three dots stand for are digits.
   *
   * @param input the input's axes, the batch's first
   * @param kernel the kernel's
   * @param output the output's
   */
  private record Equation(String input, String kernel, String output) {
    static Equation of(Layer layer, int rank) {
      String text = layer.config().text("equation", "");
      String[] sides = text.replace(" ", "").split("->", -1);
      String[] given = sides[0].split(",", -1);
      if (sides.length != 2 || given.length != 2) {
        throw malformed(layer, text);
      }
      int letters = given[0].replace(ELLIPSIS, "").length();
      if (given[0].contains(ELLIPSIS) ? letters > rank : letters != rank) {
        throw malformed(layer, text);
      }
      StringBuilder dots = new StringBuilder();
      for (int k = 0; k < rank - letters; k++) {
        dots.append((char) ('0' + k));
      }
      Equation equation =
          new Equation(
              given[0].replace(ELLIPSIS, dots), given[1], sides[1].replace(ELLIPSIS, dots));
      if (!equation.isDense()) {
        throw layer.unsupported("equation " + Config.printable(text) + " is not supported");
      }
      return equation;
    }

    private static RuntimeException malformed(Layer layer, String text) {
      return layer.error(
          "equation (" + Config.printable(text) + ") must be of the input's axes, as ab,bc->ac");
    }

    /** Whether every axis is the input's alone and kept, the kernel's alone, or summed over. */
    private boolean isDense() {
      return distinct(input)
          && distinct(kernel)
          && distinct(output)
          && kept().length() + summed().length() == input.length()
          && made().length() + summed().length() == kernel.length()
          && kept().length() + made().length() == output.length()
          && output.charAt(0) == input.charAt(0);
    }

    private static boolean distinct(String axes) {
      return !axes.isEmpty() && axes.chars().distinct().count() == axes.length();
    }

    /** The axes of one that another has, or has not, in the first's order. */
    private static String those(String of, String in, boolean has) {
      StringBuilder those = new StringBuilder();
      of.chars()
          .filter(axis -> in.indexOf(axis) >= 0 == has)
          .forEach(axis -> those.append((char) axis));
      return those.toString();
    }

    String summed() {
      return those(those(input, kernel, true), output, false);
    }

    String kept() {
      return those(those(input, output, true), kernel, false);
    }

    String made() {
      return those(those(kernel, output, true), input, false);
    }
  }

  private static Value dense(Layer layer, Value x) {
    if (layer.config().has("lora_rank")) {
      throw layer.unsupported("lora_rank is not supported");
    }
    Equation equation = Equation.of(layer, x.shape().rank());
    Map<Character, Integer> extents = new HashMap<>();
    for (int k = 0; k < x.shape().rank(); k++) {
      extents.put(equation.input.charAt(k), x.shape().extent(k));
    }
    made(layer, equation, extents);
    int[] shape = extents(equation.kernel, extents);
    int rows = size(equation.summed(), extents);
    int columns = size(equation.made(), extents);
    int[] order = places(equation.summed() + equation.made(), equation.kernel);
    Parameter kernel =
        layer.weight(0, "kernel", true, tensor -> matrix(tensor, order, rows, columns), shape);
    TensorArithmetic terms = new TensorArithmetic(layer);
    Value last = ordered(terms, x, equation.input, equation.kept() + equation.summed());
    int[] flat = extents(equation.kept() + " ", extents);
    flat[flat.length - 1] = rows;
    Value y = terms.dense(terms.reshape(last, flat), kernel, null);
    String axes = equation.kept() + equation.made();
    y = ordered(terms, terms.reshape(y, extents(axes, extents)), axes, equation.output);
    return Activations.fused(layer, biased(layer, equation, extents, y));
  }

  /**
   * Puts the extents of the axes that the kernel makes, which only the layer's configuration has.
   */
  private static void made(Layer layer, Equation equation, Map<Character, Integer> extents) {
    int[] shape = outputShape(layer.config());
    for (char axis : equation.made().toCharArray()) {
      int fromTheEnd = equation.output.length() - equation.output.indexOf(axis);
      if (fromTheEnd > shape.length || shape[shape.length - fromTheEnd] <= 0) {
        throw layer.error("output_shape must have an extent for axis " + axis);
      }
      extents.put(axis, shape[shape.length - fromTheEnd]);
    }
  }

  /** Without the batch axis; -1 for an extent that is the input's. */
  private static int[] outputShape(Config config) {
    JsonElement given = config.get("output_shape");
    if (!(given instanceof JsonArray list)) {
      return given == null ? new int[0] : new int[] {config.integer("output_shape", given)};
    }
    int[] shape = new int[list.size()];
    for (int k = 0; k < shape.length; k++) {
      JsonElement extent = list.get(k);
      shape[k] = extent.isJsonNull() ? -1 : config.integer("output_shape", extent);
    }
    return shape;
  }

  /** The bias has the output's axes from its first on, those that it does not depend on of 1. */
  private static Value biased(
      Layer layer, Equation equation, Map<Character, Integer> extents, Value y) {
    String axes = layer.config().text("bias_axes", "");
    if (axes.isEmpty()) {
      return y;
    }
    int[] places = places(axes, equation.output);
    int first = Arrays.stream(places).min().orElse(-1);
    if (first < 0) {
      throw layer.error("bias_axes (" + Config.printable(axes) + ") must be axes of the output");
    }
    String from = equation.output.substring(first);
    int[] shape = extents(from, extents);
    for (int k = 0; k < shape.length; k++) {
      shape[k] = axes.indexOf(from.charAt(k)) < 0 ? 1 : shape[k];
    }
    TensorArithmetic terms = new TensorArithmetic(layer);
    return terms.add(y, layer.operand(layer.weight(1, "bias", true, shape)));
  }

  private static Value ordered(TensorArithmetic terms, Value x, String from, String to) {
    return from.equals(to) ? x : terms.transpose(x, places(to, from));
  }

  private static int[] places(String axes, String in) {
    return axes.chars().map(in::indexOf).toArray();
  }

  private static int[] extents(String axes, Map<Character, Integer> extents) {
    return axes.chars().map(axis -> extents.getOrDefault((char) axis, 1)).toArray();
  }

  private static int size(String axes, Map<Character, Integer> extents) {
    return Arrays.stream(extents(axes, extents)).reduce(1, Math::multiplyExact);
  }

  /** The kernel with its axes in another order, seen as a matrix. */
  private static Tensor matrix(Tensor kernel, int[] order, int rows, int columns) {
    int[] extents = kernel.shape().extents();
    double[] values = new double[rows * columns];
    int[] at = new int[extents.length];
    for (int k = 0; k < values.length; k++) {
      int flat = 0;
      for (int axis = 0; axis < extents.length; axis++) {
        flat = flat * extents[axis] + at[axis];
      }
      values[k] = kernel.values()[flat];
      int turning = order.length - 1;
      while (turning >= 0 && ++at[order[turning]] == extents[order[turning]]) {
        at[order[turning--]] = 0;
      }
    }
    return new Tensor(Tensor.shapeOf(rows, columns), values);
  }
}
