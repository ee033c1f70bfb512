package io.plumbline.evaluate.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Every output element is a weighted sum of a few elements of the operands, plus a constant: what
 * moves elements (transpose, slice, pad, repeat, concat, gather) and what averages or sums them.
 * The table is by element, so it is general rather than fast.
 */
public final class MovingKernel extends Kernel<Void> {
  private final int[] inChannels;
  private final Table table;
  private final int[][] readers;
  private final double @Nullable [][] readerWeights;
  private final int[] offsets;

  /**
   * Who reads what.
   *
   * @param sources for each output element, the operands' elements, numbered through all operands
   * @param weights one for each source, or null where all are 1
   * @param constants one for each output element, or null where all are 0
   */
  public record Table(
      int[][] sources, double @Nullable [][] weights, double @Nullable [] constants) {
    double weight(int element, int k) {
      return weights == null ? 1 : weights[element][k];
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
    int elements = offsets[in.length];
    int[] counts = new int[elements];
    for (int[] sources : table.sources) {
      for (int source : sources) {
        counts[source]++;
      }
    }
    readers = new int[elements][];
    readerWeights = table.weights == null ? null : new double[elements][];
    for (int e = 0; e < elements; e++) {
      readers[e] = new int[counts[e]];
      if (readerWeights != null) {
        readerWeights[e] = new double[counts[e]];
      }
    }
    Arrays.fill(counts, 0);
    for (int o = 0; o < table.sources.length; o++) {
      for (int k = 0; k < table.sources[o].length; k++) {
        int source = table.sources[o][k];
        if (readerWeights != null) {
          readerWeights[source][counts[source]] = table.weight(o, k);
        }
        readers[source][counts[source]++] = o;
      }
    }
  }

  private int operand(int source) {
    int k = 0;
    while (source >= offsets[k + 1]) {
      k++;
    }
    return k;
  }

  private double read(double[][][] values, int source) {
    int k = operand(source);
    int element = source - offsets[k];
    return values[in[k]][element / inChannels[k]][element % inChannels[k]];
  }

  @Override
  public void forward(double[][][] values) {
    for (int o = 0; o < table.sources.length; o++) {
      double sum = table.constants == null ? 0 : table.constants[o];
      int[] sources = table.sources[o];
      for (int k = 0; k < sources.length; k++) {
        sum += table.weight(o, k) * read(values, sources[k]);
      }
      values[out][o / channels][o % channels] = sum;
    }
  }

  @Override
  public void forwardError(double[][][] values, double[][][] errors, double u, Entries norm) {
    for (int o = 0; o < table.sources.length; o++) {
      int[] sources = table.sources[o];
      double c = table.weights == null ? 0 : norm.size(u) * norm.roundings(sources.length);
      double sum = 0;
      for (int k = 0; k < sources.length; k++) {
        double e = read(errors, sources[k]) + c * norm.size(read(values, sources[k]));
        sum += norm.of(table.weight(o, k)) * e;
      }
      errors[out][o / channels][o % channels] = sum;
    }
  }

  @Override
  void backward(double[][][] values, Void pin, double[][][] bars, Entries norm) {
    spread(bars, norm);
  }

  private void spread(double[][][] bars, Entries norm) {
    for (int o = 0; o < table.sources.length; o++) {
      double bar = bars[out][o / channels][o % channels];
      if (bar == 0) {
        continue;
      }
      int[] sources = table.sources[o];
      for (int k = 0; k < sources.length; k++) {
        int operand = operand(sources[k]);
        int element = sources[k] - offsets[operand];
        double weight = table.weight(o, k);
        bars[in[operand]][element / inChannels[operand]][element % inChannels[operand]] +=
            norm.of(weight) * bar;
      }
    }
  }

  @Override
  public double forwardSums() {
    return table.weights == null ? 1 : longest(table.sources);
  }

  @Override
  public double backwardSums() {
    double most = longest(readers);
    return most > 1 ? most : table.weights == null ? 0 : 1;
  }

  private static int longest(int[][] lists) {
    int most = 0;
    for (int[] list : lists) {
      most = Math.max(most, list.length);
    }
    return most;
  }

  /** A product and a rounding of each sum: a broadcast's derivative adds up all its readers. */
  @Override
  public double backwardTerms() {
    return 2 + longest(readers);
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
    int[] to = readers[source];
    for (int k = 0; k < to.length; k++) {
      double weight = readerWeights == null ? 1 : readerWeights[source][k];
      y.accumulator(to[k] / channels)[to[k] % channels] += weight * moved;
    }
  }
}
