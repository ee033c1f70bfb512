package io.plumbline.graph;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What operations check of the shapes they are given, and say where they do not fit. */
final class Fit {
  private Fit() {}

  static void require(boolean condition, String line) {
    if (!condition) {
      throw new InvalidInputException(line);
    }
  }

  /** The shape of the only input. */
  static Shape only(List<Shape> inputs) {
    requireCount(inputs, 1);
    return inputs.get(0);
  }

  static void requireCount(List<Shape> inputs, int count) {
    requireAny(inputs);
    require(inputs.size() == count, "inputs (" + inputs.size() + ") must be " + count);
  }

  static void requireAny(List<Shape> inputs) {
    require(!inputs.isEmpty(), "inputs (0) must be at least 1");
  }

  static void requireLength(@Nullable Parameter parameter, int length, String what) {
    if (parameter != null) {
      Shape shape = parameter.tensor().shape();
      require(shape.size() == length, what + " " + shape + " must have " + length + " elements");
    }
  }

  static void requireAxis(int axis, Shape x) {
    require(axis >= 0 && axis < x.rank(), "axis (" + axis + ") must be one of " + x);
  }

  static void requireElement(Shape x) {
    require(x.size() > 0, "input " + x + " must have an element");
  }

  static void requireRank(int[] numbers, int rank, String what) {
    require(numbers.length == rank, what + " (" + numbers.length + ") must be " + rank);
  }

  /** The shape of what comes of an image's windows, in the image's layout. */
  static Shape slid(Sliding op, Shape x, int channels) {
    Window window = op.window();
    int[] out = imageExtents(op, x);
    requireElement(x);
    require(channels > 0, "channels out (0) must be at least 1");
    require(x.extent(0) == 1, "batch axis (" + x.extent(0) + ") must be 1");
    for (int axis = 0; axis < window.rank(); axis++) {
      int at = op.layout().firstSpatialAxis() + axis;
      out[at] = window.outputExtent(axis, x.extent(at));
    }
    out[Math.floorMod(op.layout().channelAxis(), out.length)] = channels;
    return Tensor.shapeOf(out);
  }

  /** The channels of an image that windows slide over. */
  static int channels(Sliding op, Shape x) {
    return imageExtents(op, x)[Math.floorMod(op.layout().channelAxis(), x.rank())];
  }

  private static int[] imageExtents(Sliding op, Shape x) {
    int rank = op.window().rank() + 2;
    require(x.rank() == rank, "input " + x + " must have " + rank + " axes");
    return x.extents();
  }

  /** Those that are there. */
  static List<Parameter> present(@Nullable Parameter... candidates) {
    List<Parameter> present = new ArrayList<>();
    for (Parameter candidate : candidates) {
      if (candidate != null) {
        present.add(candidate);
      }
    }
    return present;
  }

  /** What replaces a parameter; what is not there stays so. */
  static @Nullable Parameter replaced(
      @Nullable Parameter parameter, UnaryOperator<Parameter> replacement) {
    return parameter == null ? null : replacement.apply(parameter);
  }

  /** Whether broadcasting, which aligns shapes at their ends, leaves the batch axis first. */
  static boolean alignsBatch(List<Shape> inputs, boolean[] batched) {
    int rank = inputs.stream().mapToInt(Shape::rank).max().orElse(0);
    for (int k = 0; k < batched.length; k++) {
      if (batched[k] && inputs.get(k).rank() != rank) {
        return false;
      }
    }
    return true;
  }
}
