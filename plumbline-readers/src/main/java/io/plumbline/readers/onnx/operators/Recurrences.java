package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.readers.onnx.file.ExternalData;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Recurrent layers, unrolled: one cell for each place of the sequence, all of the same weights. The
 * equations are those of the ONNX operators RNN, GRU and LSTM.
 */
final class Recurrences {
  private Recurrences() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("RNN", call -> new Recurrence(call, 1, "Tanh").lower());
    types.put("GRU", call -> new Recurrence(call, 3, "Sigmoid", "Tanh").lower());
    types.put("LinearAttention", LinearAttention::lower);
    types.put("LSTM", call -> new Recurrence(call, 4, "Sigmoid", "Tanh", "Tanh").lower());
  }

  /** One node, its directions and their weights. */
  private static final class Recurrence {
    private final Call call;
    private final Algebra algebra;
    private final int gates;
    private final int hidden;
    private final int length;
    private final int batch;
    private final List<String> functions = new ArrayList<>();
    private final boolean batchFirst;
    private final double clip;

    Recurrence(Call call, int gates, String... otherwise) {
      this.call = call;
      this.algebra = new Algebra(call);
      this.gates = gates;
      this.hidden = call.input(2).shape().extent(2);
      this.batchFirst = call.attributes().integer("layout", 0) != 0;
      Shape x = call.input(0).shape();
      if (x.rank() != 3) {
        throw call.error("input " + x + " must have 3 axes");
      }
      this.length = x.extent(batchFirst ? 1 : 0);
      this.batch = x.extent(batchFirst ? 0 : 1);
      this.clip = call.attributes().number("clip", 0);
      call.attributes().ignore("hidden_size", "output_sequence");
      List<String> given = call.attributes().texts("activations");
      for (int k = 0; k < 2 * otherwise.length; k++) {
        functions.add(given.size() > k ? given.get(k) : otherwise[k % otherwise.length]);
      }
      if (!given.isEmpty() && given.size() % otherwise.length != 0) {
        throw call.error("activations must be " + otherwise.length + " for each direction");
      }
      if (call.attributes().has("activation_alpha") || call.attributes().has("activation_beta")) {
        throw call.unsupported("activation_alpha and activation_beta are not supported");
      }
    }

    void lower() {
      String direction = call.attributes().text("direction", "forward");
      boolean[] backwards =
          switch (direction) {
            case "forward" -> new boolean[] {false};
            case "reverse" -> new boolean[] {true};
            case "bidirectional" -> new boolean[] {false, true};
            default ->
                throw call.error(
                    "direction ("
                        + ExternalData.printable(direction)
                        + ") must be forward, reverse or bidirectional");
          };
      Operand x = batchFirst ? algebra.swap(call.input(0), 0, 1) : call.input(0);
      List<Operand> outputs = new ArrayList<>();
      List<Operand> lastStates = new ArrayList<>();
      List<Operand> lastCells = new ArrayList<>();
      for (int d = 0; d < backwards.length; d++) {
        Direction one = new Direction(this, d, backwards[d]);
        outputs.add(algebra.reshape(one.run(x), length, 1, batch, hidden));
        lastStates.add(algebra.reshape(one.state, 1, batch, hidden));
        if (one.cell != null) {
          lastCells.add(algebra.reshape(one.cell, 1, batch, hidden));
        }
      }
      give(algebra.concat(1, outputs), 2);
      give(algebra.concat(0, lastStates), 1);
      if (!lastCells.isEmpty()) {
        give(algebra.concat(0, lastCells), 1);
      }
    }

    /** With the batch where the file's layout has it; it is at this place here. */
    private void give(Operand output, int batchAxis) {
      if (!batchFirst) {
        call.give(output);
        return;
      }
      if (batchAxis == 2) {
        call.give(algebra.transpose(output, 2, 0, 1, 3));
      } else {
        call.give(algebra.transpose(output, 1, 0, 2));
      }
    }
  }

  /** One direction of a recurrent node while it is unrolled. */
  private static final class Direction {
    private final Recurrence of;
    private final Call call;
    private final Algebra algebra;
    private final int index;
    private final boolean backwards;
    private final Operand fromInput;
    private final Operand fromState;
    private final @Nullable Operand inputBias;
    private final @Nullable Operand stateBias;
    private Operand state;
    private @Nullable Operand cell;

    Direction(Recurrence of, int index, boolean backwards) {
      this.of = of;
      this.call = of.call;
      this.algebra = of.algebra;
      this.index = index;
      this.backwards = backwards;
      this.fromInput = algebra.swap(part(1), 0, 1);
      this.fromState = algebra.swap(part(2), 0, 1);
      int all = of.gates * of.hidden;
      this.inputBias = call.has(3) ? algebra.slice(part(3), 0, 0, all) : null;
      this.stateBias = call.has(3) ? algebra.slice(part(3), 0, all, 2 * all) : null;
      this.state = initial(5);
      this.cell = of.gates == 4 ? initial(6) : null;
    }

    /** This direction's part of an input. */
    private Operand part(int input) {
      Operand whole = call.input(input);
      Operand one = algebra.slice(whole, 0, index, index + 1);
      int[] extents = whole.shape().extents();
      return algebra.reshape(one, Arrays.copyOfRange(extents, 1, extents.length));
    }

    private Operand initial(int input) {
      if (!call.has(input)) {
        return algebra.fixed("initial", call.shape(of.batch, of.hidden), k -> 0);
      }
      Operand given = call.input(input);
      return algebra.reshape(
          algebra.slice(given, of.batchFirst ? 1 : 0, index, index + 1), of.batch, of.hidden);
    }

    /** The state at each place, in the sequence's order. */
    Operand run(Operand x) {
      int[] lengths = call.has(4) ? call.integers(4, "sequence_lens") : null;
      if (lengths != null && lengths.length != of.batch) {
        throw call.error("sequence_lens (" + lengths.length + ") must be " + of.batch);
      }
      int inputs = x.shape().extent(2);
      Operand rows = algebra.reshape(x, of.length * of.batch, inputs);
      Operand all = added(algebra.matrixProduct(rows, fromInput), inputBias);
      Operand[] states = new Operand[of.length];
      for (int step = 0; step < of.length; step++) {
        int place = backwards ? of.length - 1 - step : step;
        Operand before = state;
        Operand cellBefore = cell;
        advance(algebra.slice(all, 0, place * of.batch, (place + 1) * of.batch));
        Operand shown = state;
        if (lengths != null) {
          Constant inside = inside(lengths, place);
          shown = algebra.multiply(state, inside);
          state = kept(inside, state, before);
          cell = cell == null || cellBefore == null ? null : kept(inside, cell, cellBefore);
        }
        states[place] = algebra.reshape(shown, 1, of.batch, of.hidden);
      }
      return algebra.concat(0, List.of(states));
    }

    private Constant inside(int[] lengths, int place) {
      return algebra.fixed("inside", call.shape(of.batch, 1), k -> place < lengths[k] ? 1 : 0);
    }

    /** The new state where the sequence has this place, else the one before. */
    private Operand kept(Constant inside, Operand now, Operand before) {
      if (Arrays.stream(inside.values()).allMatch(v -> v == 1)) {
        return now;
      }
      double[] outside = Arrays.stream(inside.values()).map(v -> 1 - v).toArray();
      Constant others = inside.withValues(inside.shape(), outside);
      return algebra.add(algebra.multiply(now, inside), algebra.multiply(before, others));
    }

    private void advance(Operand input) {
      switch (of.gates) {
        case 1 -> simple(input);
        case 3 -> gatedUnit(input);
        default -> longShortTerm(input, Objects.requireNonNull(cell));
      }
    }

    private void simple(Operand input) {
      state = apply(0, algebra.add(input, recurrent(state)));
    }

    /** Gates in the order of the file: update z, reset r, hidden h. */
    private void gatedUnit(Operand input) {
      Operand update;
      Operand candidate;
      if (call.attributes().integer("linear_before_reset", 0) != 0) {
        Operand own = recurrent(state);
        update = apply(0, algebra.add(gate(input, 0), gate(own, 0)));
        Operand reset = apply(0, algebra.add(gate(input, 1), gate(own, 1)));
        candidate = algebra.add(gate(input, 2), algebra.multiply(reset, gate(own, 2)));
      } else {
        int split = 2 * of.hidden;
        Operand own = algebra.matrixProduct(state, algebra.slice(fromState, 1, 0, split));
        own = added(own, stateBias == null ? null : algebra.slice(stateBias, 0, 0, split));
        update = apply(0, algebra.add(gate(input, 0), gate(own, 0)));
        Operand reset = apply(0, algebra.add(gate(input, 1), gate(own, 1)));
        Operand last =
            algebra.matrixProduct(
                algebra.multiply(reset, state), algebra.slice(fromState, 1, split, 3 * of.hidden));
        last =
            added(
                last, stateBias == null ? null : algebra.slice(stateBias, 0, split, 3 * of.hidden));
        candidate = algebra.add(gate(input, 2), last);
      }
      Operand fresh = apply(1, candidate);
      // (1 - z)·h + z·H: h + z·(H - h).
      state = algebra.add(fresh, algebra.multiply(update, algebra.subtract(state, fresh)));
    }

    /** Gates in the order of the file: input i, output o, forget f, cell c; with peepholes. */
    private void longShortTerm(Operand input, Operand last) {
      Operand sums = algebra.add(input, recurrent(state));
      Operand in = apply(0, peephole(gate(sums, 0), last, 0));
      boolean coupled = call.attributes().integer("input_forget", 0) != 0;
      Operand forget =
          coupled
              ? algebra.subtract(algebra.number(1), in)
              : apply(0, peephole(gate(sums, 2), last, 2));
      Operand fresh = apply(1, gate(sums, 3));
      Operand next = algebra.add(algebra.multiply(forget, last), algebra.multiply(in, fresh));
      Operand out = apply(0, peephole(gate(sums, 1), next, 1));
      state = algebra.multiply(out, apply(2, next));
      cell = next;
    }

    private Operand peephole(Operand sum, Operand from, int gate) {
      if (!call.has(7)) {
        return sum;
      }
      Operand weights = algebra.slice(part(7), 0, gate * of.hidden, (gate + 1) * of.hidden);
      return algebra.add(sum, algebra.multiply(from, weights));
    }

    private Operand recurrent(Operand from) {
      return added(algebra.matrixProduct(from, fromState), stateBias);
    }

    private Operand added(Operand sum, @Nullable Operand bias) {
      return bias == null ? sum : algebra.add(sum, bias);
    }

    private Operand gate(Operand sums, int gate) {
      return algebra.slice(sums, 1, gate * of.hidden, (gate + 1) * of.hidden);
    }

    private Operand apply(int which, Operand x) {
      String name = of.functions.get(index * of.functions.size() / 2 + which);
      Operand bounded = of.clip > 0 ? algebra.clip(x, -of.clip, of.clip) : x;
      return algebra.apply(name, function(call, name), bounded);
    }
  }

  private static Activation function(Call call, String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "tanh" -> Activation.of(Kind.TANH);
      case "sigmoid" -> Activation.of(Kind.SIGMOID);
      case "relu" -> Activation.RELU;
      case "softplus" -> Activation.of(Kind.SOFTPLUS);
      case "softsign" -> Activation.of(Kind.SOFTSIGN);
      case "leakyrelu" -> Activation.of(Kind.LEAKY_RELU, 0.01);
      case "elu" -> Activation.of(Kind.ELU, 1);
      case "hardsigmoid" -> new Activation(Kind.HARD_SIGMOID, 0.2f, 0.5);
      case "thresholdedrelu" -> Activation.of(Kind.THRESHOLD, 1);
      default ->
          throw call.unsupported(
              "activation (" + ExternalData.printable(name) + ") is not supported");
    };
  }
}
