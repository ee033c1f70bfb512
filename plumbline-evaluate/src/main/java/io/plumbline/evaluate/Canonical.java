package io.plumbline.evaluate;

import io.plumbline.graph.Graph;
import io.plumbline.graph.Layout;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Shape;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Rewrites a graph so that few kernels can evaluate it: images have their channels last, operands
 * are of one shape, softmax runs over the last axis, a maximum over rows, and composite operations
 * are spelled out. The function is the same; nodes keep their names.
 *
 * <p>A channels-first value gets a channels-last twin, and operations that do not care are applied
 * to the twin, so that a transposition stands only where a layout really changes.
 */
final class Canonical {
  private final Graph source;
  private final Graph.Builder builder;
  private final Map<Integer, Value> plain = new HashMap<>();
  private final Map<Integer, Value> last = new HashMap<>();
  private final Lowering lowering;

  private Canonical(Graph source) {
    this.source = source;
    this.builder = Graph.builder(source.source());
    this.lowering = new Lowering(builder);
  }

  /** The graph from its input to {@code output}, which may be any of its values. */
  static Graph of(Graph source, Value output) {
    Canonical canonical = new Canonical(source);
    Value input = canonical.builder.input(source.input().name(), source.input().shape());
    canonical.plain.put(source.input().id(), input);
    for (Node node : source.nodes()) {
      canonical.rewrite(node);
      if (node.output().equals(output)) {
        break;
      }
    }
    return canonical.builder.build(canonical.plain(output));
  }

  private void rewrite(Node node) {
    if (!rewriteChannelsLast(node)) {
      Value[] operands = node.inputs().stream().map(this::plain).toArray(Value[]::new);
      plain.put(node.output().id(), lower(node, node.op(), operands));
    }
  }

  private Value lower(Node node, Op op, Value... operands) {
    return lowering.lower(node.name(), node.type(), op, operands);
  }

  /** Applies the node to twins where it has a channels-first image; says whether it did. */
  private boolean rewriteChannelsLast(Node node) {
    Op op = node.op();
    Value x = node.input();
    int rank = x.shape().rank();
    if (op instanceof Op.Convolution c && c.layout() == Layout.CHANNELS_FIRST) {
      put(
          node,
          new Op.Convolution(c.weight(), c.bias(), c.window(), c.groups(), Layout.CHANNELS_LAST));
    } else if (op instanceof Op.MaxPool p && p.layout() == Layout.CHANNELS_FIRST) {
      put(node, new Op.MaxPool(p.window(), Layout.CHANNELS_LAST));
    } else if (op instanceof Op.AveragePool p && p.layout() == Layout.CHANNELS_FIRST) {
      put(node, new Op.AveragePool(p.window(), p.countPadding(), Layout.CHANNELS_LAST));
    } else if (op instanceof Op.Transpose t && Arrays.equals(t.permutation(), toFirst(rank))) {
      // The exporter itself goes from channels-last to channels-first: the twin is at hand.
      last.put(node.output().id(), plain(x));
    } else if (!hasTwin(node)) {
      return false;
    } else if (op instanceof Op.Elementwise || op instanceof Op.Dropout) {
      put(node, op);
    } else if (op instanceof Op.BatchNormalization b && b.axis() == 1) {
      put(
          node,
          new Op.BatchNormalization(
              b.scale(), b.shift(), b.mean(), b.variance(), b.epsilon(), rank - 1));
    } else if (op instanceof Op.ParametricRelu p && TwinConstant.keepsOrder(p.slope(), rank)) {
      put(node, new Op.ParametricRelu(TwinConstant.of(p.slope(), rank)));
    } else if (op instanceof Op.Binary) {
      return rewriteBinary(node);
    } else if (op instanceof Op.Concat c) {
      put(node, new Op.Concat(twinAxis(c.axis(), rank)));
    } else if (op instanceof Op.Pad p) {
      put(node, new Op.Pad(twin(p.before()), twin(p.after()), p.mode(), p.value()));
    } else if (op instanceof Op.Repeat r) {
      put(node, new Op.Repeat(twin(r.factors())));
    } else if (op instanceof Op.Slice s) {
      Shape shape = Shape.of(twin(s.shape().extents()));
      put(node, new Op.Slice(twin(s.starts()), twin(s.steps()), shape));
    } else if (op instanceof Op.Reduce r) {
      return rewriteReduce(node, r, rank);
    } else if (op instanceof Op.Transpose t && Arrays.equals(t.permutation(), toLast(rank))) {
      plain.put(node.output().id(), last(x));
    } else {
      return false;
    }
    return true;
  }

  private boolean hasTwin(Node node) {
    int rank = node.input().shape().rank();
    boolean any = false;
    for (Value value : node.inputs()) {
      any |= last.containsKey(value.id());
      boolean constant = source.constant(value) != null;
      if (!constant && value.shape().rank() != rank) {
        return false;
      }
    }
    return any && (rank == 3 || rank == 4);
  }

  private boolean rewriteBinary(Node node) {
    int rank = node.output().shape().rank();
    Value[] operands = new Value[2];
    for (int k = 0; k < 2; k++) {
      Value operand = node.inputs().get(k);
      Parameter constant = source.constant(operand);
      if (constant == null && operand.shape().rank() != rank
          || constant != null && constant.tensor().shape().rank() > rank
          || constant != null && constant.trainable() && !TwinConstant.keepsOrder(constant, rank)) {
        return false;
      }
      operands[k] =
          constant == null ? last(operand) : lowering.constant(TwinConstant.of(constant, rank));
    }
    last.put(node.output().id(), lower(node, node.op(), operands));
    return true;
  }

  private boolean rewriteReduce(Node node, Op.Reduce r, int rank) {
    boolean spatial = r.axes().length == rank - 2 && r.axes()[0] == 2;
    if (!r.keep() && !spatial) {
      return false;
    }
    int[] axes = new int[r.axes().length];
    for (int k = 0; k < axes.length; k++) {
      axes[k] = twinAxis(r.axes()[k], rank);
    }
    Arrays.sort(axes);
    Value reduced = lower(node, new Op.Reduce(r.kind(), axes, r.keep()), last(node.input()));
    // Over all spatial axes (N, C) comes out, which has no layout.
    (r.keep() ? last : plain).put(node.output().id(), reduced);
    return true;
  }

  private void put(Node node, Op op) {
    Value[] operands = node.inputs().stream().map(this::last).toArray(Value[]::new);
    last.put(node.output().id(), lower(node, op, operands));
  }

  private Value plain(Value value) {
    Value known = plain.get(value.id());
    if (known == null) {
      Parameter constant = source.constant(value);
      known =
          constant != null
              ? lowering.constant(constant)
              : relaid(last.get(value.id()), toFirst(value.shape().rank()), value.name());
      plain.put(value.id(), known);
    }
    return known;
  }

  private Value last(Value value) {
    Value known = last.get(value.id());
    if (known == null) {
      known = relaid(plain(value), toLast(value.shape().rank()), value.name());
      last.put(value.id(), known);
    }
    return known;
  }

  /** Transposes; where that moves nothing (one channel, or one pixel), reshapes. */
  private Value relaid(Value value, int[] permutation, String name) {
    int[] extents = value.shape().extents();
    int[] out = new int[extents.length];
    boolean manyChannels = true;
    boolean manyPixels = false;
    int channelAxis = permutation[1] == 1 || permutation[1] == 2 ? 1 : extents.length - 1;
    for (int axis = 0; axis < out.length; axis++) {
      out[axis] = extents[permutation[axis]];
      if (axis == channelAxis) {
        manyChannels = extents[axis] > 1;
      } else {
        manyPixels |= extents[axis] > 1;
      }
    }
    Op op =
        manyChannels && manyPixels ? new Op.Transpose(permutation) : new Op.Reshape(Shape.of(out));
    return builder.add(name + "/layout", "Transpose", op, value);
  }

  /** From (N, C, …) to (N, …, C). */
  static int[] toLast(int rank) {
    int[] permutation = new int[rank];
    for (int axis = 1; axis < rank; axis++) {
      permutation[axis] = axis == rank - 1 ? 1 : axis + 1;
    }
    return permutation;
  }

  /** From (N, …, C) to (N, C, …). */
  static int[] toFirst(int rank) {
    int[] permutation = new int[rank];
    for (int axis = 1; axis < rank; axis++) {
      permutation[axis] = axis == 1 ? rank - 1 : axis - 1;
    }
    return permutation;
  }

  private static int twinAxis(int axis, int rank) {
    return axis == 0 ? 0 : axis == 1 ? rank - 1 : axis - 1;
  }

  private static int[] twin(int[] byAxis) {
    int[] permutation = toLast(byAxis.length);
    int[] out = new int[byAxis.length];
    for (int axis = 0; axis < out.length; axis++) {
      out[axis] = byAxis[permutation[axis]];
    }
    return out;
  }
}
