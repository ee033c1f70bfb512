package io.plumbline.testing.generated;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.AveragePool;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.CumulativeSum;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.LayerNormalization;
import io.plumbline.graph.Layout;
import io.plumbline.graph.LogSoftmax;
import io.plumbline.graph.MatrixProduct;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.ParametricRelu;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Transpose;
import io.plumbline.graph.Value;
import io.plumbline.graph.Window;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** One random layer behind another. */
public final class RandomLayers {
  private static final int MOST_ELEMENTS = 700;

  private final Graph.Builder builder;

  /** Functions that a network may be anywhere in; the others have tests of their own. */
  private static final EnumSet<Kind> DRAWN = EnumSet.range(Kind.RELU, Kind.RECIPROCAL);

  private final RandomWeights weights;
  private int count;

  public RandomLayers(Graph.Builder builder, RandomWeights weights) {
    this.builder = builder;
    this.weights = weights;
  }

  /** The functions that networks are drawn with. */
  public static Set<Kind> functions() {
    return EnumSet.copyOf(DRAWN);
  }

  public Value add(String name, Op op, Value... inputs) {
    return builder.add(name + count++, op.getClass().getSimpleName(), op, inputs);
  }

  public Value next(Value x) {
    int rank = x.shape().rank();
    boolean image = rank == 3 || rank == 4;
    if (x.shape().size() > MOST_ELEMENTS) {
      return image ? pool(x, layout()) : dense(x);
    }
    int kind = weights.between(0, image ? 18 : 8);
    return switch (kind) {
      case 0 -> activation(x);
      case 1 -> constantBinary(x);
      case 2 -> branches(x);
      case 3 -> move(x);
      case 4 -> weights.dyadic() ? activation(x) : normalize(x);
      case 5 -> dense(x);
      case 6 -> reduce(x);
      case 7 -> parametricRelu(x);
      case 8 -> weights.dyadic() ? move(x) : products(x);
      case 9, 10, 11 -> convolution(x, layout());
      case 12, 13 -> pool(x, layout());
      case 14 -> batchNormalization(x);
      case 15 -> activation(convolution(x, layout()));
      default -> block(x, layout());
    };
  }

  private Layout layout() {
    return weights.pick(Layout.CHANNELS_FIRST, Layout.CHANNELS_LAST);
  }

  private Value elementwise(Value x, Kind kind, double alpha, double beta) {
    return add("act", new Elementwise(new Activation(kind, alpha, beta)), x);
  }

  public Value activation(Value x) {
    if (weights.dyadic()) {
      return switch (weights.between(0, 5)) {
        case 0 -> elementwise(x, Kind.LEAKY_RELU, 0.25, 0);
        case 1 -> elementwise(x, Kind.CLIP, 0, weights.pick(6.0, 1.0));
        case 2 -> elementwise(x, Kind.ABS, 0, 0);
        case 3 -> elementwise(x, Kind.HARD_SIGMOID, 0.25, 0.5);
        default -> elementwise(x, Kind.RELU, 0, 0);
      };
    }
    Kind kind = weights.pick(DRAWN.toArray(Kind[]::new));
    return switch (kind) {
      case LEAKY_RELU -> elementwise(x, kind, weights.pick(0.01, 0.3, -0.2), 0);
      case ELU, CELU -> elementwise(x, kind, weights.pick(1.0, 0.7, 1.5), 0);
      case SELU -> elementwise(x, kind, 1.6732632423543772, 1.0507009873554805);
      case HARD_SIGMOID -> elementwise(x, kind, weights.pick(0.2, 1 / 6.0), 0.5);
      case CLIP -> {
        double least = weights.pick(Double.NEGATIVE_INFINITY, -0.5, 0.0);
        yield elementwise(x, kind, least, weights.pick(Double.POSITIVE_INFINITY, 0.4, 6.0));
      }
      case HARD_SHRINK -> elementwise(x, kind, 0.5, 0);
      case THRESHOLD -> elementwise(x, kind, 0.1, weights.pick(0.0, 0.3));
      case EXP -> elementwise(elementwise(x, Kind.TANH, 0, 0), kind, 0, 0);
      case LOG, SQRT, RECIPROCAL -> elementwise(positive(x), kind, 0, 0);
      case POWER -> power(x);
      default -> elementwise(x, kind, 0, 0);
    };
  }

  private Value power(Value x) {
    double p = weights.pick(2.0, 3.0, 1.0, 4.0, 0.5, 1.5, -0.5, -1.0, 2.5);
    boolean whole = p == Math.rint(p) && p > 0;
    Value base = elementwise(whole ? x : positive(x), Kind.POWER, p, 0);
    return whole ? elementwise(base, Kind.SOFTSIGN, 0, 0) : base;
  }

  private Value positive(Value x) {
    Value softplus = elementwise(x, Kind.SOFTPLUS, 0, 0);
    Value least = builder.constant(weights.positive(false, 1));
    return add("positive", new Binary(Binary.Kind.ADD), softplus, least);
  }

  /** A shape that broadcasts to the given one. */
  private int[] broadcastable(Shape shape) {
    int[] extents = shape.extents();
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] = weights.chance(0.4) ? 1 : extents[axis];
    }
    int drop = weights.between(0, extents.length - 1);
    return Arrays.copyOfRange(extents, drop, extents.length);
  }

  private Value constantBinary(Value x) {
    // A mask is by truth values, which a constant or a sum does not hold.
    Binary.Kind[] all =
        Arrays.stream(Binary.Kind.values())
            .filter(each -> each != Binary.Kind.MASK)
            .toArray(Binary.Kind[]::new);
    Binary.Kind kind = all[weights.between(0, all.length - 1)];
    if (weights.dyadic() && (kind == Binary.Kind.DIVIDE || kind == Binary.Kind.POWER)) {
      kind = Binary.Kind.MAXIMUM;
    }
    int[] extents = broadcastable(x.shape());
    boolean left = weights.chance(0.5);
    Value base = x;
    Parameter constant = weights.weight(0.5, extents);
    if (kind == Binary.Kind.POWER || kind == Binary.Kind.DIVIDE) {
      constant = weights.positive(weights.chance(0.5), extents);
      boolean needs = kind == Binary.Kind.POWER ? !left : left;
      base = needs ? positive(elementwise(x, Kind.TANH, 0, 0)) : x;
      if (kind == Binary.Kind.POWER && left) {
        base = elementwise(x, Kind.TANH, 0, 0);
      }
    } else if (weights.chance(0.2)) {
      constant = Parameter.fixed(constant.name(), constant.tensor());
    }
    Value operand = builder.constant(constant);
    return left
        ? add("constant", new Binary(kind), operand, base)
        : add("constant", new Binary(kind), base, operand);
  }

  private Value branches(Value x) {
    Value left = weights.chance(0.5) ? x : activation(x);
    Value right = same(x);
    if (weights.chance(0.15)) {
      right = left;
    }
    if (weights.chance(0.2)) {
      int axis = weights.between(1, x.shape().rank() - 1);
      Value third = left.shape().equals(right.shape()) ? right : x;
      return add("concat", new Concat(axis), left, third, x);
    }
    Binary.Kind kind =
        weights.pick(
            Binary.Kind.ADD,
            Binary.Kind.ADD,
            Binary.Kind.SUBTRACT,
            Binary.Kind.MAXIMUM,
            Binary.Kind.MINIMUM,
            weights.dyadic() ? Binary.Kind.ADD : Binary.Kind.MULTIPLY,
            weights.dyadic() ? Binary.Kind.MAXIMUM : Binary.Kind.DIVIDE);
    if (kind == Binary.Kind.DIVIDE) {
      right = positive(right);
    }
    return weights.chance(0.5)
        ? add("branch", new Binary(kind), left, right)
        : kind == Binary.Kind.DIVIDE
            ? add("branch", new Binary(kind), left, right)
            : add("branch", new Binary(kind), right, left);
  }

  /** Another value that broadcasts with x: of its shape, or with some extents reduced to 1. */
  private Value same(Value x) {
    int rank = x.shape().rank();
    if (weights.chance(0.3) && rank > 1) {
      int[] axes = {weights.between(1, rank - 1)};
      Reduce.Kind kind = weights.dyadic() ? Reduce.Kind.SUM : Reduce.Kind.MEAN;
      return add("mean", new Reduce(kind, axes, true), x);
    } else if (rank > 2 && weights.chance(0.6)) {
      Layout layout = layout();
      int channels = x.shape().extent(layout.channelAxis());
      Window window = Window.of(ones(rank - 2), ones(rank - 2));
      return add("branch", convolution(layout, channels, channels, window, 1), x);
    }
    return constantAdd(activation(x));
  }

  private Value constantAdd(Value x) {
    Value operand = builder.constant(weights.weight(0.5, x.shape().extents()));
    return add("shift", new Binary(Binary.Kind.ADD), x, operand);
  }

  private static int[] ones(int length) {
    int[] ones = new int[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  private Convolution convolution(Layout layout, int in, int out, Window window, int groups) {
    int[] extents = new int[window.rank() + 2];
    extents[0] = out;
    extents[1] = in / groups;
    System.arraycopy(window.kernel(), 0, extents, 2, window.rank());
    int fan = Tensor.shapeOf(extents).size() / Math.max(1, out);
    Parameter bias = weights.chance(0.6) ? weights.weight(0.3, out) : null;
    return new Convolution(
        weights.weight(1.2 / Math.sqrt(fan), extents), bias, window, groups, layout);
  }

  private Value convolution(Value x, Layout layout) {
    int in = x.shape().extent(layout.channelAxis());
    Window window = window(x, layout, false);
    int groups = weights.chance(0.35) ? divisor(in) : 1;
    int out = groups * weights.between(1, groups == 1 ? 5 : 2);
    return add("conv", convolution(layout, in, out, window, groups), x);
  }

  /** What every small CNN is made of. */
  private Value block(Value x, Layout layout) {
    Value convolved = convolution(x, layout);
    Value active =
        switch (weights.between(0, 3)) {
          case 0 -> convolved;
          case 1 -> elementwise(convolved, Kind.LEAKY_RELU, 0.25, 0);
          default -> elementwise(convolved, Kind.RELU, 0, 0);
        };
    return add("pool", new MaxPool(window(active, layout, true), layout), active);
  }

  private int divisor(int number) {
    int candidate = weights.between(1, number);
    return number % candidate == 0 ? candidate : number;
  }

  private Window window(Value x, Layout layout, boolean pool) {
    int rank = x.shape().rank() - 2;
    int[][] w = new int[5][rank];
    for (int axis = 0; axis < rank; axis++) {
      int extent = x.shape().extent(layout.firstSpatialAxis() + axis);
      w[0][axis] = Math.min(extent, weights.between(1, 4));
      w[1][axis] = weights.between(1, 3);
      int room = w[0][axis] == 1 ? 1 : (extent - 1) / (w[0][axis] - 1);
      w[2][axis] = weights.chance(0.3) ? Math.max(1, Math.min(room, 2)) : 1;
      int most = pool ? (w[2][axis] == 1 ? w[0][axis] - 1 : 0) : 3;
      w[3][axis] = weights.chance(0.5) ? weights.between(0, most) : 0;
      w[4][axis] = weights.chance(0.5) ? weights.between(0, most) : 0;
    }
    return new Window(w[0], w[1], w[2], w[3], w[4], pool && weights.chance(0.4));
  }

  private Value pool(Value x, Layout layout) {
    Window window = window(x, layout, true);
    return weights.chance(weights.dyadic() ? 1 : 0.6)
        ? add("pool", new MaxPool(window, layout), x)
        : add("pool", new AveragePool(window, weights.chance(0.5), layout), x);
  }

  public Value globalPool(Value x) {
    int rank = x.shape().rank();
    int first = weights.between(1, 2);
    int[] axes = new int[rank - 2];
    Arrays.setAll(axes, k -> first + k);
    return add("global", new Reduce(reduction(), axes, weights.chance(0.5)), x);
  }

  private Reduce.Kind reduction() {
    return weights.dyadic()
        ? weights.pick(Reduce.Kind.SUM, Reduce.Kind.MAXIMUM, Reduce.Kind.MINIMUM)
        : weights.pick(Reduce.Kind.values());
  }

  private Value reduce(Value x) {
    int rank = x.shape().rank();
    if (weights.chance(0.15)) {
      int axis = weights.between(1, rank - 1);
      Op sums = new CumulativeSum(axis, weights.chance(0.5), weights.chance(0.5));
      return add("cumsum", sums, x);
    }
    int[] axes =
        java.util.stream.IntStream.range(1, rank).filter(a -> weights.chance(0.4)).toArray();
    if (axes.length == 0) {
      axes = new int[] {rank - 1};
    }
    boolean keep = weights.chance(0.6) || axes.length == rank - 1;
    Value reduced = add("reduce", new Reduce(reduction(), axes, keep), x);
    return keep && weights.chance(0.7)
        ? add("broadcast", new Binary(Binary.Kind.SUBTRACT), x, reduced)
        : reduced;
  }

  private Value dense(Value x) {
    int in = x.shape().extent(-1);
    int out = weights.between(2, 7);
    Parameter bias = weights.chance(0.6) ? weights.weight(0.3, out) : null;
    return add("dense", new Dense(weights.weight(1.2 / Math.sqrt(in), in, out), bias), x);
  }

  private Value parametricRelu(Value x) {
    return add("prelu", new ParametricRelu(weights.weight(0.3, broadcastable(x.shape()))), x);
  }

  private Value batchNormalization(Value x) {
    int axis = weights.chance(0.5) ? 1 : x.shape().rank() - 1;
    int c = x.shape().extent(axis);
    Parameter variance = weights.positive(false, c);
    double epsilon = weights.dyadic() ? 0 : 1e-3;
    if (weights.dyadic()) {
      Arrays.fill(variance.tensor().values(), 4);
    }
    Op op =
        new BatchNormalization(
            weights.chance(0.8) ? weights.weight(0.8, c) : null,
            weights.chance(0.8) ? weights.weight(0.3, c) : null,
            weights.fixed(0.3, c),
            variance,
            epsilon,
            axis);
    return add("norm", op, x);
  }

  private Value normalize(Value x) {
    int axis = weights.between(1, x.shape().rank() - 1);
    if (weights.chance(0.3)) {
      return add("softmax", new Softmax(axis), x);
    } else if (weights.chance(0.3)) {
      return add("logsoftmax", new LogSoftmax(axis), x);
    }
    int[] extents = Arrays.copyOfRange(x.shape().extents(), axis, x.shape().rank());
    Parameter scale = weights.chance(0.8) ? weights.weight(0.8, extents) : null;
    Parameter shift = weights.chance(0.8) ? weights.weight(0.3, extents) : null;
    return add("layernorm", new LayerNormalization(scale, shift, 1e-2, axis), x);
  }

  private Value products(Value x) {
    int rank = x.shape().rank();
    if (rank > 2 && weights.chance(0.6)) {
      int[] swap = new int[rank];
      Arrays.setAll(swap, k -> k);
      swap[rank - 1] = rank - 2;
      swap[rank - 2] = rank - 1;
      Value turned = add("turn", new Transpose(swap), x);
      Value scaled = elementwise(x, Kind.TANH, 0, 0);
      return add("product", new MatrixProduct(), scaled, turned);
    }
    boolean right = rank == 2 || weights.chance(0.5);
    int inner = x.shape().extent(right ? -1 : -2);
    if (right) {
      Value matrix = builder.constant(weights.weight(1 / Math.sqrt(inner), inner, 3));
      return add("product", new MatrixProduct(), x, matrix);
    }
    Value matrix = builder.constant(weights.weight(1 / Math.sqrt(inner), 3, inner));
    return add("product", new MatrixProduct(), matrix, x);
  }

  private Value move(Value x) {
    return RandomMoves.of(x, weights, this);
  }
}
