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

/** Layers of several inputs. */
final class MergingLayers {
  private MergingLayers() {}

  static void register(Map<String, LayerTypes.Reading> classes) {
    classes.put("Add", merge(Binary.Kind.ADD));
    classes.put("Multiply", merge(Binary.Kind.MULTIPLY));
    classes.put("Maximum", merge(Binary.Kind.MAXIMUM));
    classes.put("Minimum", merge(Binary.Kind.MINIMUM));
    classes.put("Subtract", MergingLayers::subtract);
    classes.put("Average", MergingLayers::average);
    classes.put("Concatenate", MergingLayers::concatenate);
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
}
