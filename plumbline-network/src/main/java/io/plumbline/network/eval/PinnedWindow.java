package io.plumbline.network.eval;

import java.util.Arrays;

/** One window of a {@link PinnedBlock}: the units that count, and the weights that reach them. */
final class PinnedWindow {
  /** The channels whose winner is on a side that is not flat. */
  final int[] live;

  /**
   * By place in the patch · inChannels + inChannel: the weights to the live channels, the
   * activation's slope included; null where the input cannot move.
   */
  final double[][] weights;

  PinnedWindow(PinnedBlock block, int p, boolean[][] moving) {
    live = findLive(block, p);
    weights = findWeights(block, p, moving);
  }

  /** By place of the winner, so that units of one place stand side by side. */
  private static int[] findLive(PinnedBlock block, int p) {
    int[] found = new int[block.shape.pool.channels];
    int count = 0;
    for (int place = 0; place < block.shape.pool.windows.rows[p].length; place++) {
      for (int c = 0; c < found.length; c++) {
        if (block.place(p, c) == place && block.slope(block.winner(p, c), c) != 0) {
          found[count++] = c;
        }
      }
    }
    return Arrays.copyOf(found, count);
  }

  private double[][] findWeights(PinnedBlock block, int p, boolean[][] moving) {
    BlockShape shape = block.shape;
    int inChannels = shape.convolution.inChannels;
    int[] patch = shape.patches[p];
    double[][] found = new double[patch.length * inChannels][];
    for (int k = 0; k < patch.length; k++) {
      for (int i = 0; i < inChannels; i++) {
        if (moving == null || moving[patch[k]][i]) {
          found[k * inChannels + i] = new double[live.length];
        }
      }
    }
    int end;
    for (int start = 0; start < live.length; start = end) {
      int place = block.place(p, live[start]);
      end = start + 1;
      while (end < live.length && block.place(p, live[end]) == place) {
        end++;
      }
      double[] slope = new double[end - start];
      for (int j = start; j < end; j++) {
        slope[j - start] = block.slope(block.winner(p, live[j]), live[j]);
      }
      for (int k = 0; k < patch.length; k++) {
        int tap = shape.taps[p][place][k];
        for (int i = 0; tap >= 0 && i < inChannels; i++) {
          double[] row = found[k * inChannels + i];
          if (row != null) {
            shape.convolution.pick(tap, i, live, start, slope, row);
          }
        }
      }
    }
    return found;
  }
}
