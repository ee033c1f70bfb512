package io.plumbline.evaluate.kernel;

import java.util.Arrays;

/**
 * Rows without their zeros, so that what reads a row many times skips them once: behind a ReLU and
 * a max-pool, most of a gradient and much of an activation is zero.
 */
public final class Sparse {
  private final int[] from;
  private final int[] to;
  private int[] channels;
  private double[] elements;
  private int count;

  /** Rows to be added. */
  Sparse(int rowCount, int capacity) {
    from = new int[rowCount];
    to = new int[rowCount];
    channels = new int[Math.max(16, capacity)];
    elements = new double[channels.length];
  }

  /** All rows of a value. */
  static Sparse of(double[][] rows) {
    Sparse sparse = new Sparse(rows.length, rows.length == 0 ? 0 : rows.length * rows[0].length);
    for (int row = 0; row < rows.length; row++) {
      sparse.add(row, rows[row], 0, rows[row].length);
    }
    return sparse;
  }

  void clear() {
    count = 0;
  }

  private void reserve(int added) {
    if (elements.length < count + added) {
      int more = Math.max(count + added, 2 * elements.length);
      channels = Arrays.copyOf(channels, more);
      elements = Arrays.copyOf(elements, more);
    }
  }

  /** Adds what a row has in some channels. */
  void add(int row, double[] values, int[] some) {
    reserve(some.length);
    int at = count;
    from[row] = at;
    for (int c : some) {
      channels[at] = c;
      elements[at] = values[c];
      at += values[c] != 0 ? 1 : 0;
    }
    to[row] = at;
    count = at;
  }

  /** Adds a row, or what it has between two channels. */
  void add(int row, double[] values, int first, int last) {
    reserve(last - first);
    int at = count;
    from[row] = at;
    for (int c = first; c < last; c++) {
      // Written in any case and kept where it is not zero: a branch would be mispredicted.
      channels[at] = c;
      elements[at] = values[c];
      at += values[c] != 0 ? 1 : 0;
    }
    to[row] = at;
    count = at;
  }

  /**
   * Appends a row's elements to a list of picks.
   *
   * @param first is added to their channels
   * @param at how long the list is
   * @return how long it is then
   */
  public int gather(int row, int first, int[] picks, double[] coefficients, int at) {
    int next = at;
    for (int k = from[row]; k < to[row]; k++) {
      picks[next] = first + channels[k];
      coefficients[next++] = elements[k];
    }
    return next;
  }

  /** Puts a row's elements in their places. */
  void copy(int row, double[] into) {
    for (int k = from[row]; k < to[row]; k++) {
      into[channels[k]] = elements[k];
    }
  }

  public boolean isEmpty(int row) {
    return from[row] == to[row];
  }

  /** Adds to {@code y} the row's elements, each times its channel's weights. */
  public void accumulate(int row, double[] y, double[][] weights) {
    Rows.accumulate(y, weights, channels, elements, from[row], to[row]);
  }

  /** The sum of a row's absolute values, each times its channel's weight. */
  public double weigh(int row, double[] weights) {
    double sum = 0;
    for (int k = from[row]; k < to[row]; k++) {
      sum += Math.abs(elements[k]) * weights[channels[k]];
    }
    return sum;
  }
}
