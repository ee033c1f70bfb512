package io.plumbline.evaluate.kernel;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Window;
import java.util.Arrays;

/**
 * Which rows each output row reads, and through which tap: the whole geometry of a convolution or a
 * pool, whatever its strides, padding and dilation. Both directions are tabulated.
 */
public final class Windows {
  /** For each output row, the input rows, in the order a window is scanned. */
  public final int[][] rows;

  /** For each output row, the tap that goes with each of {@link #rows}. */
  public final int[][] taps;

  /** For each input row, the output rows that read it, ascending. */
  final int[][] readers;

  /** For each input row, the tap by which each of {@link #readers} reads it. */
  final int[][] readerTaps;

  /** How many taps a whole window has. */
  public final int tapCount;

  Windows(int[][] rows, int[][] taps, int inputRows, int tapCount) {
    this.rows = rows;
    this.taps = taps;
    this.tapCount = tapCount;
    int[] counts = new int[inputRows];
    for (int[] window : rows) {
      for (int row : window) {
        counts[row]++;
      }
    }
    readers = new int[inputRows][];
    readerTaps = new int[inputRows][];
    for (int row = 0; row < inputRows; row++) {
      readers[row] = new int[counts[row]];
      readerTaps[row] = new int[counts[row]];
    }
    Arrays.fill(counts, 0);
    for (int q = 0; q < rows.length; q++) {
      for (int k = 0; k < rows[q].length; k++) {
        int row = rows[q][k];
        readers[row][counts[row]] = q;
        readerTaps[row][counts[row]++] = taps[q][k];
      }
    }
  }

  /** Windows over a channels-last input of one or two spatial axes, all other axes being 1. */
  public static Windows sliding(Window window, Shape input, Shape output) {
    boolean plane = window.rank() == 2;
    int height = plane ? input.extent(1) : 1;
    int width = input.extent(-2);
    int outHeight = plane ? output.extent(1) : 1;
    int outWidth = output.extent(-2);
    int kernelHeight = plane ? window.kernel()[0] : 1;
    int kernelWidth = window.kernel()[window.rank() - 1];
    int[][] rows = new int[outHeight * outWidth][];
    int[][] taps = new int[rows.length][];
    int[] row = new int[kernelHeight * kernelWidth];
    int[] tap = new int[row.length];
    for (int q = 0; q < rows.length; q++) {
      int count = 0;
      for (int kh = 0; kh < kernelHeight; kh++) {
        int y = plane ? at(window, 0, q / outWidth, kh) : 0;
        for (int kw = 0; kw < kernelWidth; kw++) {
          int x = at(window, window.rank() - 1, q % outWidth, kw);
          if (y >= 0 && y < height && x >= 0 && x < width) {
            row[count] = y * width + x;
            tap[count++] = kh * kernelWidth + kw;
          }
        }
      }
      rows[q] = Arrays.copyOf(row, count);
      taps[q] = Arrays.copyOf(tap, count);
    }
    return new Windows(rows, taps, height * width, row.length);
  }

  private static int at(Window window, int axis, int output, int tap) {
    return output * window.strides()[axis]
        - window.padsBegin()[axis]
        + tap * window.dilations()[axis];
  }

  /** Each output row reads the input row of its own number. */
  public static Windows identity(int rowCount) {
    int[][] rows = new int[rowCount][];
    int[][] taps = new int[rowCount][];
    int[] only = {0};
    for (int row = 0; row < rowCount; row++) {
      rows[row] = new int[] {row};
      taps[row] = only;
    }
    return new Windows(rows, taps, rowCount, 1);
  }

  /** Each output row reads the input row of its own number, and that so many rows further on. */
  public static Windows pairs(int rowCount) {
    int[][] rows = new int[rowCount][];
    int[][] taps = new int[rowCount][];
    int[] both = {0, 1};
    for (int row = 0; row < rowCount; row++) {
      rows[row] = new int[] {row, rowCount + row};
      taps[row] = both;
    }
    return new Windows(rows, taps, 2 * rowCount, 2);
  }

  /** One output row reads all input rows, each through a tap of its own. */
  public static Windows all(int rowCount) {
    int[] every = new int[rowCount];
    Arrays.setAll(every, k -> k);
    return new Windows(new int[][] {every}, new int[][] {every}, rowCount, rowCount);
  }
}
