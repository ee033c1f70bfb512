package io.plumbline.evaluate.differences;

import io.plumbline.evaluate.compile.BlockShape;
import org.jspecify.annotations.Nullable;

/**
 * The weights from one row of a {@link PinnedBlock}'s input to the live channels of all windows
 * that read it, one window behind the other.
 *
 * @param weights by input channel, the activation's slope included; null where the channel cannot
 *     move
 * @param width how many live channels those windows have
 */
public record PinnedRow(double[][] weights, int width) {

  /**
   * Of one row.
   *
   * @param moving for each channel of the row, whether it can move; null if all can
   */
  static PinnedRow of(PinnedBlock block, int row, boolean @Nullable [] moving) {
    BlockShape shape = block.shape;
    int width = 0;
    for (int p : shape.readers[row]) {
      width += block.live(p).length;
    }
    double[][] weights = new double[shape.convolution.inChannels][];
    for (int i = 0; i < weights.length; i++) {
      if (moving == null || moving[i]) {
        weights[i] = new double[width];
      }
    }
    int at = 0;
    for (int k = 0; k < shape.readers[row].length; k++) {
      int p = shape.readers[row][k];
      fill(block, p, shape.positions[row][k], at, weights);
      at += block.live(p).length;
    }
    return new PinnedRow(weights, width);
  }

  /**
   * One window's part.
   *
   * @param position the row's in the window's patch
   * @param at where the part begins
   */
  private static void fill(PinnedBlock block, int p, int position, int at, double[][] weights) {
    int[] live = block.live(p);
    int end;
    for (int start = 0; start < live.length; start = end) {
      int place = block.place(p, live[start]);
      end = start + 1;
      while (end < live.length && block.place(p, live[end]) == place) {
        end++;
      }
      int tap = block.shape.taps[p][place][position];
      if (tap < 0) {
        continue;
      }
      double[] slopes = new double[end - start];
      for (int j = start; j < end; j++) {
        slopes[j - start] = block.slope(block.winner(p, live[j]), live[j]);
      }
      for (int i = 0; i < weights.length; i++) {
        if (weights[i] != null) {
          block.shape.convolution.pick(tap, i, live, start, slopes, weights[i], at + start);
        }
      }
    }
  }
}
