package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Op;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.ConstantFolding;
import io.plumbline.readers.onnx.lower.NodeLowering;
import io.plumbline.readers.onnx.lower.StepMeaning;
import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/**
 * Comparisons and what is chosen by them. On constants they are computed; on what depends on the
 * input they are steps, numbers 0 and 1, and a choice is a sum weighted by them. Exporters write
 * thresholds and a guarded softplus in this way, and both are recognized.
 */
public final class Comparisons {
  /** Beyond this, softplus(x) is x in float32, and torch writes a choice between the two. */
  private static final double SOFTPLUS_GUARD = 15;

  private Comparisons() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("Greater", call -> compare(call, 0, 1, false, (a, b) -> a > b ? 1 : 0));
    types.put("Less", call -> compare(call, 1, 0, false, (a, b) -> a < b ? 1 : 0));
    types.put("LessOrEqual", call -> compare(call, 0, 1, true, (a, b) -> a <= b ? 1 : 0));
    types.put("GreaterOrEqual", call -> compare(call, 1, 0, true, (a, b) -> a >= b ? 1 : 0));
    types.put("Equal", Comparisons::equal);
    types.put("IsInf", Comparisons::infinite);
    types.put("Not", Comparisons::not);
    types.put("And", call -> both(call, Binary.Kind.MULTIPLY, (a, b) -> a != 0 && b != 0 ? 1 : 0));
    types.put("Or", call -> both(call, Binary.Kind.MAXIMUM, (a, b) -> a != 0 || b != 0 ? 1 : 0));
    types.put("Xor", Comparisons::apart);
    types.put("Where", Comparisons::where);
    types.put("Sign", Comparisons::sign);
    types.put("IsNaN", Comparisons::undefined);
  }

  private static boolean constant(Call call) {
    for (int k = 0; k < call.inputCount(); k++) {
      if (!(call.input(k) instanceof Constant)) {
        return false;
      }
    }
    return true;
  }

  private static void compare(
      Call call, int above, int below, boolean negated, DoubleBinaryOperator function) {
    if (constant(call)) {
      Constants.combine(call, function, true);
      return;
    }
    Operand high = call.input(above);
    Operand low = call.input(below);
    Operand step;
    StepMeaning meaning = StepMeaning.UNKNOWN;
    if (low instanceof Constant limit && limit.values().length == 1) {
      step = step(call, high, limit.values()[0]);
      meaning = new StepMeaning(high, limit.values()[0], negated);
    } else {
      step = step(call, call.emitPart("Sub", new Binary(Binary.Kind.SUBTRACT), high, low), 0);
    }
    give(call, negated ? complement(call, step) : step, meaning);
  }

  private static Operand step(Call call, Operand x, double limit) {
    return call.emitPart("Step", new Elementwise(Activation.of(Kind.STEP, limit)), x);
  }

  private static Operand complement(Call call, Operand step) {
    Constant one = Constant.ofNumber(call.name() + "/one", 1);
    return call.emitPart("Not", new Binary(Binary.Kind.SUBTRACT), one, step);
  }

  private static void give(Call call, Operand step, StepMeaning meaning) {
    call.assembly().mark(step, meaning);
    call.give(step);
  }

  /** What a truth value says; of one that was moved or looked up, only that it is 0 or 1. */
  private static StepMeaning meaning(Call call, int index) {
    StepMeaning known = call.assembly().comparison(call.input(index));
    return known == null ? StepMeaning.UNKNOWN : known;
  }

  /** Whether a computed number is not 0, as a truth value. */
  static void truth(Call call, Operand x) {
    Algebra algebra = new Algebra(call);
    give(
        call,
        algebra.add(algebra.step(x, 0), algebra.step(algebra.negate(x), 0)),
        StepMeaning.UNKNOWN);
  }

  private static void not(Call call) {
    if (call.input(0) instanceof Constant x) {
      double[] values = new double[x.values().length];
      Arrays.setAll(values, k -> x.values()[k] == 0 ? 1 : 0);
      call.give(x.withValues(x.shape(), values));
      return;
    }
    StepMeaning meaning = meaning(call, 0);
    give(
        call,
        complement(call, call.input(0)),
        new StepMeaning(meaning.x(), meaning.limit(), !meaning.negated()));
  }

  private static void both(Call call, Binary.Kind kind, DoubleBinaryOperator function) {
    if (constant(call)) {
      Constants.combine(call, function, true);
      return;
    }
    give(call, call.emit(new Binary(kind), call.input(0), call.input(1)), StepMeaning.UNKNOWN);
  }

  /** One of two truth values, and not both. */
  private static void apart(Call call) {
    if (constant(call)) {
      Constants.combine(call, (a, b) -> a != 0 ^ b != 0 ? 1 : 0, true);
      return;
    }
    Algebra algebra = new Algebra(call);
    Operand gap = algebra.subtract(call.input(0), call.input(1));
    give(call, algebra.abs(gap), StepMeaning.UNKNOWN);
  }

  /** Neither above nor below. */
  private static void equal(Call call) {
    if (constant(call)) {
      Constants.combine(call, (a, b) -> a == b ? 1 : 0, true);
      return;
    }
    Algebra algebra = new Algebra(call);
    Operand gap = algebra.subtract(call.input(0), call.input(1));
    Operand apart = algebra.add(algebra.step(gap, 0), algebra.step(algebra.negate(gap), 0));
    give(call, complement(call, apart), StepMeaning.UNKNOWN);
  }

  /** Beyond what float32 holds. */
  private static void infinite(Call call) {
    Algebra algebra = new Algebra(call);
    boolean above = call.attributes().integer("detect_positive", 1) != 0;
    boolean below = call.attributes().integer("detect_negative", 1) != 0;
    Operand x = call.input(0);
    Operand high = algebra.step(x, Float.MAX_VALUE);
    Operand low = algebra.step(algebra.negate(x), Float.MAX_VALUE);
    Operand none = algebra.fixed("none", x.shape(), k -> 0);
    give(
        call,
        above && below ? algebra.add(high, low) : above ? high : below ? low : none,
        StepMeaning.UNKNOWN);
  }

  /** Known of constants, and of a softmax: it is undefined where nothing is left of its input. */
  private static void undefined(Call call) {
    Operand x = call.input(0);
    if (x instanceof Constant constant) {
      double[] values =
          Arrays.stream(constant.values()).map(v -> Double.isNaN(v) ? 1 : 0).toArray();
      call.give(new Constant(call.name(), x.shape(), values, true, false));
      return;
    }
    Constant known = call.assembly().infinities().undefined(x);
    if (known == null && !call.assembly().isSoftmax(x)) {
      throw call.error("the input must be a softmax or a constant");
    }
    call.give(
        known != null
            ? known
            : new Constant(call.name(), x.shape(), new double[x.shape().size()], true, false));
  }

  private static void sign(Call call) {
    if (call.input(0) instanceof Constant x) {
      call.give(x.withValues(x.shape(), Arrays.stream(x.values()).map(Math::signum).toArray()));
      return;
    }
    Operand x = call.input(0);
    Operand minus = call.emitPart("Neg", new Elementwise(Activation.of(Kind.NEGATE)), x);
    call.give(new Binary(Binary.Kind.SUBTRACT), step(call, x, 0), step(call, minus, 0));
  }

  private static void where(Call call) {
    if (call.input(0) instanceof Constant condition) {
      if (constant(call)) {
        call.give(
            chosen(
                call,
                condition,
                call.constant(1, "the second input"),
                call.constant(2, "the third input")));
        return;
      }
      call.give(selected(call, condition));
      return;
    }
    StepMeaning meaning = meaning(call, 0);
    Operand whenAbove = call.input(meaning.negated() ? 2 : 1);
    Operand otherwise = call.input(meaning.negated() ? 1 : 2);
    if (meaning.x() != null && meaning.x() == whenAbove) {
      if (otherwise instanceof Constant other && other.values().length == 1) {
        Activation threshold = new Activation(Kind.THRESHOLD, meaning.limit(), other.values()[0]);
        call.give(new Elementwise(threshold), whenAbove);
        return;
      }
      if (meaning.limit() >= SOFTPLUS_GUARD
          && call.assembly().isElementwise(otherwise, Kind.SOFTPLUS, whenAbove)) {
        call.give(otherwise);
        return;
      }
    }
    call.give(weighted(call, call.input(0), call.input(1), call.input(2)));
  }

  /** Each element from where a constant says; nothing else of what is not chosen matters. */
  private static Operand selected(Call call, Constant condition) {
    Shape pair = ConstantFolding.broadcast(call, call.input(1).shape(), call.input(2).shape());
    Shape shape = ConstantFolding.broadcast(call, condition.shape(), pair);
    double[] first = new double[condition.values().length];
    double[] second = new double[first.length];
    for (int k = 0; k < first.length; k++) {
      first[k] = condition.values()[k] != 0 ? 1 : 0;
      second[k] = 1 - first[k];
    }
    Operand[] parts = new Operand[2];
    double[][] keeps = {first, second};
    for (int k = 0; k < 2; k++) {
      Constant keep =
          new Constant(call.name() + "/chosen", condition.shape(), keeps[k], false, false);
      Operand from = call.input(k + 1);
      if (Arrays.stream(keeps[k]).noneMatch(v -> v == 0)) {
        return new Algebra(call).expand(from, shape);
      }
      parts[k] =
          from instanceof Constant constant
              ? chosen(call, keep, constant, Constant.ofNumber(call.name(), 0))
              : call.assembly().selected(call.name() + "/Select", "Select", from, keep);
    }
    return call.emit(new Binary(Binary.Kind.ADD), parts[0], parts[1]);
  }

  /** The one or the other as the first input, a computed truth value of one element, says. */
  public static Operand either(Call call, Operand first, Operand second) {
    if (call.input(0).shape().size() != 1) {
      throw call.error("condition " + call.input(0).shape() + " must have 1 element");
    } else if (first instanceof Operand.Sequence || second instanceof Operand.Sequence) {
      throw call.unsupported("a computed condition that chooses a sequence is not supported");
    } else if (!first.shape().equals(second.shape())) {
      throw call.unsupported(
          "a condition computed from the model's input with branches of different shapes, "
              + first.shape()
              + " and "
              + second.shape()
              + ", is not supported");
    }
    return weighted(call, new Algebra(call).reshape(call.input(0)), first, second);
  }

  /** condition·a + (1 - condition)·b. */
  private static Operand weighted(Call call, Operand condition, Operand a, Operand b) {
    Op mask = new Binary(Binary.Kind.MASK);
    Operand first = call.emitPart("Mask", mask, a, condition);
    Operand second = call.emitPart("Mask", mask, b, complement(call, condition));
    return call.emit(new Binary(Binary.Kind.ADD), first, second);
  }

  private static Constant chosen(Call call, Constant condition, Constant a, Constant b) {
    Shape pair = ConstantFolding.broadcast(call, a.shape(), b.shape());
    Shape shape = ConstantFolding.broadcast(call, condition.shape(), pair);
    double[] values = new double[shape.size()];
    for (int k = 0; k < values.length; k++) {
      boolean first =
          condition.values()[ConstantFolding.broadcast(shape, k, condition.shape())] != 0;
      Constant chosen = first ? a : b;
      values[k] = chosen.values()[ConstantFolding.broadcast(shape, k, chosen.shape())];
    }
    return new Constant(call.name(), shape, values, a.integer(), a.weight() || b.weight());
  }
}
