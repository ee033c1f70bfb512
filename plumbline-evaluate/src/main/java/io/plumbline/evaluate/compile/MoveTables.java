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
  private MoveTables() {}

  /** Of an operation that only moves elements. */
  static MovingKernel.Table moved(Movement op, Shape x) {
    int[] read = op.sources(x);
    int[] starts = new int[read.length + 1];
    int[] sources = new int[read.length];
    double[] constants = new double[read.length];
    for (int o = 0; o < read.length; o++) {
      boolean filled = read[o] == Movement.NONE;
      starts[o + 1] = starts[o] + (filled ? 0 : 1);
      constants[o] = filled ? op.fill() : 0;
      if (!filled) {
        sources[starts[o]] = read[o];
      }
    }
    return new MovingKernel.Table(
        starts,
        Arrays.copyOf(sources, starts[read.length]),
        null,
        op.fill() == 0 ? null : constants);
  }

  static MovingKernel.Table concatenated(Concat c, Node node) {
    Shape y = node.output().shape();
    int[] sources = new int[y.size()];
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
        sources[e / block * stride + begin + e % block] = offset + e;
      }
      offset += input.shape().size();
      begin += block;
    }
    return new MovingKernel.Table(starts(sources.length, 1), sources, null, null);
  }

  /** Of outputs that read as many elements each. */
  private static int[] starts(int count, int each) {
    int[] starts = new int[count + 1];
    Arrays.setAll(starts, o -> o * each);
    return starts;
  }

  static MovingKernel.Table reduced(Reduce r, Shape x, Shape y) {
    int each = y.size() == 0 ? 0 : x.size() / y.size();
    int[] starts = starts(y.size(), each);
    int[] next = starts.clone();
    int[] sources = new int[x.size()];
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
      sources[next[kept.flat(at)]++] = e;
    }
    double[] weights = new double[y.size()];
    Arrays.fill(weights, r.kind() == Reduce.Kind.MEAN ? 1.0 / each : 1);
    return new MovingKernel.Table(starts, sources, weights, null);
  }

  static MovingKernel.Table averaged(AveragePool p, Shape x, Shape y) {
    Windows windows = Windows.sliding(p.window(), x, y);
    int channels = y.extent(-1);
    int[] starts = new int[y.size() + 1];
    for (int o = 0; o < y.size(); o++) {
      starts[o + 1] = starts[o] + windows.rows[o / channels].length;
    }
    int[] sources = new int[starts[y.size()]];
    double[] weights = new double[y.size()];
    for (int o = 0; o < y.size(); o++) {
      int[] window = windows.rows[o / channels];
      for (int k = 0; k < window.length; k++) {
        sources[starts[o] + k] = window[k] * channels + o % channels;
      }
      int divisor = p.countPadding() ? covered(p.window(), x, y, o / channels) : window.length;
      weights[o] = 1.0 / divisor;
    }
    return new MovingKernel.Table(starts, sources, weights, null);
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
