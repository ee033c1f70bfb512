package io.plumbline.readers.onnx;

import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Op;
import io.plumbline.graph.Op.Binary;
import io.plumbline.graph.Op.Reduce;
import io.plumbline.graph.Shape;
import io.plumbline.readers.onnx.Operand.Constant;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.DoublePredicate;

/**
 * Where values of the file are minus infinity, or undefined because a softmax has nothing else to
 * go by, whatever the input. Masks are made of such values and select them away again. In the graph
 * a large negative number stands in their place, which gives the same result wherever this class
 * lets it pass: exp of either is 0 exactly.
 */
final class Infinities {
  /** So large that adding any score to it changes nothing, and far from overflow in float32. */
  static final double STAND_IN = -1e30;

  /** What a score may be scaled by: the stand-in stays as large as it has to be. */
  private static final double MOST_SCALE = 1e6;

  private final TensorDecoder budget;
  private final Map<Operand, Constant> infinite = new IdentityHashMap<>();
  private final Map<Operand, Constant> undefined = new IdentityHashMap<>();
  private final Map<double[], Constant> standIns = new IdentityHashMap<>();

  Infinities(TensorDecoder budget) {
    this.budget = budget;
  }

  /** 1 where a value is undefined, else 0; null where it is defined everywhere. */
  Constant undefined(Operand operand) {
    return undefined.get(operand);
  }

  /** Says where a value is undefined. */
  void markUndefined(Operand operand, Constant where) {
    mark(undefined, operand, where);
  }

  /** Says where a value is minus infinity. */
  void markInfinite(Operand operand, Constant where) {
    mark(infinite, operand, where);
  }

  private static void mark(Map<Operand, Constant> marks, Operand operand, Constant where) {
    if (where != null && Arrays.stream(where.values()).anyMatch(v -> v != 0)) {
      marks.put(operand, where);
    }
  }

  /** A constant without infinities; where they stood is remembered. */
  Operand finite(Operand operand) {
    if (!(operand instanceof Constant constant)
        || Arrays.stream(constant.values()).noneMatch(v -> v == Double.NEGATIVE_INFINITY)) {
      return operand;
    }
    return standIns.computeIfAbsent(
        constant.values(),
        values -> {
          Constant where = flags(constant, v -> v == Double.NEGATIVE_INFINITY);
          double[] finite =
              Arrays.stream(values)
                  .map(v -> v == Double.NEGATIVE_INFINITY ? STAND_IN : v)
                  .toArray();
          Constant made =
              new Constant(constant.name(), constant.shape(), finite, false, constant.weight());
          infinite.put(made, where);
          return made;
        });
  }

  private static Constant flags(Constant x, DoublePredicate holds) {
    double[] flags = new double[x.values().length];
    Arrays.setAll(flags, k -> holds.test(x.values()[k]) ? 1 : 0);
    return new Constant(x.name(), x.shape(), flags, true, false);
  }

  /** An operation without infinities: a border may be of them. */
  static Op finite(Op op) {
    return op instanceof Op.Pad pad && pad.value() == Double.NEGATIVE_INFINITY
        ? new Op.Pad(pad.before(), pad.after(), pad.mode(), STAND_IN)
        : op;
  }

  /** Whether a value is not finite somewhere. */
  boolean marked(Operand operand) {
    return infinite.containsKey(operand) || undefined.containsKey(operand);
  }

  /** Whether anything is to be carried over an operation. */
  boolean concern(Op op, Operand... inputs) {
    return finite(op) != op || Arrays.stream(inputs).anyMatch(this::marked);
  }

  /**
   * Carries over an operation what is known of its inputs.
   *
   * @throws InvalidInputException if the operation would not do with the stand-in what it does with
   *     infinity
   */
  void carry(Op op, Operand output, Operand... inputs) {
    if (Arrays.stream(inputs).anyMatch(undefined::containsKey)) {
      require(moves(op), "undefined values");
      markUndefined(output, moved(op, undefined, inputs));
    }
    if (op instanceof Op.Pad pad) {
      double border = pad.value() == Double.NEGATIVE_INFINITY ? 1 : 0;
      Op around = new Op.Pad(pad.before(), pad.after(), pad.mode(), border);
      markInfinite(output, ConstantFolding.fold(around, budget, flags(infinite, inputs[0])));
      return;
    }
    if (Arrays.stream(inputs).noneMatch(infinite::containsKey)) {
      return;
    }
    if (moves(op)) {
      markInfinite(output, moved(op, infinite, inputs));
    } else if (op instanceof Binary binary) {
      markInfinite(output, binary(binary.kind(), inputs[0], inputs[1]));
    } else if (op instanceof Reduce reduce) {
      Reduce.Kind any =
          reduce.kind() == Reduce.Kind.MAXIMUM ? Reduce.Kind.MINIMUM : Reduce.Kind.MAXIMUM;
      Op over = new Reduce(any, reduce.axes(), reduce.keep());
      markInfinite(output, ConstantFolding.fold(over, budget, infinite.get(inputs[0])));
    } else if (op instanceof Op.Softmax softmax) {
      markUndefined(output, nothingLeft(inputs[0], softmax.axis()));
    } else if (op instanceof Op.LogSoftmax softmax) {
      markInfinite(output, infinite.get(inputs[0]));
      markUndefined(output, nothingLeft(inputs[0], softmax.axis()));
    } else {
      require(op instanceof Op.Elementwise e && levels(e.function()), "minus infinity");
    }
  }

  private static void require(boolean passes, String what) {
    if (!passes) {
      throw new InvalidInputException(what + " must be selected away before it");
    }
  }

  private static boolean moves(Op op) {
    return op instanceof Op.Reshape
        || op instanceof Op.Transpose
        || op instanceof Op.Slice
        || op instanceof Op.Repeat
        || op instanceof Op.Gather
        || op instanceof Op.Concat
        || op instanceof Op.Dropout;
  }

  /** Functions that are level long before the stand-in. */
  private static boolean levels(Activation function) {
    return switch (function.kind()) {
      case EXP, RELU, SIGMOID, TANH, SOFTPLUS, ERF, STEP, HARD_SIGMOID -> true;
      case CLIP -> Double.isFinite(function.alpha());
      default -> false;
    };
  }

  private Constant moved(Op op, Map<Operand, Constant> marks, Operand... inputs) {
    Constant[] flags = new Constant[inputs.length];
    Arrays.setAll(flags, k -> flags(marks, inputs[k]));
    return op instanceof Op.Dropout ? flags[0] : ConstantFolding.fold(op, budget, flags);
  }

  private static Constant flags(Map<Operand, Constant> marks, Operand operand) {
    Constant known = marks.get(operand);
    Shape shape = operand.shape();
    return known != null
        ? known
        : new Constant("finite", shape, new double[shape.size()], true, false);
  }

  private Constant binary(Binary.Kind kind, Operand a, Operand b) {
    boolean passes =
        switch (kind) {
          case ADD, MAXIMUM, MINIMUM -> true;
          case SUBTRACT -> !infinite.containsKey(b);
          case MULTIPLY -> positive(a) || positive(b);
          case DIVIDE -> positive(b);
          case POWER -> false;
        };
    require(passes, "minus infinity");
    Op either = new Binary(kind == Binary.Kind.MAXIMUM ? Binary.Kind.MINIMUM : Binary.Kind.MAXIMUM);
    return ConstantFolding.fold(either, budget, flags(infinite, a), flags(infinite, b));
  }

  private boolean positive(Operand operand) {
    return operand instanceof Constant constant
        && Arrays.stream(constant.values()).allMatch(v -> v >= 1 / MOST_SCALE && v <= MOST_SCALE);
  }

  /** 1 along the whole axis where every element is minus infinity. */
  private Constant nothingLeft(Operand x, int axis) {
    Op every = new Reduce(Reduce.Kind.MINIMUM, new int[] {axis}, true);
    Constant rows = ConstantFolding.fold(every, budget, infinite.get(x));
    Op wide = new Binary(Binary.Kind.ADD);
    return ConstantFolding.fold(wide, budget, rows, flags(Map.of(), x));
  }

  /** What an element that is not selected was does not matter. */
  void select(Operand output, Operand from, Constant keep) {
    Op times = new Binary(Binary.Kind.MULTIPLY);
    if (infinite.containsKey(from)) {
      markInfinite(output, ConstantFolding.fold(times, budget, infinite.get(from), keep));
    }
    if (undefined.containsKey(from)) {
      markUndefined(output, ConstantFolding.fold(times, budget, undefined.get(from), keep));
    }
  }
}
