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
    ImageLayers.register(BY_CLASS);
    MergingLayers.register(BY_CLASS);
    RecurrentLayers.register(BY_CLASS);
    ConvLstmLayers.register(BY_CLASS);
    AttentionLayers.register(BY_CLASS);
    TransposedLayers.register(BY_CLASS);
    VolumeLayers.register(BY_CLASS);
    EinsumLayers.register(BY_CLASS);
  }

  private static final String EXPORT =
      "export it with model.export(\"model.onnx\", format=\"onnx\")";

  private static final String CUT =
      "a gradient is by numbers, not by ids or words. Cut the model behind it, or " + EXPORT;

  /** What else to do about a layer that cannot be read. */
  private static final Map<String, String> ADVICE =
      Map.ofEntries(
          Map.entry(
              "Lambda", "its code is not in the file. Write it as a layer of Keras, or " + EXPORT),
          Map.entry(
              "TFSMLayer", "what it computes is in another file. Read that one, or " + EXPORT),
          Map.entry("Embedding", CUT),
          Map.entry("ReversibleEmbedding", CUT),
          Map.entry("CategoryEncoding", CUT),
          Map.entry("Discretization", CUT),
          Map.entry("HashedCrossing", CUT),
          Map.entry("Hashing", CUT),
          Map.entry("IntegerLookup", CUT),
          Map.entry("StringLookup", CUT),
          Map.entry("TextVectorization", CUT));

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
      String way = ADVICE.getOrDefault(layer.type(), EXPORT);
      throw layer.unsupported("layer " + layer.type() + " is not supported: " + way);
    }
    Value mask = Masks.behind(layer, inputs);
    Value output = reading.read(layer, inputs);
    if (mask != null) {
      layer.masks().put(output.id(), mask);
    }
    return output;
  }
}
