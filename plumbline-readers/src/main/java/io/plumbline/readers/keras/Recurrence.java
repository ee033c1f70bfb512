package io.plumbline.readers.keras;

import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One recurrent cell, taken along a sequence in one direction. */
final class Recurrence {
  /** Where the variables of a layer of one cell stand. */
  static final String ONLY = "cell";

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
  private final String path;
  private Value state;
  private Value carry;

  /**
   * A cell at the beginning of a sequence.
   *
   * @param path of its variables inside the layer
   * @param cell its kind: SimpleRNN, GRU or LSTM
   * @param settings the cell's own
   * @param x the sequence, of shape (1, length, features)
   */
  Recurrence(Layer layer, String path, String cell, Config settings, Value x) {
    this.path = path;
    this.layer = layer;
    this.terms = new TensorArithmetic(layer);
    this.x = x;
    this.cell = cell;
    this.settings = settings;
    layer.requireAxes(x, 3);
    layer.requireOff("return_state", "stateful");
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
    kernel = layer.weight(path, 0, path("kernel"), true, x.shape().extent(2), gates * units);
    recurrent = layer.weight(path, 1, path("recurrent_kernel"), true, units, gates * units);
    if (settings.flag("use_bias", true)) {
      boolean two = gates == 3 && resetAfter;
      int[] shape = two ? new int[] {2, gates * units} : new int[] {gates * units};
      Parameter bias = layer.weight(path, 2, path("bias"), true, shape);
      inputBias = two ? row(bias, 0) : bias;
      stateBias = two ? row(bias, 1) : null;
    } else {
      inputBias = null;
      stateBias = null;
    }
    state =
        layer.constant(path("initial"), new Tensor(Tensor.shapeOf(1, units), new double[units]));
    carry = state;
  }

  /** The layer's own cell goes by the name that Keras gives it. */
  private String path(String variable) {
    String own = cell.equals("SimpleRNN") ? "simple_rnn" : cell.toLowerCase(Locale.ROOT);
    return (path.equals(ONLY) ? own + "_cell" : path) + "/" + variable;
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
