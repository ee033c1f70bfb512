package io.plumbline.graph.by;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Affine;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.GraphCopy;
import io.plumbline.graph.LayerNormalization;
import io.plumbline.graph.LogSoftmax;
import io.plumbline.graph.MatrixProduct;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.OpVisitor;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.ParametricRelu;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Terms;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of a graph along a direction, as a graph of the same input (forward mode: each
 * value with its tangent). Its own derivative is the Hessian times the direction, whichever of the
 * two is taken first.
 */
public final class Tangent {
  private final Graph.Builder builder;
  private final GraphCopy values;
  private final Map<Integer, Value> tangents = new HashMap<>();

  private Tangent(Graph graph, double[] direction) {
    builder = Graph.builder(graph.source());
    Value x = builder.input(graph.input().name(), graph.input().shape());
    values = new GraphCopy(graph, builder, x, builder::constant);
    Tensor along = new Tensor(graph.input().shape(), direction);
    tangents.put(graph.input().id(), builder.constant(Parameter.fixed("direction", along)));
  }

  /**
   * The derivative along a direction.
   *
   * @param graph of what
   * @param direction as long as the input
   * @return a graph of the input that gives the derivative of each output
   * @throws io.plumbline.core.InvalidInputException if no derivative depends on the input, as of
   *     what is linear
   */
  public static Graph of(Graph graph, double[] direction) {
    Tangent made = new Tangent(graph, direction);
    graph.nodes().forEach(made::add);
    Value output = made.tangents.get(graph.output().id());
    return made.builder.build(Objects.requireNonNull(output, "the output depends on the input"));
  }

  private void add(Node node) {
    Value[] inputs = values.operands(node);
    @Nullable Value[] along =
        node.inputs().stream().map(read -> tangents.get(read.id())).toArray(Value[]::new);
    Value output = values.add(node);
    if (Arrays.stream(along).anyMatch(Objects::nonNull)) {
      Terms terms = Terms.at(builder, node.name() + "/tangent");
      tangents.put(node.output().id(), node.op().accept(new OfNode(terms, inputs, along, output)));
    }
  }

  /** The tangent of one node's output, given those of its inputs; a null one is zero. */
  private record OfNode(Terms terms, Value[] x, @Nullable Value[] along, Value y)
      implements OpVisitor.OfAffine<Value> {
    /** The only input's. */
    private Value t() {
      return Objects.requireNonNull(along[0]);
    }

    private Value linear(Op op) {
      return terms.node(op.getClass().getSimpleName(), op, t());
    }

    @Override
    public Value affine(Affine op) {
      return linear(op.linear());
    }

    /** The mean over the largest elements of each window. */
    @Override
    public Value visit(MaxPool op) {
      Patches patches = new Patches(op, x[0].shape(), y.shape());
      int channelAxis = Math.floorMod(op.layout().channelAxis(), y.shape().rank());
      int channels = y.shape().extent(channelAxis);
      int windows = y.shape().size() / channels;
      int taps = (int) op.window().taps();
      Shape apart = Tensor.shapeOf(channels, taps, windows);
      Value elements = terms.reshaped(terms.gathered(x[0], patches.places()), apart);
      Value tangents = terms.reshaped(terms.gathered(t(), patches.places()), apart);
      Value most =
          terms.node("ReduceMax", new Reduce(Reduce.Kind.MAXIMUM, new int[] {1}, true), elements);
      Value mean = overLargest(elements, most, tangents, false, 1);
      // By channel and window; the image may have its channels last.
      Value image = channelAxis == 1 ? mean : terms.transposed(mean, 1, 0);
      return terms.reshaped(image, y.shape());
    }

    private Value overLargest(Value all, Value most, Value of, boolean keep, int... axes) {
      Value chosen = terms.rest(new Slopes(terms).above(terms.minus(most, all), 0));
      return terms.over(
          terms.sum(terms.times(chosen, of), keep, axes), terms.sum(chosen, keep, axes));
    }

    @Override
    public Value visit(Reduce op) {
      if (op.kind() == Reduce.Kind.SUM || op.kind() == Reduce.Kind.MEAN) {
        return linear(op);
      }
      boolean least = op.kind() == Reduce.Kind.MINIMUM;
      Value all = least ? terms.of(Kind.NEGATE, x[0]) : x[0];
      Value most = terms.node("ReduceMax", new Reduce(Reduce.Kind.MAXIMUM, op.axes(), true), all);
      return overLargest(all, most, t(), op.keep(), op.axes());
    }

    @Override
    public Value visit(MatrixProduct op) {
      Value a = along[0];
      Value b = along[1];
      Value left = a == null ? null : terms.product(a, x[1]);
      Value right = b == null ? null : terms.product(x[0], b);
      return sum(left, right);
    }

    private Value sum(@Nullable Value one, @Nullable Value other) {
      if (one == null || other == null) {
        return Objects.requireNonNull(one == null ? other : one);
      }
      return terms.plus(one, other);
    }

    @Override
    public Value visit(Elementwise op) {
      return terms.times(new Slopes(terms).of(op.function(), x[0], y), t());
    }

    @Override
    public Value visit(ParametricRelu op) {
      Value above = new Slopes(terms).above(x[0], 0);
      Value slope = terms.constant(op.slope().tensor());
      return terms.times(terms.plus(slope, terms.times(above, terms.rest(slope))), t());
    }

    @Override
    public Value visit(Binary op) {
      Value a = along[0];
      Value b = along[1];
      Value result =
          switch (op.kind()) {
            case ADD -> sum(a, b);
            case SUBTRACT ->
                b == null ? Objects.requireNonNull(a) : sum(a, terms.of(Kind.NEGATE, b));
            case MULTIPLY ->
                sum(
                    a == null ? null : terms.times(a, x[1]),
                    b == null ? null : terms.times(x[0], b));
            case DIVIDE ->
                terms.over(
                    sum(a, b == null ? null : terms.of(Kind.NEGATE, terms.times(y, b))), x[1]);
            case MAXIMUM -> chosen(terms.minus(x[0], x[1]), a, b);
            case MINIMUM -> chosen(terms.minus(x[1], x[0]), a, b);
            case POWER -> power(a, b);
            case MASK -> masked(a);
          };
      return spread(result);
    }

    private Value chosen(Value ahead, @Nullable Value a, @Nullable Value b) {
      Value first = new Slopes(terms).above(ahead, 0);
      return sum(
          a == null ? null : terms.times(first, a),
          b == null ? null : terms.times(terms.rest(first), b));
    }

    /** A truth value has no slope. */
    private Value masked(@Nullable Value a) {
      return a == null ? terms.times(y, 0) : terms.binary(Binary.Kind.MASK, a, x[1]);
    }

    /** a^b·(b' log a + b a'/a). */
    private Value power(@Nullable Value a, @Nullable Value b) {
      Value exponent = b == null ? null : terms.times(b, terms.of(Kind.LOG, x[0]));
      Value base = a == null ? null : terms.over(terms.times(x[1], a), x[0]);
      return terms.times(y, sum(exponent, base));
    }

    /** To the output's shape, where only the smaller operand moves. */
    private Value spread(Value tangent) {
      return tangent.shape().equals(y.shape())
          ? tangent
          : terms.plus(
              tangent, terms.constant(new Tensor(y.shape(), new double[y.shape().size()])));
    }

    /** (c - n·mean(n·c))/s·scale, where c is the centred tangent, n normal and s the deviation. */
    @Override
    public Value visit(LayerNormalization op) {
      int[] axes = Terms.axesFrom(op.axis(), x[0].shape().rank());
      Value off = terms.minus(x[0], terms.mean(x[0], axes));
      Value variance = terms.plus(terms.mean(terms.square(off), axes), terms.number(op.epsilon()));
      Value deviation = terms.of(Kind.SQRT, variance);
      Value normal = terms.over(off, deviation);
      Value centred = terms.minus(t(), terms.mean(t(), axes));
      Value share = terms.times(normal, terms.mean(terms.times(normal, centred), axes));
      Value tangent = terms.over(terms.minus(centred, share), deviation);
      Parameter scale = op.scale();
      if (scale == null) {
        return tangent;
      }
      int[] extents = x[0].shape().extents();
      Shape each = Tensor.shapeOf(Arrays.copyOfRange(extents, op.axis(), extents.length));
      return terms.times(tangent, terms.constant(new Tensor(each, scale.tensor().values())));
    }

    @Override
    public Value visit(Softmax op) {
      Value mean = terms.sum(terms.times(y, t()), true, op.axis());
      return terms.times(y, terms.minus(t(), mean));
    }

    @Override
    public Value visit(LogSoftmax op) {
      Value p = terms.of(Activation.of(Kind.EXP), y);
      return terms.minus(t(), terms.sum(terms.times(p, t()), true, op.axis()));
    }

    @Override
    public Value visit(Concat op) {
      Value[] all = new Value[x.length];
      for (int k = 0; k < all.length; k++) {
        Value own = along[k];
        Shape shape = x[k].shape();
        all[k] = own == null ? terms.constant(new Tensor(shape, new double[shape.size()])) : own;
      }
      return terms.node("Concat", op, all);
    }
  }
}
