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

  /** So many units that tie, of each place in a window, are looked at one by one. */
  private static final int SOME = 3;

  final BlockShape shape;
  private final Point point;
  private final Object activationPin;
  private final double[][] slopes;
  private final MaximumKernel.Pin poolPin;
  private final boolean[][] moving;

  private final PinnedWindow[] windows;
  private final double[] radius;

  /** For each window, place (-1 - place) and channel of some units that tie (sit on a kink). */
  private final int[][] hazards;

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
    windows = new PinnedWindow[count];
    radius = new double[count];
    hazards = new int[count][];
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
      for (int c : windows[p].live) {
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

  /** The unit that wins a window, as a place in it. */
  int place(int p, int c) {
    return poolPin.winners()[p][c];
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
      windows[p] = new PinnedWindow(this, p, moving);
      findRadius(p);
    }
  }

  private void findRadius(int p) {
    double least = Double.POSITIVE_INFINITY;
    int[] window = shape.pool.windows.rows[p];
    int[] some = new int[2 * SOME * window.length];
    int count = 0;
    for (int k = 0; k < window.length; k++) {
      int most = count + 2 * SOME;
      for (int c = 0; c < shape.pool.channels; c++) {
        double margin = margin(window[k], c);
        double apart = apart(p, k, c);
        least = Math.min(least, margin > 0 ? margin : least);
        least = Math.min(least, apart > 0 ? apart : least);
        if (!(margin > 0 && apart > 0) && count < most) {
          some[count++] = margin > 0 ? k : -1 - k;
          some[count++] = c;
        }
      }
    }
    radius[p] = least * CAUTION;
    hazards[p] = Arrays.copyOf(some, count);
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
    x.compress();
    changes.reserveBounds(shape.convolution.inRows);
    for (int t = 0; t < x.count; t++) {
      changes.bounds[x.touched[t]] = x.nonZero().weigh(x.touched[t], shape.heaviest);
    }
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
    int inChannels = shape.convolution.inChannels;
    int count = 0;
    double bound = 0;
    for (int k = 0; k < patch.length; k++) {
      if (x.has(patch[k])) {
        bound += changes.bounds[patch[k]];
        count =
            x.nonZero()
                .gather(patch[k], k * inChannels, changes.picks, changes.coefficients, count);
      }
    }
    if (count == 0) {
      return;
    }
    if (!(bound <= radius[p]) || !changes.tied && !settled(p, count, changes)) {
      pushWhole(p, x, y, changes);
      return;
    }
    PinnedWindow window = windows[p];
    double[] sums = changes.zeroed(window.live.length);
    Rows.accumulate(sums, window.weights, changes.picks, changes.coefficients, count);
    double[] result = y.accumulator(p);
    for (int j = 0; j < sums.length; j++) {
      result[window.live[j]] = sums[j];
    }
  }

  /**
   * Whether the units of a window that tie or sit on a kink need no closer look: there are none, or
   * one of them is seen to move, so that the change is known to be tied.
   */
  private boolean settled(int p, int count, Changes changes) {
    int[] some = hazards[p];
    for (int k = 0; k < some.length; k += 2) {
      int c = some[k + 1];
      int winner = poolPin.winners()[p][c];
      double apart;
      if (some[k] < 0) {
        apart = moved(p, -1 - some[k], c, count, changes);
      } else {
        apart = slope(p, some[k], c) * moved(p, some[k], c, count, changes);
        apart -= slope(p, winner, c) * moved(p, winner, c, count, changes);
      }
      if (apart != 0) {
        changes.kink(Math.abs(apart), 0);
        return true;
      }
    }
    return some.length == 0;
  }

  private double slope(int p, int place, int c) {
    return slope(shape.pool.windows.rows[p][place], c);
  }

  /** How far a unit moves under the change picked. */
  private double moved(int p, int place, int c, int count, Changes changes) {
    int[] taps = shape.taps[p][place];
    return shape.convolution.dot(taps, c, changes.picks, changes.coefficients, count);
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
