package io.plumbline.evaluate.differences;

import io.plumbline.evaluate.compile.BlockShape;
import io.plumbline.evaluate.kernel.Changes;
import io.plumbline.evaluate.kernel.MaximumKernel;
import io.plumbline.evaluate.kernel.Parallel;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.kernel.Sparse;
import io.plumbline.evaluate.point.Evaluated;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A convolution, the piecewise linear activation behind it if any, and the max-pool behind that, at
 * a point: on the pinned piece they are one linear map, in which only those units count that win
 * their window and are on a side that is not flat. Of a change, only those are computed.
 *
 * <p>That the others stay where they are is certified by a bound: no unit of a window moves by more
 * than the sum of |change| times its heaviest weight, and while that is within the window's radius
 * no unit reaches its kink and no loser its winner. Where it is not, or where a unit sits on a kink
 * or ties exactly, the kernels themselves push the whole window.
 *
 * <p>A change goes row by row of the block's input, to all windows that read the row at once: their
 * live units stand side by side in {@link PinnedRow}, which makes for longer inner loops than each
 * window's own.
 */
public final class PinnedBlock {
  /** Leaves room for the rounding of the comparison itself. */
  private static final double CAUTION = 1 - 1e-9;

  /** So many units that tie, of each place in a window, are looked at one by one. */
  private static final int SOME = 3;

  private static final int[] NONE = {};

  final BlockShape shape;
  private final Evaluated point;
  private final @Nullable Pinned<?> activation;
  private final Pinned<?> pool;
  private final double @Nullable [][] slopes;
  private final MaximumKernel.Pin poolPin;
  private final boolean @Nullable [][] moving;

  /**
   * For each window, the channels whose winner is on a side that is not flat, by the winner's
   * place, so that units of one place stand side by side.
   */
  private final int[][] live;

  /**
   * For each row of the block's input, its way to the live channels of the windows that read it.
   */
  private final PinnedRow[] rows;

  private final double[] radius;

  /** For each window, place (-1 - place) and channel of some units that tie (sit on a kink). */
  private final int[][] hazards;

  /**
   * The block at a point.
   *
   * @param moving for each element of the block's input, whether it can move; null if all can
   */
  private PinnedBlock(
      Evaluated point, BlockShape shape, Pinned<?>[] pins, boolean @Nullable [][] moving) {
    this.point = point;
    this.shape = shape;
    this.moving = moving;
    activation = shape.activation == null ? null : pins[shape.activationAt];
    pool = pins[shape.poolAt];
    slopes = activation == null ? null : activation.slopes();
    poolPin = winners(pins, shape);
    int count = shape.pool.rows;
    live = new int[count][];
    rows = new PinnedRow[shape.convolution.inRows];
    radius = new double[count];
    hazards = new int[count][];
    double units = (double) count * shape.pool.channels;
    Parallel.ranges(count, 32 * units, this::prepareWindows);
    double weights = units * shape.longest * shape.convolution.inChannels;
    Parallel.ranges(rows.length, weights, this::prepareRows);
  }

  /**
   * The blocks of a point's program, at the place of their convolution; null elsewhere, and where a
   * window is shared among ties.
   */
  static PinnedBlock[] of(Evaluated point, Pinned<?>[] pins) {
    PinnedBlock[] blocks = new PinnedBlock[pins.length];
    boolean[][][] moving = new boolean[point.program.valueCount()][][];
    for (BlockShape shape : point.program.blocks()) {
      if (winners(pins, shape).shared().isEmpty()) {
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

  Evaluated point() {
    return point;
  }

  @Nullable Pinned<?> activation() {
    return activation;
  }

  Pinned<?> pool() {
    return pool;
  }

  /** The slope of the activation at a unit of the convolution. */
  double slope(int q, int c) {
    return slopes == null ? 1 : slopes[q][c];
  }

  private static MaximumKernel.Pin winners(Pinned<?>[] pins, BlockShape shape) {
    return Objects.requireNonNull(pins[shape.poolAt].winners());
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

  /** The live channels of a window. */
  int[] live(int p) {
    return live[p];
  }

  private void prepareWindows(int from, int to) {
    for (int p = from; p < to; p++) {
      live[p] = findLive(p);
      findRadius(p);
    }
  }

  private void prepareRows(int from, int to) {
    for (int row = from; row < to; row++) {
      rows[row] = PinnedRow.of(this, row, moving == null ? null : moving[row]);
    }
  }

  private int[] findLive(int p) {
    int[] found = new int[shape.pool.channels];
    int count = 0;
    for (int place = 0; place < shape.pool.windows.rows[p].length; place++) {
      for (int c = 0; c < found.length; c++) {
        if (place(p, c) == place && slope(winner(p, c), c) != 0) {
          found[count++] = c;
        }
      }
    }
    return Arrays.copyOf(found, count);
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
    y.only(live);
    changes.of(shape.convolution.out).begin(0, shape.convolution.channels);
    if (shape.activation != null) {
      changes.of(shape.activation.out).begin(0, shape.activation.channels);
    }
    x.compress();
    touchWindows(x, y, changes);
    for (int t = 0; t < x.count; t++) {
      if (!x.nonZero().isEmpty(x.touched[t])) {
        pushRow(x.touched[t], x.nonZero(), y, changes);
      }
    }
    for (int t = 0; t < y.count; t++) {
      int p = y.touched[t];
      if (!(changes.bounds[p] <= radius[p]) || !changes.tied && !settled(p, x, changes)) {
        pushWhole(p, x, y, changes);
      }
    }
  }

  /** Makes room in the windows that read what changes, and bounds how far their units may move. */
  private void touchWindows(Changes.Change x, Changes.Change y, Changes changes) {
    changes.reserveBounds(shape.pool.rows);
    for (int t = 0; t < x.count; t++) {
      int row = x.touched[t];
      double bound = x.nonZero().weigh(row, shape.heaviest);
      int[] readers = x.nonZero().isEmpty(row) ? NONE : shape.readers[row];
      for (int p : readers) {
        double before = y.has(p) ? changes.bounds[p] : 0;
        changes.bounds[p] = before + bound;
        y.accumulator(p);
      }
    }
  }

  private void pushRow(int row, Sparse x, Changes.Change y, Changes changes) {
    double[] sums = changes.zeroed(rows[row].width());
    x.accumulate(row, sums, rows[row].weights());
    int at = 0;
    for (int p : shape.readers[row]) {
      double[] result = y.rows[p];
      for (int c : live[p]) {
        result[c] += sums[at++];
      }
    }
  }

  /**
   * Whether the units of a window that tie or sit on a kink need no closer look: there are none, or
   * one of them is seen to move, so that the change is known to be tied.
   */
  private boolean settled(int p, Changes.Change x, Changes changes) {
    int[] some = hazards[p];
    int count = some.length == 0 ? 0 : gather(p, x, changes);
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

  /** Picks the changes that a window depends on; how many they are. */
  private int gather(int p, Changes.Change x, Changes changes) {
    int[] patch = shape.patches[p];
    changes.reserve(patch.length * (x.to - x.from));
    int count = 0;
    for (int k = 0; k < patch.length; k++) {
      if (x.has(patch[k])) {
        int first = k * shape.convolution.inChannels;
        count = x.nonZero().gather(patch[k], first, changes.picks, changes.coefficients, count);
      }
    }
    return count;
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
    changes.reserve(shape.longest * (x.to - x.from));
    Changes.Change sums = changes.of(shape.convolution.out);
    Changes.Change active = shape.activation == null ? sums : changes.of(shape.activation.out);
    for (int q : shape.pool.windows.rows[p]) {
      if (!sums.has(q)) {
        shape.convolution.pushRow(q, x, sums, changes);
        if (shape.activation != null && sums.has(q)) {
          shape.activation.pushRow(q, point, Objects.requireNonNull(slopes), sums, active, changes);
        }
      }
    }
    shape.pool.pushRow(p, point, poolPin, active, y.touch(p), changes);
  }
}
