package io.plumbline.evaluate.compile;

import io.plumbline.core.function.Shape;
import io.plumbline.evaluate.kernel.MovingKernel;
import io.plumbline.evaluate.kernel.Windows;
import io.plumbline.graph.AveragePool;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Movement;
import io.plumbline.graph.Node;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import io.plumbline.graph.Window;
import java.util.Arrays;

/** The tables of {@link MovingKernel}: which elements each output element reads. */
public final class MoveTables {
  private static final int[] NONE = {};

  private MoveTables() {}

  /** Of an operation that only moves elements. */
  static MovingKernel.Table moved(Movement op, Shape x) {
    int[] read = op.sources(x);
    int[][] sources = new int[read.length][];
    double[] constants = new double[read.length];
    for (int o = 0; o < read.length; o++) {
      boolean filled = read[o] == Movement.NONE;
      sources[o] = filled ? NONE : new int[] {read[o]};
      constants[o] = filled ? op.fill() : 0;
    }
    return new MovingKernel.Table(sources, null, op.fill() == 0 ? null : constants);
  }

  static MovingKernel.Table concatenated(Concat c, Node node) {
    Shape y = node.output().shape();
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
    return new MovingKernel.Table(sources, null, null);
  }

  static MovingKernel.Table reduced(Reduce r, Shape x, Shape y) {
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
    Shape kept = Tensor.shapeOf(keptExtents);
    for (int e = 0; e < x.size(); e++) {
      int[] at = x.coordinates(e);
      for (int axis : r.axes()) {
        at[axis] = 0;
      }
      int o = kept.flat(at);
      groups[o][counts[o]++] = e;
    }
    double weight = r.kind() == Reduce.Kind.MEAN ? 1.0 / each : 1;
    double[][] weights = new double[groups.length][each];
    for (double[] row : weights) {
      Arrays.fill(row, weight);
    }
    return new MovingKernel.Table(groups, weights, null);
  }

  static MovingKernel.Table averaged(AveragePool p, Shape x, Shape y) {
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
    Shape batch = Tensor.shapeOf(Arrays.copyOf(y.extents(), batchRank));
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
