package io.plumbline.evaluate;

import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.Shape;
import io.plumbline.graph.Value;
import io.plumbline.graph.Window;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** The tables of {@link MovingKernel}: which elements each output element reads. */
final class Moves {
  private static final int[] NONE = {};

  private Moves() {}

  static MovingKernel.Table table(Node node) {
    Shape x = node.input().shape();
    Shape y = node.output().shape();
    if (node.op() instanceof Op.Reshape) {
      return plain(gather(x, y, null));
    } else if (node.op() instanceof Op.Transpose t) {
      return plain(transpose(t, x));
    } else if (node.op() instanceof Op.Slice s) {
      return plain(gather(x, y, at -> each(at, k -> s.starts()[k] + at[k] * s.steps()[k])));
    } else if (node.op() instanceof Op.Repeat r) {
      return plain(gather(x, y, at -> each(at, k -> repeated(at[k], x.extent(k), r, k))));
    } else if (node.op() instanceof Op.Gather g) {
      return plain(gather(x, y, at -> each(at, k -> k == g.axis() ? g.indices()[at[k]] : at[k])));
    } else if (node.op() instanceof Op.Pad p) {
      return padded(p, x, y);
    } else if (node.op() instanceof Op.Concat c) {
      return plain(concat(c, node, y));
    } else if (node.op() instanceof Op.Reduce r) {
      return reduced(r, x, y);
    } else if (node.op() instanceof Op.AveragePool p) {
      return averaged(p, x, y);
    }
    throw new IllegalStateException("no kernel for " + node.op().getClass().getSimpleName());
  }

  private static MovingKernel.Table plain(int[][] sources) {
    return new MovingKernel.Table(sources, null, null);
  }

  /** Upsampling repeats each element in place; broadcasting repeats the only one. */
  private static int repeated(int at, int extent, Op.Repeat r, int axis) {
    return extent == 1 ? 0 : at / r.factors()[axis];
  }

  private interface Coordinate {
    int of(int axis);
  }

  private static int[] each(int[] at, Coordinate coordinate) {
    int[] from = new int[at.length];
    Arrays.setAll(from, coordinate::of);
    return from;
  }

  /** One source for each output element; null where the place is the same in C order. */
  private static int[][] gather(Shape x, Shape y, UnaryOperator<int[]> from) {
    int[][] sources = new int[y.size()][];
    int[] strides = x.strides();
    for (int o = 0; o < sources.length; o++) {
      sources[o] = new int[] {from == null ? o : dot(from.apply(y.coordinates(o)), strides)};
    }
    return sources;
  }

  private static int dot(int[] at, int[] strides) {
    int flat = 0;
    for (int axis = 0; axis < at.length; axis++) {
      flat += at[axis] * strides[axis];
    }
    return flat;
  }

  static int[][] transpose(Op.Transpose t, Shape x) {
    int[] extents = new int[x.rank()];
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] = x.extent(t.permutation()[axis]);
    }
    return gather(
        x,
        Shape.of(extents),
        at -> {
          int[] from = new int[at.length];
          for (int axis = 0; axis < at.length; axis++) {
            from[t.permutation()[axis]] = at[axis];
          }
          return from;
        });
  }

  private static MovingKernel.Table padded(Op.Pad p, Shape x, Shape y) {
    int[][] sources = new int[y.size()][];
    double[] constants = new double[sources.length];
    int[] strides = x.strides();
    for (int o = 0; o < sources.length; o++) {
      int[] at = y.coordinates(o);
      boolean inside = true;
      for (int axis = 0; axis < at.length; axis++) {
        int i = at[axis] - p.before()[axis];
        int extent = x.extent(axis);
        if (p.mode() == Op.Pad.Mode.EDGE) {
          i = Math.max(0, Math.min(extent - 1, i));
        } else if (p.mode() == Op.Pad.Mode.REFLECT) {
          i = i < 0 ? -i : i >= extent ? 2 * (extent - 1) - i : i;
        }
        inside &= i >= 0 && i < extent;
        at[axis] = i;
      }
      sources[o] = inside ? new int[] {dot(at, strides)} : NONE;
      constants[o] = inside ? 0 : p.value();
    }
    return new MovingKernel.Table(sources, null, constants);
  }

  private static int[][] concat(Op.Concat c, Node node, Shape y) {
    int[][] sources = new int[y.size()][];
    int outer = 1;
    for (int axis = 0; axis < c.axis(); axis++) {
      outer *= y.extent(axis);
    }
    int offset = 0;
    int begin = 0;
    int stride = y.size() / Math.max(1, outer);
    for (Value input : node.inputs()) {
      int block = input.shape().size() / Math.max(1, outer);
      for (int e = 0; e < input.shape().size(); e++) {
        sources[e / block * stride + begin + e % block] = new int[] {offset + e};
      }
      offset += input.shape().size();
      begin += block;
    }
    return sources;
  }

  private static MovingKernel.Table reduced(Op.Reduce r, Shape x, Shape y) {
    int[][] groups = new int[y.size()][];
    int[] counts = new int[groups.length];
    int each = y.size() == 0 ? 0 : x.size() / y.size();
    for (int o = 0; o < groups.length; o++) {
      groups[o] = new int[each];
    }
    int[] keptExtents = x.extents();
    for (int axis : r.axes()) {
      keptExtents[axis] = 1;
    }
    int[] strides = Shape.of(keptExtents).strides();
    for (int e = 0; e < x.size(); e++) {
      int[] at = x.coordinates(e);
      for (int axis : r.axes()) {
        at[axis] = 0;
      }
      int o = dot(at, strides);
      groups[o][counts[o]++] = e;
    }
    double weight = r.kind() == Op.Reduce.Kind.MEAN ? 1.0 / each : 1;
    double[][] weights = new double[groups.length][each];
    for (double[] row : weights) {
      Arrays.fill(row, weight);
    }
    return new MovingKernel.Table(groups, weights, null);
  }

  private static MovingKernel.Table averaged(Op.AveragePool p, Shape x, Shape y) {
    Windows windows = Windows.sliding(p.window(), x, y);
    int channels = y.extent(-1);
    int[][] sources = new int[y.size()][];
    double[][] weights = new double[sources.length][];
    for (int o = 0; o < sources.length; o++) {
      int[] window = windows.rows[o / channels];
      int c = o % channels;
      sources[o] = Arrays.stream(window).map(row -> row * channels + c).toArray();
      int divisor = p.countPadding() ? covered(p.window(), x, y, o / channels) : window.length;
      weights[o] = new double[window.length];
      Arrays.fill(weights[o], 1.0 / divisor);
    }
    return new MovingKernel.Table(sources, weights, null);
  }

  /** How many taps of a window lie within the input or its padding: an overhang does not count. */
  private static int covered(Window window, Shape x, Shape y, int row) {
    int count = 1;
    int width = y.extent(-2);
    for (int axis = 0; axis < window.rank(); axis++) {
      boolean last = axis == window.rank() - 1;
      int at = last ? row % width : row / width;
      int extent = x.extent(1 + axis);
      int within = 0;
      for (int tap = 0; tap < window.kernel()[axis]; tap++) {
        int i =
            at * window.strides()[axis] - window.padsBegin()[axis] + tap * window.dilations()[axis];
        within += i < extent + window.padsEnd()[axis] ? 1 : 0;
      }
      count *= within;
    }
    return count;
  }

  /** For each product of a batch, which of an operand's matrices broadcasting gives it. */
  static int[] matrices(Shape operand, Shape y, int products) {
    int[] matrices = new int[products];
    int batchRank = y.rank() - 2;
    Shape batch = Shape.of(Arrays.copyOf(y.extents(), batchRank));
    for (int k = 0; k < products; k++) {
      int[] at = batch.coordinates(k);
      int flat = 0;
      for (int axis = 0; axis < operand.rank() - 2; axis++) {
        int extent = operand.extent(axis);
        int along = at[batchRank - (operand.rank() - 2) + axis];
        flat = flat * extent + (extent == 1 ? 0 : along);
      }
      matrices[k] = flat;
    }
    return matrices;
  }
}
