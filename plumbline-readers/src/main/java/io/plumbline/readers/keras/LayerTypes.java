package io.plumbline.readers.keras;

import io.plumbline.graph.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    RecurrentLayers.register(BY_CLASS);
    AttentionLayers.register(BY_CLASS);
    TransposedLayers.register(BY_CLASS);
    VolumeLayers.register(BY_CLASS);
    EinsumLayers.register(BY_CLASS);
  }

  /** Layers that heed a mask of their input. */
  private static final Set<String> MASKED =
      Set.of("SimpleRNN", "GRU", "LSTM", "RNN", "Bidirectional", "GlobalAveragePooling1D");

  /** Layers that hand a mask on and compute as if there were none. */
  private static final Set<String> PASSING =
      Set.of(
          "Activation",
          "Dense",
          "Dropout",
          "ELU",
          "GaussianDropout",
          "GaussianNoise",
          "LayerNormalization",
          "LeakyReLU",
          "ReLU",
          "SpatialDropout1D");

  private static final String EXPORT =
      ": export it with model.export(\"model.onnx\", format=\"onnx\")";

  /** What to do about a layer that cannot be read. */
  private static final Map<String, String> ADVICE =
      Map.of(
          "Lambda",
          ": its code is not in the file. Write it as a layer of Keras, or" + EXPORT.substring(1),
          "Embedding",
          ": a gradient is by numbers, not by ids. Cut the model behind it, or"
              + EXPORT.substring(1));

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
      String way = ADVICE.getOrDefault(layer.type(), "");
      throw layer.unsupported("layer " + layer.type() + " is not supported" + way);
    }
    Value mask = null;
    for (Value input : inputs) {
      mask = mask == null ? layer.masks().get(input.id()) : mask;
    }
    if (mask != null && !MASKED.contains(layer.type()) && !PASSING.contains(layer.type())) {
      throw layer.unsupported("a mask before layer " + layer.type() + " is not supported");
    }
    Value output = reading.read(layer, inputs);
    if (mask != null && PASSING.contains(layer.type())) {
      layer.masks().put(output.id(), mask);
    }
    return output;
  }
}
