package io.plumbline.network.eval;

import java.util.Arrays;

/**
 * A convolution, the piecewise linear activation behind it if any, and the max-pool behind that, at
 * a point: on the pinned piece they are one linear map, in which only those units count that win
 * their window and are on a side that is not flat. Of a change, only those are computed.
 *
 * <p>That the others stay where they are is certified by a bound: no unit of a window moves by more
 * than the sum of |change| times its heaviest weight, and while that is within the window's radius
 * no unit reaches its kink and no loser its winner. Where it is not, or where a unit sits on a kink
 * or ties exactly, the kernels themselves push the whole window.
 */
final class PinnedBlock {
  /** Leaves room for the rounding of the comparison itself. */
  private static final double CAUTION = 1 - 1e-9;

  final BlockShape shape;
  private final Point point;
  private final Object activationPin;
  private final double[][] slopes;
  private final MaximumKernel.Pin poolPin;
  private final boolean[][] moving;

  /** For each window, the channels whose winner is on a side that is not flat. */
  private final int[][] live;

  /**
   * For each window, by place in the patch · inChannels + inChannel: the weights to the live
   * channels, the activation's slope included; null where the input cannot move.
   */
  private final double[][][] weights;

  private final double[] radius;
  private final boolean[] hazardous;

  /**
   * The block at a point.
   *
   * @param moving for each element of the block's input, whether it can move; null if all can
   */
  private PinnedBlock(Point point, BlockShape shape, Object[] pins, boolean[][] moving) {
    this.point = point;
    this.shape = shape;
    this.moving = moving;
    activationPin = pins[shape.activationAt];
    slopes = shape.activation == null ? null : (double[][]) activationPin;
    poolPin = (MaximumKernel.Pin) pins[shape.poolAt];
    int count = shape.pool.rows;
    live = new int[count][];
    weights = new double[count][][];
    radius = new double[count];
    hazardous = new boolean[count];
    double each = (double) shape.longest * shape.convolution.inChannels + 32;
    Parallel.ranges(count, each * count * shape.pool.channels, this::prepare);
  }

  /**
   * The blocks of a point's program, at the place of their convolution; null elsewhere, and where a
   * window is shared among ties.
   */
  static PinnedBlock[] of(Point point, Object[] pins) {
    PinnedBlock[] blocks = new PinnedBlock[pins.length];
    boolean[][][] moving = new boolean[point.program.valueCount()][][];
    for (BlockShape shape : point.program.blocks()) {
      if (((MaximumKernel.Pin) pins[shape.poolAt]).shared().isEmpty()) {
        PinnedBlock block = new PinnedBlock(point, shape, pins, moving[shape.convolution.in[0]]);
        blocks[shape.head] = block;
        moving[shape.pool.out] = block.canMove();
      }
    }
    return blocks;
  }

  private boolean[][] canMove() {
    boolean[][] can = new boolean[shape.pool.rows][shape.pool.channels];
    for (int p = 0; p < can.length; p++) {
      for (int c : live[p]) {
        can[p][c] = true;
      }
    }
    return can;
  }

  Point point() {
    return point;
  }

  Object activationPin() {
    return activationPin;
  }

  Object poolPin() {
    return poolPin;
  }

  /** The slope of the activation at a unit of the convolution. */
  double slope(int q, int c) {
    return slopes == null ? 1 : slopes[q][c];
  }

  /** The unit that wins a window, as a row of the convolution's output. */
  int winner(int p, int c) {
    return shape.pool.windows.rows[p][poolPin.winners()[p][c]];
  }

  /** How far a unit may move before its activation meets a kink. */
  double margin(int q, int c) {
    double[][] margins = shape.activation == null ? null : point.margins(shape.activation);
    return margins == null ? Double.POSITIVE_INFINITY : margins[q][c];
  }

  /** How far a unit of a window and its winner may both move before they meet. */
  double apart(int p, int k, int c) {
    int q = shape.pool.windows.rows[p][k];
    int winner = winner(p, c);
    double slope = Math.abs(slope(q, c)) + Math.abs(slope(winner, c));
    boolean free = q == winner || slope == 0;
    return free ? Double.POSITIVE_INFINITY : point.gaps(shape.pool)[p][k][c] / slope;
  }

  private void prepare(int from, int to) {
    for (int p = from; p < to; p++) {
      live[p] = findLive(p);
      weights[p] = findWeights(p);
      findRadius(p);
    }
  }

  private int[] findLive(int p) {
    int[] found = new int[shape.pool.channels];
    int count = 0;
    for (int c = 0; c < found.length; c++) {
      if (slope(winner(p, c), c) != 0) {
        found[count++] = c;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private double[][] findWeights(int p) {
    int inChannels = shape.convolution.inChannels;
    int[] patch = shape.patches[p];
    double[][] found = new double[patch.length * inChannels][];
    int[] taps = new int[live[p].length];
    double[] slope = new double[taps.length];
    for (int k = 0; k < patch.length; k++) {
      for (int j = 0; j < taps.length; j++) {
        int c = live[p][j];
        taps[j] = shape.taps[p][poolPin.winners()[p][c]][k];
        slope[j] = slope(winner(p, c), c);
      }
      for (int i = 0; i < inChannels; i++) {
        if (moving == null || moving[patch[k]][i]) {
          found[k * inChannels + i] = shape.convolution.pick(taps, i, live[p], slope);
        }
      }
    }
    return found;
  }

  private void findRadius(int p) {
    double least = Double.POSITIVE_INFINITY;
    boolean hazard = false;
    int[] window = shape.pool.windows.rows[p];
    for (int k = 0; k < window.length; k++) {
      for (int c = 0; c < shape.pool.channels; c++) {
        double free = Math.min(margin(window[k], c), apart(p, k, c));
        if (free > 0) {
          least = Math.min(least, free);
        } else {
          hazard = true;
        }
      }
    }
    radius[p] = least * CAUTION;
    hazardous[p] = hazard;
  }

  /** Fills the changes of the pool's output from those of the convolution's input. */
  void push(Changes changes) {
    Changes.Change x = changes.of(shape.convolution.in[0]);
    Changes.Change y = changes.of(shape.pool.out);
    y.begin(0, shape.pool.channels);
    changes.of(shape.convolution.out).begin(0, shape.convolution.channels);
    if (shape.activation != null) {
      changes.of(shape.activation.out).begin(0, shape.activation.channels);
    }
    changes.reserve(shape.longest * (x.to - x.from));
    for (int t = 0; t < x.count; t++) {
      for (int p : shape.readers[x.touched[t]]) {
        if (!y.has(p)) {
          pushWindow(p, x, y, changes);
        }
      }
    }
  }

  private void pushWindow(int p, Changes.Change x, Changes.Change y, Changes changes) {
    int[] patch = shape.patches[p];
    int[] picks = changes.picks;
    double[] coefficients = changes.coefficients;
    int count = 0;
    double bound = 0;
    for (int k = 0; k < patch.length; k++) {
      if (x.has(patch[k])) {
        double[] row = x.rows[patch[k]];
        int first = k * shape.convolution.inChannels;
        for (int i = x.from; i < x.to; i++) {
          double a = row[i];
          if (a != 0) {
            picks[count] = first + i;
            coefficients[count++] = a;
            bound += Math.abs(a) * shape.heaviest[i];
          }
        }
      }
    }
    if (count == 0) {
      return;
    }
    if (!(bound <= radius[p]) || hazardous[p] && !changes.tied) {
      pushWhole(p, x, y, changes);
      return;
    }
    double[] sums = changes.zeroed(live[p].length);
    Rows.accumulate(sums, weights[p], picks, coefficients, count);
    double[] result = y.accumulator(p);
    for (int j = 0; j < sums.length; j++) {
      result[live[p][j]] = sums[j];
    }
  }

  /** One window, by the kernels themselves. */
  private void pushWhole(int p, Changes.Change x, Changes.Change y, Changes changes) {
    Changes.Change sums = changes.of(shape.convolution.out);
    Changes.Change active = shape.activation == null ? sums : changes.of(shape.activation.out);
    for (int q : shape.pool.windows.rows[p]) {
      if (!sums.has(q)) {
        shape.convolution.pushRow(q, x, sums, changes);
        if (shape.activation != null && sums.has(q)) {
          shape.activation.pushRow(q, point, activationPin, sums, active, changes);
        }
      }
    }
    shape.pool.pushRow(p, point, poolPin, active, y.touch(p), changes);
  }
}
