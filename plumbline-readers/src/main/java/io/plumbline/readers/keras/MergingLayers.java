package io.plumbline.readers.keras;

import io.plumbline.graph.Binary;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Op;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Layers of several inputs. */
final class MergingLayers {
  /** The square of Keras's {@code backend.epsilon()}, below which a norm is not taken. */
  private static final double LEAST_SQUARE = 1e-14;

  private MergingLayers() {}

  static void register(Map<String, LayerTypes.Reading> classes) {
    classes.put("Add", merge(Binary.Kind.ADD));
    classes.put("Multiply", merge(Binary.Kind.MULTIPLY));
    classes.put("Maximum", merge(Binary.Kind.MAXIMUM));
    classes.put("Minimum", merge(Binary.Kind.MINIMUM));
    classes.put("Subtract", MergingLayers::subtract);
    classes.put("Average", MergingLayers::average);
    classes.put("Concatenate", MergingLayers::concatenate);
    classes.put("Dot", MergingLayers::dot);
  }

  private static LayerTypes.Reading merge(Binary.Kind kind) {
    return (layer, inputs) -> combined(layer, kind, inputs);
  }

  private static Value combined(Layer layer, Binary.Kind kind, List<Value> inputs) {
    if (inputs.size() < 2) {
      throw layer.error("inputs (" + inputs.size() + ") must be at least 2");
    }
    List<Value> same = ofOneRank(layer, inputs);
    Value merged = same.get(0);
    for (int k = 1; k < same.size(); k++) {
      boolean last = k == same.size() - 1;
      Op op = new Binary(kind);
      merged =
          last
              ? layer.add(op, merged, same.get(k))
              : layer.add("part", layer.type(), op, merged, same.get(k));
    }
    return merged;
  }

  /** Inputs of lower rank get axes of extent 1 behind the batch axis. */
  private static List<Value> ofOneRank(Layer layer, List<Value> inputs) {
    int rank = inputs.stream().mapToInt(value -> value.shape().rank()).max().orElse(0);
    List<Value> same = new ArrayList<>();
    for (Value input : inputs) {
      int missing = rank - input.shape().rank();
      if (missing == 0) {
        same.add(input);
        continue;
      }
      int[] extents = new int[rank];
      Arrays.fill(extents, 1);
      extents[0] = input.shape().extent(0);
      for (int axis = 1; axis < input.shape().rank(); axis++) {
        extents[axis + missing] = input.shape().extent(axis);
      }
      same.add(layer.add("expand", "Reshape", new Reshape(Tensor.shapeOf(extents)), input));
    }
    return same;
  }

  private static Value subtract(Layer layer, List<Value> inputs) {
    if (inputs.size() != 2) {
      throw layer.error("inputs (" + inputs.size() + ") must be 2");
    }
    return combined(layer, Binary.Kind.SUBTRACT, inputs);
  }

  private static Value average(Layer layer, List<Value> inputs) {
    if (inputs.size() < 2) {
      throw layer.error("inputs (" + inputs.size() + ") must be at least 2");
    }
    List<Value> same = ofOneRank(layer, inputs);
    Value sum = same.get(0);
    for (int k = 1; k < same.size(); k++) {
      sum = layer.add("sum", "Add", new Binary(Binary.Kind.ADD), sum, same.get(k));
    }
    return layer.add(new Binary(Binary.Kind.DIVIDE), sum, layer.number("count", inputs.size()));
  }

  private static Value concatenate(Layer layer, List<Value> inputs) {
    int axis = layer.axis(layer.config().integer("axis", -1), inputs.get(0).shape());
    return layer.add(new Concat(axis), inputs.toArray(new Value[0]));
  }

  /** Products along one axis of each, which neither keeps; of cosines where it says so. */
  private static Value dot(Layer layer, List<Value> inputs) {
    if (inputs.size() != 2) {
      throw layer.error("inputs (" + inputs.size() + ") must be 2");
    }
    int[] axes = layer.config().integers("axes", 2, -1);
    TensorArithmetic terms = new TensorArithmetic(layer);
    List<Value> sides = new ArrayList<>();
    List<Integer> shape = new ArrayList<>(List.of(1));
    for (int side = 0; side < 2; side++) {
      Value x = inputs.get(side);
      int axis = layer.axis(axes[side], x.shape());
      if (axis == 0) {
        throw layer.error("axes (" + axes[side] + ") must not be the axis of the samples");
      }
      Value scaled =
          layer.config().flag("normalize", false)
              ? terms.multiply(x, terms.inverseNorm(x, LEAST_SQUARE, axis))
              : x;
      int[] kept = IntStream.range(1, x.shape().rank()).filter(k -> k != axis).toArray();
      IntStream order =
          side == 0
              ? IntStream.concat(
                  IntStream.concat(IntStream.of(0), Arrays.stream(kept)), IntStream.of(axis))
              : IntStream.concat(IntStream.of(0, axis), Arrays.stream(kept));
      Value moved = terms.transpose(scaled, order.toArray());
      int length = x.shape().extent(axis);
      int rest = x.shape().size() / length;
      sides.add(
          side == 0
              ? terms.reshape(moved, 1, rest, length)
              : terms.reshape(moved, 1, length, rest));
      Arrays.stream(kept).forEach(k -> shape.add(x.shape().extent(k)));
    }
    if (shape.size() == 1) {
      shape.add(1);
    }
    Value product = terms.product(sides.get(0), sides.get(1));
    int[] extents = shape.stream().mapToInt(Integer::intValue).toArray();
    return layer.add(new Reshape(Tensor.shapeOf(extents)), product);
  }
}
