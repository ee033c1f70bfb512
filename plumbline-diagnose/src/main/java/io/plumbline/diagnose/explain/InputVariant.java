package io.plumbline.diagnose.explain;

import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.graph.loss.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * An input that an array may have been computed at in place of the sample.
 *
 * @param id what is wrong: input, or axes where the array alone is turned; empty for the sample
 * @param name what was done to the sample or the array
 * @param x the input
 * @param target its label or weights
 * @param map for each element of the array the element of x that it is of; null where the same
 * @param slope by how much the derivative by x is multiplied in the array
 * @param details what there is to be said
 */
record InputVariant(
    String id,
    String name,
    double[] x,
    Target target,
    int[] map,
    double slope,
    Map<String, Object> details) {
  private static final String INPUT = "input";
  private static final String AXES = "axes";
  private static final double LEVELS = 255;

  private static final double MNIST_MEAN = 0.1307;
  private static final double MNIST_DEVIATION = 0.3081;

  static InputVariant asGiven(Disagreement given) {
    return new InputVariant("", "", given.x(), given.target(), null, 1, Map.of());
  }

  boolean isAsGiven() {
    return id.isEmpty();
  }

  /** The step that x moves by, where the given input moves by a step. */
  double moved(double step) {
    return step * Math.abs(slope);
  }

  /** What to do about a numeric array of it. */
  String mending() {
    return id.equals(AXES)
        ? "Put the quotients' axes right: this array is " + name + "."
        : "Compute the quotients at the same input: these are at one " + name + ".";
  }

  /** The element of x that an element of the array is of. */
  int from(int element) {
    return map == null ? element : map[element];
  }

  /** Derivatives by x as the array has them. */
  double[] array(double[] byX) {
    if (map == null && slope == 1) {
      return byX;
    }
    double[] array = new double[byX.length];
    for (int k = 0; k < array.length; k++) {
      array[k] = slope * byX[from(k)];
    }
    return array;
  }

  /** The usual mistakes: units, normalization, axes, and another sample of the batch. */
  static List<InputVariant> all(Disagreement given) {
    List<InputVariant> all = new ArrayList<>();
    units(given, all);
    given.layout().ifPresent(layout -> axes(given, layout, all));
    for (Disagreement.Other other : given.others()) {
      Map<String, Object> details = named("sample " + other.index());
      details.put("sample", other.index());
      String name = "another sample of the batch, number " + other.index();
      all.add(new InputVariant(INPUT, name, other.x(), other.target(), null, 1, details));
      if (!Arrays.equals(other.target().weights(), given.target().weights())) {
        String labelled = name + ", with this one's label";
        all.add(new InputVariant(INPUT, labelled, other.x(), given.target(), null, 1, details));
      }
    }
    return all;
  }

  private static Map<String, Object> named(String name) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put(INPUT, name);
    return details;
  }

  private static void units(Disagreement given, List<InputVariant> all) {
    value(given, all, "times 255", 255, v -> 255 * v);
    value(given, all, "divided by 255", 1 / 255.0, v -> v / 255);
    value(given, all, "inverted, 1 - x", -1, v -> 1 - v);
    value(given, all, "inverted, 255 - x", -1, v -> 255 - v);
    value(given, all, "scaled to [-1, 1], 2x - 1", 2, v -> 2 * v - 1);
    value(given, all, "scaled back to [0, 1], (x + 1)/2", 0.5, v -> (v + 1) / 2);
    value(given, all, "scaled to [-1, 1], x/127.5 - 1", 1 / 127.5, v -> v / 127.5 - 1);
    value(given, all, "scaled back to [0, 255], 127.5(x + 1)", 127.5, v -> 127.5 * (v + 1));
    value(
        given,
        all,
        "normalized by MNIST's mean and deviation",
        1 / MNIST_DEVIATION,
        v -> (v - MNIST_MEAN) / MNIST_DEVIATION);
    value(
        given,
        all,
        "not normalized by MNIST's mean and deviation",
        MNIST_DEVIATION,
        v -> MNIST_DEVIATION * v + MNIST_MEAN);
    value(given, all, "clipped to [0, 1]", 1, v -> Math.max(0, Math.min(1, v)));
    value(given, all, "clipped to [-1, 1]", 1, v -> Math.max(-1, Math.min(1, v)));
    value(given, all, "clipped to [0, 255]", 1, v -> Math.max(0, Math.min(LEVELS, v)));
    value(given, all, "rounded to 255 levels", 1, v -> Math.rint(LEVELS * v) / LEVELS);
    value(given, all, "cut to whole numbers", 1, v -> v < 0 ? Math.ceil(v) : Math.floor(v));
    standardized(given, all);
  }

  private static void standardized(Disagreement given, List<InputVariant> all) {
    double mean = Arrays.stream(given.x()).average().orElse(0);
    double square = Arrays.stream(given.x()).map(v -> (v - mean) * (v - mean)).sum();
    double deviation = Math.sqrt(square / given.x().length);
    if (deviation > 0) {
      value(
          given,
          all,
          "standardized by its own mean and deviation",
          1 / deviation,
          v -> (v - mean) / deviation);
    }
  }

  /** By the changed input itself, and by the given one through the change. */
  private static void value(
      Disagreement given,
      List<InputVariant> all,
      String name,
      double slope,
      DoubleUnaryOperator change) {
    double[] x = Arrays.stream(given.x()).map(change).toArray();
    if (Arrays.equals(x, given.x())) {
      return;
    }
    all.add(new InputVariant(INPUT, name, x, given.target(), null, 1, named(name)));
    if (slope != 1) {
      all.add(new InputVariant(INPUT, name, x, given.target(), null, slope, named(name)));
    }
  }

  private interface Move {
    /** The place in rows and columns that comes to (row, column). */
    int[] from(int row, int column);
  }

  private static void axes(Disagreement given, ImageLayout layout, List<InputVariant> all) {
    int rows = Disagreement.rows(given.shape(), layout);
    int columns = Disagreement.columns(given.shape(), layout);
    move(given, layout, all, "flipped left to right", (r, c) -> new int[] {r, columns - 1 - c});
    move(given, layout, all, "flipped upside down", (r, c) -> new int[] {rows - 1 - r, c});
    move(
        given,
        layout,
        all,
        "turned by 180 degrees",
        (r, c) -> new int[] {rows - 1 - r, columns - 1 - c});
    if (rows == columns) {
      move(given, layout, all, "transposed", (r, c) -> new int[] {c, r});
    }
  }

  /** By the moved input, and moved back. */
  private static void move(
      Disagreement given, ImageLayout layout, List<InputVariant> all, String name, Move move) {
    Shape shape = given.shape();
    int[] from = new int[shape.count()];
    double[] x = new double[from.length];
    int row = layout == ImageLayout.CHW ? 1 : 0;
    for (int k = 0; k < from.length; k++) {
      int[] at = shape.index(k);
      int[] place = move.from(at[row], at[row + 1]);
      at[row] = place[0];
      at[row + 1] = place[1];
      from[k] = shape.flat(at);
      x[k] = given.x()[from[k]];
    }
    if (Arrays.equals(x, given.x())) {
      return;
    }
    // Each of these moves is its own inverse.
    all.add(new InputVariant(INPUT, name, x, given.target(), null, 1, named(name)));
    all.add(new InputVariant(INPUT, name + " and back", x, given.target(), from, 1, named(name)));
    all.add(
        new InputVariant(
            AXES, name, given.x(), given.target(), from, 1, Map.of("transform", name)));
  }
}
