package io.plumbline.evaluate;

import java.util.Arrays;

/**
 * What one change does to every value: for each, the rows it touches and by how much. Working
 * memory of one thread, used again for each change; nothing is cleared but what is touched.
 */
final class Changes {
  /** The change of one value. */
  static final class Change {
    /** A row is there from when it is first touched. */
    final double[][] rows;

    final int[] touched;
    private final int channels;
    private final int[] stamps;
    private Sparse nonZero;
    private int[][] only;
    private int epoch;
    int count;

    /** The channels that may be changed, from (inclusive) and to (exclusive). */
    int from;

    int to;

    private Change(int rowCount, int channels) {
      rows = new double[rowCount][];
      this.channels = channels;
      touched = new int[rowCount];
      stamps = new int[rowCount];
    }

    /** Forgets what was touched; from now on these channels are meant. */
    void begin(int from, int to) {
      epoch++;
      count = 0;
      only = null;
      this.from = from;
      this.to = to;
    }

    /** Says which channels of each row may be other than zero, until the next beginning. */
    void only(int[][] channels) {
      only = channels;
    }

    boolean has(int row) {
      return stamps[row] == epoch;
    }

    /** The row, to be written in full within the channels meant. */
    double[] touch(int row) {
      double[] y = rows[row];
      if (stamps[row] != epoch) {
        stamps[row] = epoch;
        touched[count++] = row;
        if (y == null) {
          y = new double[channels];
          rows[row] = y;
        }
      }
      return y;
    }

    /** The row, zero where it was not touched yet. */
    double[] accumulator(int row) {
      boolean first = stamps[row] != epoch;
      double[] y = touch(row);
      if (first) {
        Arrays.fill(y, from, to, 0);
      }
      return y;
    }

    /** The change of one element. */
    double at(int row, int channel) {
      return stamps[row] == epoch && channel >= from && channel < to ? rows[row][channel] : 0;
    }

    /** Multiplies what is touched. */
    void scale(double factor) {
      for (int t = 0; t < count; t++) {
        double[] row = rows[touched[t]];
        for (int c = from; c < to; c++) {
          row[c] *= factor;
        }
      }
    }

    /** Makes {@link #nonZero} what is touched. */
    void compress() {
      if (nonZero == null) {
        nonZero = new Sparse(rows.length, 0);
      }
      nonZero.clear();
      for (int t = 0; t < count; t++) {
        int row = touched[t];
        if (only == null) {
          nonZero.add(row, rows[row], from, to);
        } else {
          nonZero.add(row, rows[row], only[row]);
        }
      }
    }

    /** The rows touched when {@link #compress} was called last. */
    Sparse nonZero() {
      return nonZero;
    }

    boolean isNone() {
      return count == 0;
    }
  }

  private final Change[] changes;

  /** Gathers the operands of {@link Rows#accumulate}. */
  int[] picks = new int[256];

  double[] coefficients = new double[256];

  /** By window of a block: how far a change can move any of its units. */
  double[] bounds = new double[0];

  private double[][] scratch = new double[64][];
  private double[][] window = new double[16][];

  /** Whether a change moved an exact tie, or a unit that sits on a kink within rounding. */
  boolean tied;

  /** The largest change of a unit that is off its kink, as a share of its distance to it. */
  double reach;

  Changes(Program program) {
    changes = new Change[program.valueCount()];
    for (int id = 0; id < changes.length; id++) {
      if (program.rows(id) >= 0) {
        changes[id] = new Change(program.rows(id), program.channels(id));
      }
    }
  }

  Change of(int id) {
    return changes[id];
  }

  /** Forgets all changes. */
  void forget() {
    for (Change change : changes) {
      if (change != null) {
        change.begin(0, 0);
      }
    }
  }

  void beginKinks() {
    tied = false;
    reach = 0;
  }

  /** Makes room for so many picks. */
  void reserve(int count) {
    if (picks.length < count) {
      picks = new int[Math.max(count, 2 * picks.length)];
      coefficients = new double[picks.length];
    }
  }

  /** Makes room for so many bounds. */
  void reserveBounds(int count) {
    if (bounds.length < count) {
      bounds = new double[count];
    }
  }

  /** Room for the rows that a window reads. */
  double[][] window(int length) {
    if (window.length < length) {
      window = new double[length][];
    }
    return window;
  }

  /** A row of this length, all zero. */
  double[] zeroed(int length) {
    if (scratch.length <= length) {
      scratch = Arrays.copyOf(scratch, 2 * length);
    }
    double[] row = scratch[length];
    if (row == null) {
      row = new double[length];
      scratch[length] = row;
    } else {
      Arrays.fill(row, 0);
    }
    return row;
  }

  /** Classifies one unit: it moved by {@code moved}, and its kink is {@code distance} away. */
  void kink(double moved, double distance) {
    if (moved != 0) {
      if (distance <= 0) {
        tied = true;
      } else {
        reach = Math.max(reach, moved / distance);
      }
    }
  }
}
