package io.plumbline.evaluate.kernel;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one change does to every value: for each, the rows it touches and by how much. Working
 * memory of one thread, used again for each change; nothing is cleared but what is touched.
 */
public final class Changes {
  /** The change of one value. */
  public static final class Change {
    /** A row is there from when it is first touched. */
    public final double[][] rows;

    public final int[] touched;
    private final int channels;
    private final int[] stamps;
    private @Nullable Sparse nonZero;
    private int @Nullable [][] only;
    private int epoch;
    public int count;

    /** The channels that may be changed, from (inclusive) and to (exclusive). */
    public int from;

    public int to;

    private Change(int rowCount, int channels) {
      rows = new double[rowCount][];
      this.channels = channels;
      touched = new int[rowCount];
      stamps = new int[rowCount];
    }

    /** Forgets what was touched; from now on these channels are meant. */
    public void begin(int from, int to) {
      epoch++;
      count = 0;
      only = null;
      this.from = from;
      this.to = to;
    }

    /** Says which channels of each row may be other than zero, until the next beginning. */
    public void only(int[][] channels) {
      only = channels;
    }

    public boolean has(int row) {
      return stamps[row] == epoch;
    }

    /** The row, to be written in full within the channels meant. */
    public double[] touch(int row) {
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
    public double[] accumulator(int row) {
      boolean first = stamps[row] != epoch;
      double[] y = touch(row);
      if (first) {
        Arrays.fill(y, from, to, 0);
      }
      return y;
    }

    /** The change of one element. */
    public double at(int row, int channel) {
      return stamps[row] == epoch && channel >= from && channel < to ? rows[row][channel] : 0;
    }

    /** Forgets what was touched, and its room too. */
    public void release() {
      begin(0, 0);
      Arrays.fill(rows, null);
      nonZero = null;
    }

    /** Multiplies what is touched. */
    public void scale(double factor) {
      for (int t = 0; t < count; t++) {
        double[] row = rows[touched[t]];
        for (int c = from; c < to; c++) {
          row[c] *= factor;
        }
      }
    }

    /** Makes {@link #nonZero} what is touched. */
    public void compress() {
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
    public Sparse nonZero() {
      return Objects.requireNonNull(nonZero);
    }

    /** Whether every element is meant, and was written. */
    boolean isWhole() {
      return count == rows.length && only == null && from == 0 && to == channels;
    }

    public boolean isNone() {
      return count == 0;
    }
  }

  private final Change[] changes;

  /** Gathers the operands of {@link Rows#accumulate}. */
  public int[] picks = new int[256];

  public double[] coefficients = new double[256];

  /** By window of a block: how far a change can move any of its units. */
  public double[] bounds = new double[0];

  private double[][] scratch = new double[64][];
  private double[][] window = new double[16][];

  /** Whether a change moved an exact tie, or a unit that sits on a kink within rounding. */
  public boolean tied;

  /** The largest change of a unit that is off its kink, as a share of its distance to it. */
  public double reach;

  /**
   * Room for the changes of many values.
   *
   * @param rows of each value; negative of one that is not held
   * @param channels of each
   */
  public Changes(int[] rows, int[] channels) {
    changes = new Change[rows.length];
    for (int id = 0; id < changes.length; id++) {
      if (rows[id] >= 0) {
        changes[id] = new Change(rows[id], channels[id]);
      }
    }
  }

  public Change of(int id) {
    return changes[id];
  }

  /** Forgets all changes. */
  public void forget() {
    for (Change change : changes) {
      if (change != null) {
        change.begin(0, 0);
      }
    }
  }

  public void beginKinks() {
    tied = false;
    reach = 0;
  }

  /** Makes room for so many picks. */
  public void reserve(int count) {
    if (picks.length < count) {
      picks = new int[Math.max(count, 2 * picks.length)];
      coefficients = new double[picks.length];
    }
  }

  /** Makes room for so many bounds. */
  public void reserveBounds(int count) {
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
  public double[] zeroed(int length) {
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
  public void kink(double moved, double distance) {
    if (moved != 0) {
      if (distance <= 0) {
        tied = true;
      } else {
        reach = Math.max(reach, moved / distance);
      }
    }
  }
}
