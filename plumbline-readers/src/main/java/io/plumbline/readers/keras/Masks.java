package io.plumbline.readers.keras;

import io.plumbline.graph.Value;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which layers heed a mask of their input, and which hand one on. All others compute as if there
 * were none, and what they give has none.
 */
final class Masks {
  /** Layers that are read with their mask, and say themselves which their output has. */
  private static final Set<String> READ =
      Set.of(
          "SimpleRNN", "GRU", "LSTM", "RNN", "Bidirectional", "GlobalAveragePooling1D", "Masking");

  /** Further layers whose output depends on a mask. */
  private static final Set<String> HEEDING =
      Set.of(
          "AdditiveAttention",
          "Attention",
          "ConvLSTM1D",
          "ConvLSTM2D",
          "ConvLSTM3D",
          "GroupQueryAttention",
          "MultiHeadAttention",
          "Softmax");

  private static final Set<String> PASSING =
      Set.of(
          "Activation",
          "ActivityRegularization",
          "AlphaDropout",
          "BatchNormalization",
          "Dense",
          "Dropout",
          "ELU",
          "GaussianDropout",
          "GaussianNoise",
          "GroupNormalization",
          "Identity",
          "LayerNormalization",
          "LeakyReLU",
          "Normalization",
          "PReLU",
          "ReLU",
          "Rescaling",
          "SpatialDropout1D",
          "SpatialDropout2D",
          "SpatialDropout3D",
          "TimeDistributed",
          "UnitNormalization");

  /** Layers whose output has a mask where all inputs have one. */
  private static final Set<String> MERGING =
      Set.of("Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Subtract");

  private Masks() {}

  /**
   * The mask that a layer hands on; null where it hands none on.
   *
   * @throws io.plumbline.graph.UnsupportedModelException if the layer heeds a mask and is not read
   *     so, or joins different ones
   */
  static @Nullable Value behind(Layer layer, List<Value> inputs) {
    List<@Nullable Value> masks =
        inputs.stream().map(input -> layer.masks().get(input.id())).toList();
    String type = layer.type();
    Value first = masks.stream().filter(Objects::nonNull).findFirst().orElse(null);
    if (first == null || READ.contains(type)) {
      return null;
    }
    boolean places = type.equals("TimeDistributed");
    String heeds = places ? layer.inside("layer", "layer").type() : type;
    if (HEEDING.contains(heeds) || places && READ.contains(heeds)) {
      throw layer.unsupported("a mask before layer " + heeds + " is not supported");
    }
    if (!MERGING.contains(type)) {
      return PASSING.contains(type) ? first : null;
    }
    int rank = inputs.get(0).shape().rank();
    int axis = layer.config().integer("axis", -1);
    boolean along = type.equals("Concatenate") && axis != -1 && axis != rank - 1;
    boolean same =
        masks.stream().filter(Objects::nonNull).allMatch(mask -> mask.id() == first.id());
    if (along || !same && !masks.contains(null)) {
      throw layer.unsupported("different masks before layer " + type + " are not supported");
    }
    return masks.contains(null) ? null : first;
  }
}
