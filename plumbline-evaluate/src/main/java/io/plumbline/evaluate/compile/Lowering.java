package io.plumbline.evaluate.compile;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.AlongAxis;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.LayerNormalization;
import io.plumbline.graph.Op;
import io.plumbline.graph.OpVisitor;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Repeat;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Transpose;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Spells out what has no kernel of its own, once the layout is settled. */
public final class Lowering {
  /** A maximum of two operands, whose ties the rule for pairs decides. */
  static final String PAIRWISE = "pairwise maximum";

  private final Graph.Builder builder;
  private final Map<Integer, Parameter> constants = new HashMap<>();

  Lowering(Graph.Builder builder) {
    this.builder = builder;
  }

  /** Declares a constant, which is never repeated: whoever combines it broadcasts it. */
  Value constant(Parameter parameter) {
    Value value = builder.constant(parameter);
    constants.put(value.id(), parameter);
    return value;
  }

  Value lower(String name, String type, Op op, Value... operands) {
    return op.accept(new Spelling(name, type, operands));
  }

  /** Whoever has a kernel of its own is taken as it is. */
  private final class Spelling implements OpVisitor.Otherwise<Value> {
    private final String name;
    private final String type;
    private final Value[] operands;
    private final Value x;

    Spelling(String name, String type, Value... operands) {
      this.name = name;
      this.type = type;
      this.operands = operands;
      this.x = operands[0];
    }

    @Override
    public Value otherwise(Op op) {
      return builder.add(name, type, op, operands);
    }

    @Override
    public Value visit(LayerNormalization op) {
      return layerNormalization(name, type, op, x);
    }

    @Override
    public Value along(AlongAxis op) {
      return overLastAxis(name, type, op, x);
    }

    @Override
    public Value visit(Reduce op) {
      return switch (op.kind()) {
        case MEAN, SUM -> otherwise(op);
        case MAXIMUM -> maximum(name, type, op, x);
        case MINIMUM -> {
          Value negated = elementwise(name + "/negate", type, Activation.Kind.NEGATE, 0, x);
          Reduce most = new Reduce(Reduce.Kind.MAXIMUM, op.axes(), op.keep());
          Value largest = maximum(name, type, most, negated);
          yield elementwise(name + "/restore", type, Activation.Kind.NEGATE, 0, largest);
        }
      };
    }

    @Override
    public Value visit(Binary op) {
      return binary(name, type, op.kind(), operands[0], operands[1]);
    }
  }

  private Value binary(String name, String type, Binary.Kind kind, Value a, Value b) {
    Shape shape = a.shape().broadcast(b.shape());
    Parameter divisor = constants.get(b.id());
    boolean divides =
        kind == Binary.Kind.DIVIDE
            && (constants.containsKey(a.id()) || divisor != null && divisor.trainable());
    boolean paired = kind == Binary.Kind.MAXIMUM || kind == Binary.Kind.MINIMUM;
    boolean folded = constants.containsKey(a.id()) && constants.containsKey(b.id());
    boolean held =
        kind != Binary.Kind.POWER && kind != Binary.Kind.MASK && !divides && !paired && !folded;
    Value left = broadcast(name, a, shape, held);
    Value right = broadcast(name, b, shape, held);
    if (kind == Binary.Kind.MAXIMUM) {
      return largerOf(name, type, left, right);
    } else if (kind == Binary.Kind.MINIMUM) {
      Value a1 = elementwise(name + "/negate-first", type, Activation.Kind.NEGATE, 0, left);
      Value b1 = elementwise(name + "/negate-last", type, Activation.Kind.NEGATE, 0, right);
      Value larger = largerOf(name, type, a1, b1);
      return elementwise(name + "/restore", type, Activation.Kind.NEGATE, 0, larger);
    }
    return combine(name, type, kind, left, right);
  }

  /** One on top of the other, and the larger of each pair: who loses rounds nothing. */
  private Value largerOf(String name, String type, Value a, Value b) {
    Shape rows = Tensor.shapeOf(1, Compiler.rows(a.shape()), Compiler.channels(a.shape()));
    Value first = builder.add(name + "/first", type, new Reshape(rows), a);
    Value last = builder.add(name + "/last", type, new Reshape(rows), b);
    Value both = builder.add(name + "/pair", type, new Concat(0), first, last);
    Op most = new Reduce(Reduce.Kind.MAXIMUM, new int[] {0}, false);
    Value larger = builder.add(name, PAIRWISE, most, both);
    return builder.add(name + "/shape", type, new Reshape(a.shape()), larger);
  }

  private Value combine(String name, String type, Binary.Kind kind, Value a, Value b) {
    return builder.add(name, type, new Binary(kind), a, b);
  }

  /** Repeats along the axes where the extent is 1; a kernel repeats the constants it holds. */
  private Value broadcast(String name, Value value, Shape shape, boolean held) {
    if (value.shape().equals(shape) || held && constants.containsKey(value.id())) {
      return value;
    }
    int rank = shape.rank();
    int[] extents = new int[rank];
    int[] factors = new int[rank];
    for (int k = 1; k <= rank; k++) {
      extents[rank - k] = k <= value.shape().rank() ? value.shape().extent(-k) : 1;
      factors[rank - k] = extents[rank - k] == shape.extent(-k) ? 1 : shape.extent(-k);
    }
    Value aligned = value;
    if (value.shape().rank() != rank) {
      aligned =
          builder.add(name + "/align", "Reshape", new Reshape(Tensor.shapeOf(extents)), value);
    }
    return aligned.shape().equals(shape)
        ? aligned
        : builder.add(name + "/broadcast", "Expand", new Repeat(factors), aligned);
  }

  private Value elementwise(String name, String type, Activation.Kind kind, double alpha, Value x) {
    return builder.add(name, type, new Elementwise(Activation.of(kind, alpha)), x);
  }

  private Value overLastAxis(String name, String type, AlongAxis op, Value x) {
    int last = x.shape().rank() - 1;
    if (op.axis() == last) {
      return builder.add(name, type, op, x);
    }
    int[] swap = new int[last + 1];
    Arrays.setAll(swap, k -> k);
    swap[op.axis()] = last;
    swap[last] = op.axis();
    Value turned = builder.add(name + "/turn", "Transpose", new Transpose(swap), x);
    Value done = builder.add(name, type, op.along(last), turned);
    return builder.add(name + "/back", "Transpose", new Transpose(swap), done);
  }

  /** A maximum over rows: the reduced axes first, then the others as channels. */
  private Value maximum(String name, String type, Reduce r, Value x) {
    int rank = x.shape().rank();
    int[] order = new int[rank];
    int next = 0;
    int rows = 1;
    for (int axis : r.axes()) {
      order[next++] = axis;
      rows *= x.shape().extent(axis);
    }
    for (int axis = 0; axis < rank; axis++) {
      if (Arrays.binarySearch(r.axes(), axis) < 0) {
        order[next++] = axis;
      }
    }
    int channels = x.shape().size() / Math.max(1, rows);
    Value turned = x;
    if (!movesNothing(order, x.shape())) {
      turned = builder.add(name + "/turn", "Transpose", new Transpose(order), x);
    }
    Value flat =
        builder.add(
            name + "/rows", "Reshape", new Reshape(Tensor.shapeOf(1, rows, channels)), turned);
    Value reduced =
        builder.add(name, type, new Reduce(Reduce.Kind.MAXIMUM, new int[] {1}, false), flat);
    int[] kept = new int[rank];
    int count = 0;
    for (int axis = 0; axis < rank; axis++) {
      if (Arrays.binarySearch(r.axes(), axis) < 0) {
        kept[count++] = x.shape().extent(axis);
      } else if (r.keep()) {
        kept[count++] = 1;
      }
    }
    Shape shape = Tensor.shapeOf(Arrays.copyOf(kept, count));
    return builder.add(name + "/shape", "Reshape", new Reshape(shape), reduced);
  }

  /** Whether only axes of extent 1 change their order. */
  private static boolean movesNothing(int[] order, Shape shape) {
    int before = -1;
    for (int axis : order) {
      if (shape.extent(axis) > 1) {
        if (axis < before) {
          return false;
        }
        before = axis;
      }
    }
    return true;
  }

  private Value layerNormalization(String name, String type, LayerNormalization l, Value x) {
    int[] axes = new int[x.shape().rank() - l.axis()];
    Arrays.setAll(axes, k -> l.axis() + k);
    Op mean = new Reduce(Reduce.Kind.MEAN, axes, true);
    Value average = builder.add(name + "/mean", type, mean, x);
    Value centred = binary(name + "/centre", type, Binary.Kind.SUBTRACT, x, average);
    Value squared = elementwise(name + "/square", type, Activation.Kind.POWER, 2, centred);
    Value variance = builder.add(name + "/variance", type, mean, squared);
    Value padded =
        withConstant(
            name + "/epsilon",
            Binary.Kind.ADD,
            variance,
            Parameter.fixed(name + "/epsilon", Tensor.scalar(l.epsilon())));
    Value inverse = elementwise(name + "/inverse", type, Activation.Kind.POWER, -0.5, padded);
    Value normal = binary(name, type, Binary.Kind.MULTIPLY, centred, inverse);
    if (l.scale() != null) {
      normal =
          withConstant(
              name + "/scale", Binary.Kind.MULTIPLY, normal, aligned(l.scale(), x, l.axis()));
    }
    return l.shift() == null
        ? normal
        : withConstant(name + "/shift", Binary.Kind.ADD, normal, aligned(l.shift(), x, l.axis()));
  }

  /** The parameter under the shape of the axes it belongs to; its values are the same array. */
  private static Parameter aligned(Parameter parameter, Value x, int axis) {
    Shape shape = Tensor.shapeOf(Arrays.copyOfRange(x.shape().extents(), axis, x.shape().rank()));
    Tensor tensor = new Tensor(shape, parameter.tensor().values());
    return new Parameter(parameter.name(), tensor, parameter.trainable());
  }

  private Value withConstant(String name, Binary.Kind kind, Value x, Parameter constant) {
    return combine(name, name, kind, x, constant(constant));
  }
}
