package io.plumbline.readers.keras;

import com.google.gson.JsonElement;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Recurrent layers, unrolled: one cell for each place of the sequence, all of the same weights; and
 * the wrappers that apply a layer in both directions or at each place.
 */
final class RecurrentLayers {
  private RecurrentLayers() {}

  static void register(Map<String, LayerTypes.Reading> classes) {
    for (String cell : new String[] {"SimpleRNN", "GRU", "LSTM"}) {
      classes.put(cell, LayerTypes.one((layer, x) -> whole(layer, cell, layer.config(), x)));
    }
    classes.put("RNN", LayerTypes.one(RecurrentLayers::ofCell));
    classes.put("Bidirectional", LayerTypes.one(RecurrentLayers::bothWays));
    classes.put("TimeDistributed", LayerTypes.one(RecurrentLayers::atEachPlace));
  }

  /** A cell of its own in the general layer. */
  private static Value ofCell(Layer layer, Value x) {
    Config description = layer.config().object("cell");
    return description.text("class_name", "").equals("StackedRNNCells")
        ? stacked(layer, description.object("config"), x)
        : whole(layer, cell(layer, description), description.object("config"), x);
  }

  private static String cell(Layer layer, Config description) {
    String type = description.text("class_name", "");
    if (!type.endsWith("Cell")) {
      throw layer.unsupported("cell " + Config.printable(type) + " is not supported");
    }
    return type.substring(0, type.length() - "Cell".length());
  }

  /** Several cells, each fed with the one before: as layers that follow each other. */
  private static Value stacked(Layer layer, Config settings, Value x) {
    if (layer.masks().containsKey(x.id())) {
      throw layer.unsupported("a mask before several cells is not supported");
    }
    Map<String, Integer> used = new HashMap<>();
    Value sequence = x;
    List<Value> states = List.of();
    for (JsonElement element : settings.array("cells")) {
      Config description = layer.nested("cells", element);
      String path =
          Recurrence.ONLY + "/cells/" + ModelLayers.filed(description.text("class_name", ""), used);
      boolean first = states.isEmpty();
      boolean backwards = first && layer.config().flag("go_backwards", false);
      Config own = description.object("config");
      Recurrence run = new Recurrence(layer, path, cell(layer, description), own, sequence);
      states = run.run(backwards);
      sequence = together(layer, states);
    }
    if (states.isEmpty()) {
      throw layer.error("cells (0) must be at least 1");
    }
    return shown(layer, x, states, layer.config().flag("return_sequences", false));
  }

  private static Value whole(Layer layer, String cell, Config settings, Value x) {
    Config config = layer.config();
    boolean all = config.flag("return_sequences", false);
    Recurrence run = new Recurrence(layer, Recurrence.ONLY, cell, settings, x);
    List<Value> states = run.run(config.flag("go_backwards", false));
    return shown(layer, x, states, all);
  }

  private static Value bothWays(Layer layer, Value x) {
    Layer forward = layer.way("layer", "forward");
    Layer backward =
        layer.config().has("backward_layer")
            ? layer.way("backward_layer", "backward")
            : layer.way("layer", "backward");
    boolean all = forward.config().flag("return_sequences", false);
    List<Value> ahead = states(forward, x, false);
    List<Value> back = new ArrayList<>(states(backward, x, true));
    if (all) {
      Collections.reverse(back);
    }
    Value one = shown(layer, x, ahead, all);
    Value other = shown(layer, x, back, all);
    Value both = merged(layer, one, other);
    Value mask = layer.masks().get(x.id());
    if (all && mask != null) {
      layer.masks().put(both.id(), mask);
    }
    return both;
  }

  private static Value merged(Layer layer, Value one, Value other) {
    String mode = layer.config().text("merge_mode", "");
    return switch (mode) {
      case "concat" -> layer.add(new Concat(one.shape().rank() - 1), one, other);
      case "sum" -> layer.add(new Binary(Binary.Kind.ADD), one, other);
      case "mul" -> layer.add(new Binary(Binary.Kind.MULTIPLY), one, other);
      case "ave" ->
          layer.add(
              new Binary(Binary.Kind.MULTIPLY),
              new TensorArithmetic(layer).add(one, other),
              layer.number("half", 0.5));
      default ->
          throw layer.unsupported("merge_mode (" + Config.printable(mode) + ") is not supported");
    };
  }

  private static List<Value> states(Layer inner, Value x, boolean backwards) {
    boolean own = inner.config().flag("go_backwards", false);
    if (own != backwards && own) {
      throw inner.unsupported("go_backwards is not supported here");
    }
    return new Recurrence(inner, Recurrence.ONLY, inner.type(), inner.config(), x).run(backwards);
  }

  /** The layer inside, at each place along the first axis behind the batch. */
  private static Value atEachPlace(Layer layer, Value x) {
    Layer inner = layer.inside("layer", "layer");
    TensorArithmetic terms = new TensorArithmetic(layer);
    if (x.shape().rank() < 3) {
      throw layer.error("input " + x.shape() + " must have 3 axes or more");
    }
    List<Value> parts = new ArrayList<>();
    for (int place = 0; place < x.shape().extent(1); place++) {
      parts.add(terms.placed(LayerTypes.read(inner, List.of(terms.place(x, place)))));
    }
    return layer.add(new Concat(1), parts.toArray(Value[]::new));
  }

  /** All states, or the last, as the layer gives them. */
  private static Value shown(Layer layer, Value x, List<Value> states, boolean all) {
    if (!all) {
      return layer.add(new Reshape(states.get(0).shape()), states.get(states.size() - 1));
    }
    Value sequence = layer.add(new Concat(1), places(layer, states).toArray(Value[]::new));
    Value mask = layer.masks().get(x.id());
    if (mask != null) {
      layer.masks().put(sequence.id(), mask);
    }
    return sequence;
  }

  private static Value together(Layer layer, List<Value> states) {
    return new TensorArithmetic(layer).concat(1, places(layer, states));
  }

  private static List<Value> places(Layer layer, List<Value> states) {
    return states.stream().map(new TensorArithmetic(layer)::placed).toList();
  }
}
