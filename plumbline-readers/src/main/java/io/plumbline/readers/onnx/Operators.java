package io.plumbline.readers.onnx;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Which operators are read, and how each is lowered. */
final class Operators {
  /** Turns a node of the file into nodes of the graph. */
  @FunctionalInterface
  interface Lowering {
    void lower(Call call);
  }

  private static final Map<String, Lowering> BY_TYPE = new HashMap<>();

  static {
    Constants.register(BY_TYPE);
    Comparisons.register(BY_TYPE);
    ElementwiseOperators.register(BY_TYPE);
    Products.register(BY_TYPE);
    SlidingWindows.register(BY_TYPE);
    Normalizations.register(BY_TYPE);
    Reductions.register(BY_TYPE);
    Movements.register(BY_TYPE);
    Regions.register(BY_TYPE);
    Losses.register(BY_TYPE);
    Spectra.register(BY_TYPE);
    Staircases.register(BY_TYPE);
    Quantized.register(BY_TYPE);
    Sampling.register(BY_TYPE);
    Contractions.register(BY_TYPE);
    Rearrangements.register(BY_TYPE);
    Indexing.register(BY_TYPE);
    Rankings.register(BY_TYPE);
    Attentions.register(BY_TYPE);
    Recurrences.register(BY_TYPE);
    ClassicalModels.register(BY_TYPE);
  }

  private Operators() {}

  /** The operators that are read. */
  static Set<String> types() {
    return BY_TYPE.keySet();
  }

  static void lower(String type, Call call) {
    Lowering lowering = BY_TYPE.get(type);
    if (lowering == null) {
      throw call.unsupported("operator " + ExternalData.printable(type) + " is not supported");
    }
    lowering.lower(call);
  }
}
