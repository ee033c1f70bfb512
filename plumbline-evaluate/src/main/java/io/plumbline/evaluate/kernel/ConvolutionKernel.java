package io.plumbline.evaluate.kernel;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every output row is the sum, over the input rows of its window, of the row times the tap's
 * matrix: convolutions, and dense layers as windows of one row or of all rows.
 */
public class ConvolutionKernel extends Kernel<Void> {
  public final Windows windows;
  public final int inRows;
  public final int inChannels;
  final double @Nullable [] bias;

  private final @Nullable Slot biasSlot;
  private final TapWeights weights;
  private final double[][] forward;
  private double @Nullable [][] transposed;
  private volatile @Nullable ConvolutionParameters parameters;

  public ConvolutionKernel(
      String name,
      int[] in,
      int out,
      int inRows,
      Windows windows,
      TapWeights weights,
      @Nullable Slot bias) {
    super(name, in, out, windows.rows.length, weights.outChannels());
    this.inRows = inRows;
    this.windows = windows;
    this.inChannels = weights.inChannels();
    this.weights = weights;
    this.bias = bias == null ? null : bias.values();
    this.biasSlot = bias;
    this.forward = full() ? weights.rows() : new double[0][];
  }

  /** Whether each tap's matrix is held in full; a grouped convolution holds its blocks instead. */
  public boolean full() {
    return true;
  }

  @Override
  public void forward(double[][][] values) {
    Sparse x = Sparse.of(values[in[0]]);
    RowBlock.ranges(rows, work(), (from, to) -> forward(x, values[out], from, to));
  }

  void forward(Sparse x, double[][] result, int from, int to) {
    RowBlock block = new RowBlock(windows.tapCount * inChannels);
    for (int q = from; q < to; q++) {
      double[] y = result[q];
      if (bias != null) {
        System.arraycopy(bias, 0, y, 0, channels);
      } else {
        Arrays.fill(y, 0);
      }
      block.begin(y);
      int[] window = windows.rows[q];
      for (int k = 0; k < window.length; k++) {
        block.gather(x, window[k], windows.taps[q][k] * inChannels);
      }
      if (block.isFull() || q == to - 1) {
        combine(block);
        block.clear();
      }
    }
  }

  /** Adds to each row of a block the weight rows that it picks. */
  void combine(RowBlock block) {
    block.accumulate(forward);
  }

  /**
   * Adds to each row of a block the columns that it picks: pick = tap · outChannels + outChannel.
   */
  void spread(RowBlock block) {
    block.accumulate(transposed());
  }

  /** Adds the picked weight rows to an output row. */
  void combine(double[] y, int[] picks, double[] coefficients, int count, Entries norm) {
    if (norm == Entries.SIGNED) {
      Rows.accumulate(y, forward, picks, coefficients, count);
    } else {
      Rows.accumulateSizes(y, forward, picks, coefficients, count, norm);
    }
  }

  /** Adds picked columns to an input row: pick = tap · outChannels + outChannel. */
  void spread(double[] x, int[] picks, double[] coefficients, int count, Entries norm) {
    double[][] columns = transposed();
    if (norm == Entries.SIGNED) {
      Rows.accumulate(x, columns, picks, coefficients, count);
    } else {
      Rows.accumulateSizes(x, columns, picks, coefficients, count, norm);
    }
  }

  private synchronized double[][] transposed() {
    if (transposed == null) {
      double[][] columns = new double[windows.tapCount * channels][inChannels];
      for (int tap = 0; tap < windows.tapCount; tap++) {
        for (int i = 0; i < inChannels; i++) {
          double[] row = forward[tap * inChannels + i];
          for (int o = 0; o < channels; o++) {
            columns[tap * channels + o][i] = row[o];
          }
        }
      }
      transposed = columns;
    }
    return transposed;
  }

  @Override
  public void forwardError(double[][][] values, double[][][] errors, double u, Entries norm) {
    double terms = (double) windows.tapCount * inChannels;
    double c = norm.size(u) * norm.roundings(terms);
    double sums = norm == Entries.SQUARED ? norm.size(u) * terms / 4 : 0;
    Sparse x = new Sparse(inRows, inRows * inChannels);
    double[] off = new double[inChannels];
    for (int row = 0; row < inRows; row++) {
      double[] e = errors[in[0]][row];
      double[] read = values[in[0]][row];
      for (int i = 0; i < inChannels; i++) {
        off[i] = e[i] + c * norm.size(read[i]);
      }
      x.add(row, off, 0, inChannels);
    }
    for (int q = 0; q < rows; q++) {
      double[] y = errors[out][q];
      for (int j = 0; j < channels; j++) {
        y[j] = bias == null ? 0 : c * norm.size(bias[j]);
        y[j] += sums * norm.size(values[out][q][j]);
      }
      if (isEmpty(x, q)) {
        // The bias alone: nothing is multiplied or added, so nothing rounds.
        Arrays.fill(y, 0);
      }
    }
    addErrors(x, errors[out], norm);
  }

  private boolean isEmpty(Sparse x, int q) {
    for (int row : windows.rows[q]) {
      if (!x.isEmpty(row)) {
        return false;
      }
    }
    return true;
  }

  /** Adds to errors what the weights make of x. */
  void addErrors(Sparse x, double[][] errors, Entries norm) {
    Parallel.ranges(rows, work(), (from, to) -> addErrors(x, errors, norm, from, to));
  }

  private void addErrors(Sparse x, double[][] errors, Entries norm, int from, int to) {
    int[] picks = new int[windows.tapCount * inChannels];
    double[] coefficients = new double[picks.length];
    for (int q = from; q < to; q++) {
      int count = 0;
      int[] window = windows.rows[q];
      for (int k = 0; k < window.length; k++) {
        int first = windows.taps[q][k] * inChannels;
        count = x.gather(window[k], first, picks, coefficients, count);
      }
      combine(errors[q], picks, coefficients, count, norm);
    }
  }

  @Override
  void backward(double[][][] values, Void pin, double[][][] bars, Entries norm) {
    Sparse bar = Sparse.of(bars[out]);
    RowBlock.ranges(
        inRows,
        work(),
        (from, to) -> {
          if (norm == Entries.SIGNED) {
            spread(bar, bars[in[0]], from, to);
          } else {
            spread(bar, bars[in[0]], norm, from, to);
          }
        });
  }

  private void spread(Sparse bar, double[][] x, int from, int to) {
    RowBlock block = new RowBlock(mostReaders(from, to) * channels);
    for (int r = from; r < to; r++) {
      block.begin(x[r]);
      int[] readers = windows.readers[r];
      for (int k = 0; k < readers.length; k++) {
        block.gather(bar, readers[k], windows.readerTaps[r][k] * channels);
      }
      if (block.isFull() || r == to - 1) {
        spread(block);
        block.clear();
      }
    }
  }

  private int mostReaders(int from, int to) {
    int most = 0;
    for (int r = from; r < to; r++) {
      most = Math.max(most, windows.readers[r].length);
    }
    return most;
  }

  private void spread(Sparse bar, double[][] x, Entries norm, int from, int to) {
    int[] picks = new int[256];
    double[] coefficients = new double[256];
    for (int r = from; r < to; r++) {
      int[] readers = windows.readers[r];
      if (picks.length < readers.length * channels) {
        picks = new int[readers.length * channels];
        coefficients = new double[picks.length];
      }
      int count = 0;
      for (int k = 0; k < readers.length; k++) {
        int first = windows.readerTaps[r][k] * channels;
        count = bar.gather(readers[k], first, picks, coefficients, count);
      }
      spread(x[r], picks, coefficients, count, norm);
    }
  }

  @Override
  public int[] held() {
    return NONE;
  }

  @Override
  public double forwardSums() {
    return (double) windows.tapCount * inChannels;
  }

  @Override
  public double backwardSums() {
    return backwardTerms();
  }

  @Override
  public boolean multiplies() {
    return true;
  }

  @Override
  public double backwardTerms() {
    return (double) windows.tapCount * channels;
  }

  @Override
  public double pushRoundings() {
    return (double) windows.tapCount * inChannels + 4;
  }

  @Override
  public boolean affine(int[] changingInputs) {
    return true;
  }

  @Override
  void push(BasePoint point, Void pin, Changes changes) {
    Changes.Change x = changes.of(in[0]);
    Changes.Change y = changes.of(out);
    y.begin(0, channels);
    changes.reserve(windows.tapCount * (x.to - x.from));
    x.compress();
    if (x.isWhole()) {
      pushAll(x, y);
      return;
    }
    for (int t = 0; t < x.count; t++) {
      for (int q : windows.readers[x.touched[t]]) {
        if (!y.has(q)) {
          pushRow(q, x, y, changes);
        }
      }
    }
  }

  /** {@link #push} of a change that touches every row. */
  void pushAll(Changes.Change x, Changes.Change y) {
    RowBlock block = new RowBlock(windows.tapCount * inChannels);
    for (int q = 0; q < rows; q++) {
      block.begin(y.accumulator(q));
      int[] window = windows.rows[q];
      for (int k = 0; k < window.length; k++) {
        block.gather(x.nonZero(), window[k], windows.taps[q][k] * inChannels);
      }
      if (block.isFull() || q == rows - 1) {
        combine(block);
        block.clear();
      }
    }
  }

  /** One row of {@link #push}; x is compressed. */
  public void pushRow(int q, Changes.Change x, Changes.Change y, Changes changes) {
    int[] window = windows.rows[q];
    int count = 0;
    for (int k = 0; k < window.length; k++) {
      if (x.has(window[k])) {
        int first = windows.taps[q][k] * inChannels;
        count = x.nonZero().gather(window[k], first, changes.picks, changes.coefficients, count);
      }
    }
    if (count > 0) {
      combine(y.accumulator(q), changes.picks, changes.coefficients, count, Entries.SIGNED);
    }
  }

  @Override
  public List<Slot> slots() {
    Slot weight = new Slot(weights.name(), weights.values());
    return bias == null ? List.of(weight) : List.of(weight, biasSlot);
  }

  @Override
  double[] parameterGradient(
      int slot, double[][][] values, Void pin, double[][] bar, boolean absolute) {
    return slot == 1
        ? parameters().biasGradient(bar)
        : parameters().weightGradient(values[in[0]], bar, absolute);
  }

  @Override
  public double[] parameterError(
      int slot, double[][][] values, double[][][] errors, double[][] bar) {
    return slot == 1 ? new double[channels] : parameters().weightGradient(errors[in[0]], bar, true);
  }

  @Override
  public void perturb(
      BasePoint point, Void pin, int slot, int index, double step, Changes changes) {
    Changes.Change y = changes.of(out);
    if (slot == 1) {
      parameters().perturbBias(index, step, y);
    } else {
      parameters().perturbWeight(index, step, point.values[in[0]], y);
    }
  }

  /** What is only wanted where parameters are differentiated. */
  public ConvolutionParameters parameters() {
    ConvolutionParameters known = parameters;
    if (known == null) {
      known = new ConvolutionParameters(windows, weights, rows);
      parameters = known;
    }
    return known;
  }

  /**
   * Fills part of a row with a tap's weights from an input channel, times factors.
   *
   * @param first the first of the output channels that are meant
   * @param at where in the row it goes
   */
  public void pick(
      int tap,
      int inChannel,
      int[] outChannels,
      int first,
      double[] factors,
      double[] row,
      int at) {
    double[] weight = forward[tap * inChannels + inChannel];
    for (int j = 0; j < factors.length; j++) {
      row[at + j] = factors[j] * weight[outChannels[first + j]];
    }
  }

  /**
   * The change of one output element.
   *
   * @param taps for each place of a patch of input rows, the tap that reads it, or -1
   * @param picks place · inChannels + inChannel
   */
  public double dot(int[] taps, int outChannel, int[] picks, double[] coefficients, int count) {
    double sum = 0;
    for (int k = 0; k < count; k++) {
      int tap = taps[picks[k] / inChannels];
      if (tap >= 0) {
        sum += coefficients[k] * forward[tap * inChannels + picks[k] % inChannels][outChannel];
      }
    }
    return sum;
  }

  /** For each input channel, the largest absolute value of its weights. */
  public double[] heaviest() {
    double[] heaviest = new double[inChannels];
    for (int k = 0; k < forward.length; k++) {
      int i = k % inChannels;
      for (double weight : forward[k]) {
        heaviest[i] = Math.max(heaviest[i], Math.abs(weight));
      }
    }
    return heaviest;
  }
}
