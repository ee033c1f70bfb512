package io.plumbline.readers.onnx.lower;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Dropout;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.LogSoftmax;
import io.plumbline.graph.Movement;
import io.plumbline.graph.Op;
import io.plumbline.graph.OpVisitor;
import io.plumbline.graph.Pad;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Softmax;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import io.plumbline.readers.onnx.file.TensorDecoder;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/**
 * Where values of the file are minus infinity, or undefined because a softmax has nothing else to
 * go by, whatever the input. Masks are made of such values and select them away again. In the graph
 * a large negative number stands in their place, which gives the same result wherever this class
 * lets it pass: exp of either is 0 exactly.
 */
public final class Infinities {
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
  public @Nullable Constant undefined(Operand operand) {
    return undefined.get(operand);
  }

  /** Says where a value is undefined. */
  void markUndefined(Operand operand, @Nullable Constant where) {
    mark(undefined, operand, where);
  }

  /** Says where a value is minus infinity. */
  void markInfinite(Operand operand, @Nullable Constant where) {
    mark(infinite, operand, where);
  }

  private static void mark(
      Map<Operand, Constant> marks, Operand operand, @Nullable Constant where) {
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
    return op instanceof Pad pad && pad.value() == Double.NEGATIVE_INFINITY
        ? new Pad(pad.before(), pad.after(), pad.mode(), STAND_IN)
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
      markUndefined(output, op.accept(new Moved(undefined, "undefined values", inputs)));
    }
    if (finite(op) != op || Arrays.stream(inputs).anyMatch(infinite::containsKey)) {
      markInfinite(output, op.accept(new Carried(output, inputs)));
    }
  }

  private static InvalidInputException refused(String what) {
    return new InvalidInputException(what + " must be selected away before it");
  }

  /** Where marks stand behind an operation that moves elements; others are refused. */
  @SuppressWarnings("NullAway") // A visitor may give null, which its type cannot say.
  private class Moved implements OpVisitor.Otherwise<Constant> {
    private final String what;
    private final Constant[] flags;

    Moved(Map<Operand, Constant> marks, String what, Operand... inputs) {
      this.what = what;
      this.flags = new Constant[inputs.length];
      Arrays.setAll(flags, k -> flags(marks, inputs[k]));
    }

    @Override
    public Constant moved(Movement op) {
      return ConstantFolding.fold(op, budget, flags);
    }

    @Override
    public Constant visit(Pad op) {
      return otherwise(op);
    }

    @Override
    public Constant visit(Concat op) {
      return ConstantFolding.fold(op, budget, flags);
    }

    @Override
    public Constant visit(Dropout op) {
      return flags[0];
    }

    @Override
    public Constant otherwise(Op op) {
      throw refused(what);
    }
  }

  /** Where a value is minus infinity behind an operation that does the same with the stand-in. */
  @SuppressWarnings("NullAway") // A visitor may give null, which its type cannot say.
  private final class Carried extends Moved {
    private final Operand output;
    private final Operand[] inputs;

    Carried(Operand output, Operand... inputs) {
      super(infinite, "minus infinity", inputs);
      this.output = output;
      this.inputs = inputs;
    }

    @Override
    public Constant visit(Pad op) {
      double border = op.value() == Double.NEGATIVE_INFINITY ? 1 : 0;
      Op around = new Pad(op.before(), op.after(), op.mode(), border);
      return ConstantFolding.fold(around, budget, flags(infinite, inputs[0]));
    }

    @Override
    public Constant visit(Binary op) {
      return binary(op.kind(), inputs[0], inputs[1]);
    }

    @Override
    public Constant visit(Reduce op) {
      Reduce.Kind any =
          op.kind() == Reduce.Kind.MAXIMUM ? Reduce.Kind.MINIMUM : Reduce.Kind.MAXIMUM;
      Op over = new Reduce(any, op.axes(), op.keep());
      return ConstantFolding.fold(over, budget, infinite.get(inputs[0]));
    }

    @Override
    public Constant visit(Softmax op) {
      markUndefined(output, nothingLeft(inputs[0], op.axis()));
      return null;
    }

    @Override
    public Constant visit(LogSoftmax op) {
      markUndefined(output, nothingLeft(inputs[0], op.axis()));
      return infinite.get(inputs[0]);
    }

    @Override
    public Constant visit(Elementwise op) {
      return levels(op.function()) ? null : otherwise(op);
    }
  }

  /** Functions that are level long before the stand-in. */
  private static boolean levels(Activation function) {
    return switch (function.kind()) {
      case EXP, RELU, SIGMOID, TANH, SOFTPLUS, ERF, STEP, HARD_SIGMOID -> true;
      case CLIP -> Double.isFinite(function.alpha());
      default -> false;
    };
  }

  private static Constant flags(Map<Operand, Constant> marks, Operand operand) {
    Constant known = marks.get(operand);
    Shape shape = operand.shape();
    return known != null
        ? known
        : new Constant("finite", shape, new double[shape.size()], true, false);
  }

  private @Nullable Constant binary(Binary.Kind kind, Operand a, Operand b) {
    boolean passes =
        switch (kind) {
          case ADD, MAXIMUM, MINIMUM -> true;
          case SUBTRACT -> !infinite.containsKey(b);
          case MULTIPLY -> positive(a) || positive(b);
          case DIVIDE -> positive(b);
          case POWER, MASK -> false;
        };
    if (!passes) {
      throw refused("minus infinity");
    }
    Op either = new Binary(kind == Binary.Kind.MAXIMUM ? Binary.Kind.MINIMUM : Binary.Kind.MAXIMUM);
    return ConstantFolding.fold(either, budget, flags(infinite, a), flags(infinite, b));
  }

  private boolean positive(Operand operand) {
    return operand instanceof Constant constant
        && Arrays.stream(constant.values()).allMatch(v -> v >= 1 / MOST_SCALE && v <= MOST_SCALE);
  }

  /** 1 along the whole axis where every element is minus infinity. */
  private @Nullable Constant nothingLeft(Operand x, int axis) {
    Op every = new Reduce(Reduce.Kind.MINIMUM, new int[] {axis}, true);
    Constant rows = ConstantFolding.fold(every, budget, Objects.requireNonNull(infinite.get(x)));
    Op wide = new Binary(Binary.Kind.ADD);
    return rows == null ? null : ConstantFolding.fold(wide, budget, rows, flags(Map.of(), x));
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
