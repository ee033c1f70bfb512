package io.plumbline.evaluate.compile;

import io.plumbline.graph.Binary;
import io.plumbline.graph.ChannelsLast;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Sliding;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Transpose;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites a graph so that few kernels can evaluate it: images have their channels last, operands
 * are of one shape, softmax runs over the last axis, a maximum over rows, and composite operations
 * are spelled out. The function is the same; nodes keep their names.
 *
 * <p>A channels-first value gets a channels-last twin, and operations that do not care are applied
 * to the twin, so that a transposition stands only where a layout really changes.
 */
public final class Canonical {
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
    Value x = node.input();
    int rank = x.shape().rank();
    if (node.op() instanceof Transpose t) {
      return relay(node, t.permutation());
    } else if (!(node.op() instanceof Sliding) && !hasTwin(node)) {
      return false;
    }
    Optional<Op> twin = node.op().channelsLast(rank);
    Value[] operands = twin.isPresent() ? twins(node) : null;
    if (operands == null) {
      return false;
    }
    // What loses its spatial axes, (N, C), has no layout.
    Map<Integer, Value> results = node.output().shape().rank() == rank ? last : plain;
    results.put(node.output().id(), lower(node, twin.get(), operands));
    return true;
  }

  /** Takes a transposition between the layouts, the exporter's own, for what it is. */
  private boolean relay(Node node, int[] permutation) {
    Value x = node.input();
    int rank = permutation.length;
    if (rank > 2 && Arrays.equals(permutation, ChannelsLast.inverse(rank))) {
      last.put(node.output().id(), plain(x));
      return true;
    } else if (hasTwin(node) && Arrays.equals(permutation, ChannelsLast.permutation(rank))) {
      plain.put(node.output().id(), last(x));
      return true;
    }
    return false;
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

  /** What the node's twin reads; null where an operand cannot be had in that layout. */
  private Value @Nullable [] twins(Node node) {
    int rank = node.output().shape().rank();
    Value[] operands = new Value[node.inputs().size()];
    for (int k = 0; k < operands.length; k++) {
      Value operand = node.inputs().get(k);
      Parameter constant = source.constant(operand);
      if (node.op() instanceof Binary && constant != null) {
        if (constant.trainable() && !ChannelsLast.keepsOrder(constant, rank)) {
          return null;
        }
        operands[k] = lowering.constant(ChannelsLast.of(constant, rank));
      } else if (node.op() instanceof Binary && operand.shape().rank() != rank) {
        return null;
      } else {
        operands[k] = last(operand);
      }
    }
    return operands;
  }

  private Value plain(Value value) {
    Value known = plain.get(value.id());
    if (known == null) {
      Parameter constant = source.constant(value);
      known =
          constant != null
              ? lowering.constant(constant)
              : relaid(
                  Objects.requireNonNull(last.get(value.id())),
                  ChannelsLast.inverse(value.shape().rank()),
                  value.name());
      plain.put(value.id(), known);
    }
    return known;
  }

  private Value last(Value value) {
    Value known = last.get(value.id());
    if (known == null) {
      known = relaid(plain(value), ChannelsLast.permutation(value.shape().rank()), value.name());
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
        manyChannels && manyPixels ? new Transpose(permutation) : new Reshape(Tensor.shapeOf(out));
    return builder.add(name + "/layout", "Transpose", op, value);
  }
}
