package io.plumbline.evaluate.differences;

import io.plumbline.evaluate.compile.BlockShape;
import io.plumbline.evaluate.kernel.Changes;
import io.plumbline.evaluate.kernel.ConvolutionParameters;
import io.plumbline.evaluate.kernel.Parallel;
import io.plumbline.evaluate.kernel.TapWeights;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the parameters of a {@link PinnedBlock}'s convolution, which move one channel: of that
 * only the winners are computed, and one bound certifies the rest, as in the block itself.
 */
public final class BlockParameters {
  private static final double CAUTION = 1 - 1e-9;

  private final PinnedBlock block;
  private final BlockShape shape;
  private final TapWeights weights;
  private final double[][] x;

  /** For each tap and row of the convolution's output, the input row that is read, or -1. */
  private final int[][] read;

  /** For each channel of the input, its largest absolute value. */
  private final double[] largest;

  /** For each output channel, how far its units may move. */
  private final double[] radius;

  /**
   * For each output channel, pairs of tied units, one behind the other: while they move alike they
   * stay tied, and the tie does not show. A unit on its own kink is paired with -1.
   */
  private final int[][] ties;

  /** For each output channel, the windows whose winner is on a side that is not flat. */
  private final int[][] live;

  BlockParameters(PinnedBlock block) {
    this.block = block;
    this.shape = block.shape;
    ConvolutionParameters parameters = shape.convolution.parameters();
    this.weights = parameters.weights();
    this.read = parameters.readTable();
    this.x = block.point().values[shape.convolution.in[0]];
    int channels = shape.pool.channels;
    largest = new double[shape.convolution.inChannels];
    for (double[] row : x) {
      for (int i = 0; i < row.length; i++) {
        largest[i] = Math.max(largest[i], Math.abs(row[i]));
      }
    }
    radius = new double[channels];
    ties = new int[channels][];
    live = new int[channels][];
    Parallel.ranges(channels, 64.0 * channels * shape.pool.rows, this::prepare);
  }

  private void prepare(int from, int to) {
    int[] found = new int[16];
    int[] windows = new int[shape.pool.rows];
    for (int c = from; c < to; c++) {
      int count = 0;
      int lively = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int p = 0; p < shape.pool.rows; p++) {
        int winner = block.winner(p, c);
        if (block.slope(winner, c) != 0) {
          windows[lively++] = p;
        }
        int[] window = shape.pool.windows.rows[p];
        for (int k = 0; k < window.length; k++) {
          found = count + 4 > found.length ? Arrays.copyOf(found, 2 * found.length) : found;
          double margin = block.margin(window[k], c);
          if (margin > 0) {
            least = Math.min(least, margin);
          } else {
            found[count++] = window[k];
            found[count++] = -1;
          }
          double apart = block.apart(p, k, c);
          if (apart > 0) {
            least = Math.min(least, apart);
          } else {
            found[count++] = window[k];
            found[count++] = winner;
          }
        }
      }
      radius[c] = least * CAUTION;
      ties[c] = Arrays.copyOf(found, count);
      live[c] = Arrays.copyOf(windows, lively);
    }
  }

  /**
   * Fills the changes of the pool's output for a change of one parameter's element by {@code step}.
   */
  void perturb(int slot, int index, double step, Changes changes) {
    int o = slot == 1 ? index : weights.outChannel(index);
    int i = slot == 1 ? 0 : weights.inChannel(index);
    int[] rows = slot == 1 ? null : read[weights.tap(index)];
    double most = Math.abs(step) * (slot == 1 ? 1 : largest[i]);
    if (!(most <= radius[o]) || parts(o, i, rows)) {
      pushWhole(slot, index, step, changes);
      return;
    }
    Changes.Change y = changes.of(shape.pool.out);
    y.begin(o, o + 1);
    for (int p : live[o]) {
      int q = block.winner(p, o);
      double moved = moved(q, i, rows);
      if (moved != 0) {
        y.touch(p)[o] = block.slope(q, o) * (step * moved);
      }
    }
  }

  /** Whether tied units do not move alike. */
  private boolean parts(int o, int i, int @Nullable [] rows) {
    int[] pairs = ties[o];
    for (int k = 0; k < pairs.length; k += 2) {
      double one = moved(pairs[k], i, rows);
      if (pairs[k + 1] < 0) {
        if (one != 0) {
          return true;
        }
      } else if (block.slope(pairs[k], o) != block.slope(pairs[k + 1], o)
          || one != moved(pairs[k + 1], i, rows)) {
        return true;
      }
    }
    return false;
  }

  /** How far a unit moves for a step of 1. */
  private double moved(int q, int i, int @Nullable [] rows) {
    if (rows == null) {
      return 1;
    }
    return rows[q] < 0 ? 0 : x[rows[q]][i];
  }

  private void pushWhole(int slot, int index, double step, Changes changes) {
    shape.convolution.perturb(block.point(), null, slot, index, step, changes);
    if (shape.activation != null) {
      Objects.requireNonNull(block.activation()).push(block.point(), changes);
    }
    block.pool().push(block.point(), changes);
  }
}
