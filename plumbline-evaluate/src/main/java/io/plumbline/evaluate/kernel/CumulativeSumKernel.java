package io.plumbline.evaluate.kernel;

import java.util.Arrays;

/** Running sums over the channels of each row. */
public final class CumulativeSumKernel extends Kernel<Void> {
  private final boolean exclusive;
  private final boolean reverse;

  public CumulativeSumKernel(
      String name, int[] in, int out, int rows, int channels, boolean exclusive, boolean reverse) {
    super(name, in, out, rows, channels);
    this.exclusive = exclusive;
    this.reverse = reverse;
  }

  /** The channel that is summed as number {@code k}. */
  private int at(int k, boolean backwards) {
    return backwards ? channels - 1 - k : k;
  }

  /** Adds running sums of {@code x} to {@code y}. */
  private void add(double[] x, double[] y, boolean backwards) {
    double sum = 0;
    for (int k = 0; k < channels; k++) {
      int c = at(k, backwards);
      double before = sum;
      sum += x[c];
      y[c] += exclusive ? before : sum;
    }
  }

  @Override
  public void forward(double[][][] values) {
    for (int q = 0; q < rows; q++) {
      double[] y = values[out][q];
      Arrays.fill(y, 0);
      add(values[in[0]][q], y, reverse);
    }
  }

  @Override
  public void forwardError(double[][][] values, double[][][] errors, double u, Entries norm) {
    for (int q = 0; q < rows; q++) {
      double sum = 0;
      double sizes = 0;
      for (int k = 0; k < channels; k++) {
        int c = at(k, reverse);
        double before = sum + norm.size(u) * norm.roundings(k) * sizes;
        sum += errors[in[0]][q][c];
        sizes += norm.size(values[in[0]][q][c]);
        double with = sum + norm.size(u) * norm.roundings(k + 1) * sizes;
        errors[out][q][c] = exclusive ? before : with;
      }
    }
  }

  /** Each element reaches all sums behind it: the transpose runs the other way. */
  @Override
  void backward(double[][][] values, Void pin, double[][][] bars, Entries norm) {
    for (int q = 0; q < rows; q++) {
      add(bars[out][q], bars[in[0]][q], !reverse);
    }
  }

  @Override
  public int[] held() {
    return NONE;
  }

  @Override
  public double forwardSums() {
    return channels;
  }

  @Override
  public double backwardSums() {
    return channels;
  }

  @Override
  public double work() {
    return (double) rows * channels;
  }

  @Override
  public double backwardTerms() {
    return channels + 2;
  }

  @Override
  public double pushRoundings() {
    return channels + 2;
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
    for (int t = 0; t < x.count; t++) {
      int q = x.touched[t];
      double[] moved = y.touch(q);
      double sum = 0;
      for (int k = 0; k < channels; k++) {
        int c = at(k, reverse);
        double before = sum;
        sum += x.at(q, c);
        moved[c] = exclusive ? before : sum;
      }
    }
  }
}
