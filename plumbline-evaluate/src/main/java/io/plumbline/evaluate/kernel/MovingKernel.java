package io.plumbline.evaluate.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Every output element is a weighted sum of a few elements of the operands, plus a constant: what
 * moves elements (transpose, slice, pad, repeat, concat, gather) and what averages or sums them.
 * The table is by element, so it is general rather than fast.
 */
public final class MovingKernel extends Kernel<Void> {
  private final int[] inChannels;
  private final Table table;
  private final int[] offsets;

  /** For each element of the operands, where in {@link #readers} those that read it begin. */
  private final int[] readerStarts;

  private final int[] readers;

  /**
   * Who reads what.
   *
   * @param starts for each output element, where in {@code sources} its own begin; one more at the
   *     end
   * @param sources the operands' elements, numbered through all operands
   * @param weights one for each output element, of all its sources; null where all are 1
   * @param constants one for each output element, or null where all are 0
   */
  public record Table(
      int[] starts, int[] sources, double @Nullable [] weights, double @Nullable [] constants) {
    double weight(int element) {
      return weights == null ? 1 : weights[element];
    }

    int count() {
      return starts.length - 1;
    }
  }

  public MovingKernel(
      String name, int[] in, int out, int rows, int channels, int[][] inShapes, Table table) {
    super(name, in, out, rows, channels);
    this.table = table;
    this.inChannels = new int[in.length];
    this.offsets = new int[in.length + 1];
    for (int k = 0; k < in.length; k++) {
      inChannels[k] = inShapes[k][1];
      offsets[k + 1] = offsets[k] + inShapes[k][0] * inShapes[k][1];
    }
    readerStarts = new int[offsets[in.length] + 1];
    for (int source : table.sources) {
      readerStarts[source + 1]++;
    }
    for (int e = 1; e < readerStarts.length; e++) {
      readerStarts[e] += readerStarts[e - 1];
    }
    readers = new int[table.sources.length];
    int[] next = readerStarts.clone();
    for (int o = 0; o < table.count(); o++) {
      for (int k = table.starts[o]; k < table.starts[o + 1]; k++) {
        readers[next[table.sources[k]]++] = o;
      }
    }
  }

  private int operand(int source) {
    return operand(offsets, source);
  }

  /** Of operands that begin at these elements, the last that begins at one or before it. */
  static int operand(int[] offsets, int source) {
    int from = 0;
    int to = offsets.length - 1;
    while (to - from > 1) {
      int middle = (from + to) >>> 1;
      if (source >= offsets[middle]) {
        from = middle;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private double read(double[][][] values, int source) {
    int k = operand(source);
    int element = source - offsets[k];
    return values[in[k]][element / inChannels[k]][element % inChannels[k]];
  }

  @Override
  public void forward(double[][][] values) {
    eachRow(
        q -> {
          double[] y = values[out][q];
          for (int c = 0; c < channels; c++) {
            int o = q * channels + c;
            double sum = 0;
            for (int k = table.starts[o]; k < table.starts[o + 1]; k++) {
              sum += read(values, table.sources[k]);
            }
            y[c] = sum * table.weight(o) + (table.constants == null ? 0 : table.constants[o]);
          }
        });
  }

  @Override
  public void forwardError(double[][][] values, double[][][] errors, double u, Entries norm) {
    for (int o = 0; o < table.count(); o++) {
      int count = table.starts[o + 1] - table.starts[o];
      double c = table.weights == null ? 0 : norm.size(u) * norm.roundings(count);
      double sum = 0;
      for (int k = table.starts[o]; k < table.starts[o + 1]; k++) {
        sum += read(errors, table.sources[k]) + c * norm.size(read(values, table.sources[k]));
      }
      errors[out][o / channels][o % channels] = norm.of(table.weight(o)) * sum;
    }
  }

  @Override
  void backward(double[][][] values, @Nullable Void pin, double[][][] bars, Entries norm) {
    spread(bars, norm);
  }

  private void spread(double[][][] bars, Entries norm) {
    for (int q = 0; q < rows; q++) {
      double[] bar = bars[out][q];
      for (int c = 0; c < channels; c++) {
        if (bar[c] == 0) {
          continue;
        }
        int o = q * channels + c;
        double moved = norm.of(table.weight(o)) * bar[c];
        for (int k = table.starts[o]; k < table.starts[o + 1]; k++) {
          int operand = operand(table.sources[k]);
          int element = table.sources[k] - offsets[operand];
          int width = inChannels[operand];
          bars[in[operand]][element / width][element % width] += moved;
        }
      }
    }
  }

  @Override
  public int[] held() {
    return NONE;
  }

  @Override
  public double forwardSums() {
    return table.weights == null ? 1 : longest(table.starts);
  }

  @Override
  public double backwardSums() {
    double most = longest(readerStarts);
    return most > 1 ? most : table.weights == null ? 0 : 1;
  }

  private static int longest(int[] starts) {
    int most = 0;
    for (int k = 1; k < starts.length; k++) {
      most = Math.max(most, starts[k] - starts[k - 1]);
    }
    return most;
  }

  /** A product and a rounding of each sum: a broadcast's derivative adds up all its readers. */
  @Override
  public double backwardTerms() {
    return 2 + longest(readerStarts);
  }

  @Override
  public boolean affine(int[] changingInputs) {
    return true;
  }

  @Override
  void push(BasePoint point, Void pin, Changes changes) {
    Changes.Change y = changes.of(out);
    y.begin(0, channels);
    for (int operand = 0; operand < in.length; operand++) {
      Changes.Change x = changes.of(in[operand]);
      for (int t = 0; t < x.count; t++) {
        int row = x.touched[t];
        for (int c = x.from; c < x.to; c++) {
          double moved = x.rows[row][c];
          if (moved != 0) {
            scatter(offsets[operand] + row * inChannels[operand] + c, moved, y);
          }
        }
      }
    }
  }

  private void scatter(int source, double moved, Changes.Change y) {
    for (int k = readerStarts[source]; k < readerStarts[source + 1]; k++) {
      int o = readers[k];
      y.accumulator(o / channels)[o % channels] += table.weight(o) * moved;
    }
  }
}
