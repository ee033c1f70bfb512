package io.plumbline.readers.keras;

import io.plumbline.graph.Binary;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
    String type = description.text("class_name", "");
    if (!type.endsWith("Cell")) {
      throw layer.unsupported("cell " + Config.printable(type) + " is not supported");
    }
    String cell = type.substring(0, type.length() - "Cell".length());
    return whole(layer, cell, description.object("config"), x);
  }

  private static Value whole(Layer layer, String cell, Config settings, Value x) {
    Config config = layer.config();
    boolean all = config.flag("return_sequences", false);
    Recurrence run = new Recurrence(layer, cell, settings, x);
    List<Value> states = run.run(config.flag("go_backwards", false));
    return shown(layer, x, states, all);
  }

  private static Value bothWays(Layer layer, Value x) {
    Layer forward = layer.inside("layer", "forward_layer");
    Layer backward =
        layer.config().has("backward_layer")
            ? layer.inside("backward_layer", "backward_layer")
            : layer.inside("layer", "backward_layer");
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
    return new Recurrence(inner, inner.type(), inner.config(), x).run(backwards);
  }

  /** The layer inside, at each place along the first axis behind the batch. */
  private static Value atEachPlace(Layer layer, Value x) {
    Layer inner = layer.inside("layer", "layer");
    TensorArithmetic terms = new TensorArithmetic(layer);
    int[] extents = x.shape().extents();
    if (extents.length < 3) {
      throw layer.error("input " + x.shape() + " must have 3 axes or more");
    }
    int[] one =
        IntStream.range(0, extents.length).filter(k -> k != 1).map(k -> extents[k]).toArray();
    List<Value> parts = new ArrayList<>();
    for (int place = 0; place < extents[1]; place++) {
      Value at = terms.reshape(terms.slice(x, 1, place, place + 1), one);
      Value y = LayerTypes.read(inner, List.of(at));
      int[] shape = y.shape().extents();
      int[] placed = new int[shape.length + 1];
      placed[0] = shape[0];
      placed[1] = 1;
      System.arraycopy(shape, 1, placed, 2, shape.length - 1);
      parts.add(terms.reshape(y, placed));
    }
    return layer.add(new Concat(1), parts.toArray(Value[]::new));
  }

  /** All states, or the last, as the layer gives them. */
  private static Value shown(Layer layer, Value x, List<Value> states, boolean all) {
    if (!all) {
      return layer.add(new Reshape(states.get(0).shape()), states.get(states.size() - 1));
    }
    TensorArithmetic terms = new TensorArithmetic(layer);
    int width = states.get(0).shape().extent(1);
    Value[] parts = states.stream().map(s -> terms.reshape(s, 1, 1, width)).toArray(Value[]::new);
    Value sequence = layer.add(new Concat(1), parts);
    Value mask = layer.masks().get(x.id());
    if (mask != null) {
      layer.masks().put(sequence.id(), mask);
    }
    return sequence;
  }

  /** One recurrent layer in one direction. */
  private static final class Recurrence {
    private final Layer layer;
    private final TensorArithmetic terms;
    private final Value x;
    private final String cell;
    private final Config settings;
    private final int units;
    private final Parameter kernel;
    private final Parameter recurrent;
    private final @Nullable Parameter inputBias;
    private final @Nullable Parameter stateBias;
    private final boolean resetAfter;
    private Value state;
    private Value carry;

    Recurrence(Layer layer, String cell, Config settings, Value x) {
      this.layer = layer;
      this.terms = new TensorArithmetic(layer);
      this.x = x;
      this.cell = cell;
      this.settings = settings;
      if (x.shape().rank() != 3) {
        throw layer.error("input " + x.shape() + " must have 3 axes");
      }
      Config config = layer.config();
      for (String key : new String[] {"return_state", "stateful"}) {
        if (config.flag(key, false)) {
          throw layer.unsupported(key + " is not supported");
        }
      }
      units = settings.integer("units", 0);
      int gates =
          switch (cell) {
            case "SimpleRNN" -> 1;
            case "GRU" -> 3;
            case "LSTM" -> 4;
            default ->
                throw layer.unsupported("cell " + Config.printable(cell) + " is not supported");
          };
      resetAfter = settings.flag("reset_after", true);
      kernel = layer.weight("cell", 0, "kernel", true, x.shape().extent(2), gates * units);
      recurrent = layer.weight("cell", 1, "recurrent_kernel", true, units, gates * units);
      if (settings.flag("use_bias", true)) {
        boolean two = gates == 3 && resetAfter;
        int[] shape = two ? new int[] {2, gates * units} : new int[] {gates * units};
        Parameter bias = layer.weight("cell", 2, "bias", true, shape);
        inputBias = two ? row(bias, 0) : bias;
        stateBias = two ? row(bias, 1) : null;
      } else {
        inputBias = null;
        stateBias = null;
      }
      state = layer.constant("initial", new Tensor(Tensor.shapeOf(1, units), new double[units]));
      carry = state;
    }

    private static Parameter row(Parameter bias, int row) {
      int width = bias.tensor().shape().extent(1);
      double[] values = Arrays.copyOfRange(bias.tensor().values(), row * width, (row + 1) * width);
      String name = bias.name() + (row == 0 ? "/input" : "/recurrent");
      return new Parameter(name, new Tensor(Tensor.shapeOf(width), values), true);
    }

    /** The states in the order in which the sequence is taken. */
    List<Value> run(boolean backwards) {
      int length = x.shape().extent(1);
      Value mask = layer.masks().get(x.id());
      Value all = terms.dense(x, kernel, inputBias);
      List<Value> states = new ArrayList<>();
      for (int step = 0; step < length; step++) {
        int place = backwards ? length - 1 - step : step;
        Value before = state;
        Value carried = carry;
        Value from = terms.slice(all, 1, place, place + 1);
        advance(terms.reshape(from, 1, from.shape().extent(2)));
        if (mask != null) {
          Value here = terms.reshape(terms.slice(mask, 1, place, place + 1), 1, 1);
          state = kept(here, state, before);
          carry = cell.equals("LSTM") ? kept(here, carry, carried) : carry;
        }
        Value shown = state;
        if (mask != null && layer.config().flag("zero_output_for_mask", false)) {
          Value here = terms.reshape(terms.slice(mask, 1, place, place + 1), 1, 1);
          shown = terms.multiply(state, here);
        }
        states.add(shown);
      }
      return states;
    }

    /** The new value where the sequence is not masked, else the one before. */
    private Value kept(Value here, Value now, Value before) {
      return terms.add(before, terms.multiply(here, terms.subtract(now, before)));
    }

    private void advance(Value input) {
      switch (cell) {
        case "SimpleRNN" -> state = activated("activation", terms.add(input, sums(state)));
        case "GRU" -> gated(input);
        default -> longShortTerm(input);
      }
    }

    private Value sums(Value from) {
      return terms.dense(from, recurrent, stateBias);
    }

    /** Gates in the order of the file: update z, reset r, candidate h. */
    private void gated(Value input) {
      Value own = resetAfter ? sums(state) : terms.dense(state, part(recurrent, 0, 2), null);
      Value update = activated("recurrent_activation", terms.add(gate(input, 0), gate(own, 0)));
      Value reset = activated("recurrent_activation", terms.add(gate(input, 1), gate(own, 1)));
      Value last =
          resetAfter
              ? terms.multiply(reset, gate(own, 2))
              : terms.dense(terms.multiply(reset, state), part(recurrent, 2, 3), null);
      Value fresh = activated("activation", terms.add(gate(input, 2), last));
      // z·h + (1 - z)·fresh.
      state = terms.add(fresh, terms.multiply(update, terms.subtract(state, fresh)));
    }

    /** Columns of the recurrent kernel, by gates; made once for all places. */
    private Parameter part(Parameter whole, int from, int to) {
      return layer.derived(
          whole.name() + "/" + from,
          () -> {
            int rows = whole.tensor().shape().extent(0);
            int width = whole.tensor().shape().extent(1);
            double[] values = new double[rows * (to - from) * units];
            for (int row = 0; row < rows; row++) {
              System.arraycopy(
                  whole.tensor().values(),
                  row * width + from * units,
                  values,
                  row * (to - from) * units,
                  (to - from) * units);
            }
            Tensor tensor = new Tensor(Tensor.shapeOf(rows, (to - from) * units), values);
            return new Parameter(whole.name() + "/" + from, tensor, true);
          });
    }

    /** Gates in the order of the file: input i, forget f, candidate c, output o. */
    private void longShortTerm(Value input) {
      Value sums = terms.add(input, sums(state));
      Value in = activated("recurrent_activation", gate(sums, 0));
      Value forget = activated("recurrent_activation", gate(sums, 1));
      Value fresh = activated("activation", gate(sums, 2));
      carry = terms.add(terms.multiply(forget, carry), terms.multiply(in, fresh));
      Value out = activated("recurrent_activation", gate(sums, 3));
      state = terms.multiply(out, activated("activation", carry));
    }

    private Value gate(Value sums, int gate) {
      return terms.slice(sums, 1, gate * units, (gate + 1) * units);
    }

    private Value activated(String setting, Value x) {
      return Activations.of(layer, settings.get(setting), x);
    }
  }
}
