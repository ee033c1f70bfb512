package io.plumbline.readers.keras;

import io.plumbline.graph.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which layers are read, and how each becomes nodes. */
final class LayerTypes {
  /** Turns one call of a layer into nodes. */
  @FunctionalInterface
  interface Reading {
    Value read(Layer layer, List<Value> inputs);
  }

  /** The same for a layer of one input. */
  @FunctionalInterface
  interface OneInput {
    Value read(Layer layer, Value input);
  }

  private static final Map<String, Reading> BY_CLASS = new HashMap<>();

  static {
    ConvolutionLayers.register(BY_CLASS);
    PoolingLayers.register(BY_CLASS);
    ElementwiseLayers.register(BY_CLASS);
    NormalizationLayers.register(BY_CLASS);
    ReshapingLayers.register(BY_CLASS);
    MergingLayers.register(BY_CLASS);
  }

  private LayerTypes() {}

  static Reading one(OneInput reading) {
    return (layer, inputs) -> {
      if (inputs.size() != 1) {
        throw layer.error("inputs (" + inputs.size() + ") must be one");
      }
      return reading.read(layer, inputs.get(0));
    };
  }

  static Value read(Layer layer, List<Value> inputs) {
    Reading reading = BY_CLASS.get(layer.type());
    if (reading == null) {
      throw layer.unsupported("layer " + layer.type() + " is not supported");
    }
    return reading.read(layer, inputs);
  }
}
