package io.plumbline.evaluate.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves elements in runs: each reads consecutive elements of one row of an operand, or one element
 * again and again. What reshapes, splits, joins, broadcasts, or turns axes other than the last is
 * made of long runs, and takes neither the time nor the memory of a table by element.
 */
public final class CopyKernel extends Kernel<Void> {
  /** Runs are worth it where they are so long on average. */
  private static final int LONG = 8;

  /** By output row. */
  private final Run[][] runs;

  /** By operand and row, those that read it. */
  private final List<List<List<Run>>> readers = new ArrayList<>();

  private final int most;

  /**
   * A run within one row of the output.
   *
   * @param q the output's row
   * @param at its first channel
   * @param length how many channels
   * @param operand which operand it reads
   * @param row which of the operand's rows
   * @param channel the first of that row's channels
   * @param step 1 where it goes on from channel to channel, 0 where it stays
   */
  private record Run(int q, int at, int length, int operand, int row, int channel, int step) {}

  private CopyKernel(
      String name, int[] in, int out, int rows, int channels, int[][] inShapes, List<Run> all) {
    super(name, in, out, rows, channels);
    int[][] reads = new int[in.length][];
    for (int operand = 0; operand < in.length; operand++) {
      List<List<Run>> ofRows = new ArrayList<>();
      for (int row = 0; row < inShapes[operand][0]; row++) {
        ofRows.add(new ArrayList<>(1));
      }
      readers.add(ofRows);
      reads[operand] = new int[inShapes[operand][0] * inShapes[operand][1]];
    }
    int longest = 0;
    int[] counts = new int[rows];
    for (Run run : all) {
      counts[run.q]++;
      readers.get(run.operand).get(run.row).add(run);
      int first = run.row * inShapes[run.operand][1] + run.channel;
      for (int i = 0; i < run.length; i++) {
        longest = Math.max(longest, ++reads[run.operand][first + i * run.step]);
      }
    }
    most = longest;
    runs = new Run[rows][];
    int next = 0;
    for (int q = 0; q < rows; q++) {
      runs[q] = all.subList(next, next + counts[q]).toArray(Run[]::new);
      next += counts[q];
    }
  }

  /** The kernel of a table that is made of long runs; null of any other. */
  public static @Nullable CopyKernel of(
      String name,
      int[] in,
      int out,
      int rows,
      int channels,
      int[][] inShapes,
      MovingKernel.Table table) {
    if (table.weights() != null || table.constants() != null) {
      return null;
    }
    int[] offsets = new int[in.length + 1];
    for (int k = 0; k < in.length; k++) {
      offsets[k + 1] = offsets[k] + inShapes[k][0] * inShapes[k][1];
    }
    int count = rows * channels;
    List<Run> all = new ArrayList<>();
    int o = 0;
    while (o < count) {
      if (table.starts()[o] != o || table.starts()[o + 1] != o + 1 || all.size() > count / LONG) {
        return null;
      }
      int operand = MovingKernel.operand(offsets, table.sources()[o]);
      int element = table.sources()[o] - offsets[operand];
      int width = inShapes[operand][1];
      int rest = channels - o % channels;
      int step = 0;
      int length = length(table, o, rest, 0);
      if (length == 1) {
        step = 1;
        length = length(table, o, Math.min(rest, width - element % width), 1);
      }
      all.add(
          new Run(
              o / channels, o % channels, length, operand, element / width, element % width, step));
      o += length;
    }
    return new CopyKernel(name, in, out, rows, channels, inShapes, all);
  }

  /** How many elements from one on read one source each, a step apart. */
  private static int length(MovingKernel.Table table, int o, int most, int step) {
    int length = 1;
    while (length < most
        && table.starts()[o + length + 1] == o + length + 1
        && table.sources()[o + length] == table.sources()[o] + length * step) {
      length++;
    }
    return length;
  }

  @Override
  public void forward(double[][][] values) {
    copy(values);
  }

  private void copy(double[][][] values) {
    eachRow(
        q -> {
          for (Run run : runs[q]) {
            copy(values[in[run.operand]][run.row], run, values[out][q]);
          }
        });
  }

  private static void copy(double[] x, Run run, double[] y) {
    if (run.step == 0) {
      Arrays.fill(y, run.at, run.at + run.length, x[run.channel]);
    } else {
      System.arraycopy(x, run.channel, y, run.at, run.length);
    }
  }

  /** Nothing rounds. */
  @Override
  public void forwardError(double[][][] values, double[][][] errors, double u, Entries norm) {
    copy(errors);
  }

  @Override
  void backward(double[][][] values, @Nullable Void pin, double[][][] bars, Entries norm) {
    for (int q = 0; q < rows; q++) {
      double[] bar = bars[out][q];
      for (Run run : runs[q]) {
        double[] x = bars[in[run.operand]][run.row];
        for (int i = 0; i < run.length; i++) {
          x[run.channel + i * run.step] += bar[run.at + i];
        }
      }
    }
  }

  @Override
  public int[] held() {
    return NONE;
  }

  @Override
  public double backwardSums() {
    return most > 1 ? most : 0;
  }

  @Override
  public double backwardTerms() {
    return 2 + most;
  }

  @Override
  public boolean affine(int[] changingInputs) {
    return true;
  }

  @Override
  void push(BasePoint point, @Nullable Void pin, Changes changes) {
    Changes.Change y = changes.of(out);
    y.begin(0, channels);
    for (int operand = 0; operand < in.length; operand++) {
      Changes.Change x = changes.of(in[operand]);
      for (int t = 0; t < x.count; t++) {
        int row = x.touched[t];
        for (Run run : readers.get(operand).get(row)) {
          push(x.rows[row], x.from, x.to, run, y);
        }
      }
    }
  }

  private static void push(double[] x, int from, int to, Run run, Changes.Change y) {
    for (int i = 0; i < run.length; i++) {
      int c = run.channel + i * run.step;
      if (c >= from && c < to && x[c] != 0) {
        y.accumulator(run.q)[run.at + i] = x[c];
      }
    }
  }
}
