package io.plumbline.evaluate.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * scale · x + shift, element by element, with constants: batch normalization with stored
 * statistics, and arithmetic with a constant operand.
 */
public final class AffineKernel extends Kernel<Void> {
  private final double @Nullable [][] scale;
  private final double @Nullable [][] shift;
  private final double @Nullable [][] shiftTerms;
  private final List<Slope> slopes;

  /**
   * A parameter that the result is linear in.
   *
   * @param slot the parameter
   * @param elementOf for each element of the output, row · channels + channel, which of the
   *     parameter's elements it reads; of one row where all rows read the same
   * @param factor for each of the parameter's elements: the output changes by its change times
   *     factor times x where {@code timesInput}, else times factor alone
   * @param timesInput whether the parameter multiplies the input
   * @param offset for {@code timesInput}: subtracted from x first, by the parameter's element
   */
  public record Slope(
      Slot slot, int[] elementOf, double[] factor, boolean timesInput, double @Nullable [] offset) {
    int element(int output) {
      return elementOf[output % elementOf.length];
    }
  }

  /**
   * The kernel.
   *
   * @param scale one row for all rows, or one for each; null for 1
   * @param shift likewise; null for 0
   * @param shiftTerms how large the terms are that the shift is summed from; null where it is one
   */
  public AffineKernel(
      String name,
      int[] in,
      int out,
      int rows,
      int channels,
      double @Nullable [][] scale,
      double @Nullable [][] shift,
      double @Nullable [][] shiftTerms,
      List<Slope> slopes) {
    super(name, in, out, rows, channels);
    this.scale = scale;
    this.shift = shift;
    this.shiftTerms = shiftTerms == null ? shift : shiftTerms;
    this.slopes = slopes;
  }

  private static double at(double @Nullable [][] table, int row, int channel, double otherwise) {
    return table == null ? otherwise : table[table.length == 1 ? 0 : row][channel];
  }

  @Override
  public void forward(double[][][] values) {
    eachRow(
        q -> {
          double[] x = values[in[0]][q];
          double[] y = values[out][q];
          for (int c = 0; c < channels; c++) {
            y[c] = at(scale, q, c, 1) * x[c] + at(shift, q, c, 0);
          }
        });
  }

  @Override
  public void forwardError(double[][][] values, double[][][] errors, double u, Entries norm) {
    for (int q = 0; q < rows; q++) {
      double[] x = values[in[0]][q];
      for (int c = 0; c < channels; c++) {
        double a = at(scale, q, c, 1);
        double b = at(shiftTerms, q, c, 0);
        // Frameworks fold batch normalization in different ways: a few roundings of each part.
        double each = norm.atMost(4) * u;
        double own = norm.size(each * a * x[c]) + norm.size(each * b);
        errors[out][q][c] = norm.of(a) * errors[in[0]][q][c] + own;
      }
    }
  }

  @Override
  void backward(double[][][] values, Void pin, double[][][] bars, Entries norm) {
    multiply(bars, norm);
  }

  private void multiply(double[][][] bars, Entries norm) {
    eachRow(
        q -> {
          double[] x = bars[in[0]][q];
          double[] bar = bars[out][q];
          for (int c = 0; c < channels; c++) {
            double a = at(scale, q, c, 1);
            x[c] += norm.of(a) * bar[c];
          }
        });
  }

  /** Normalization: scale and shift of a channel are computed once, rounded, and used for all. */
  @Override
  public void addCommonRounding(double[][][] values, double u, RandomErrors draw) {
    if (shiftTerms == shift || scale == null || scale.length != 1) {
      return;
    }
    for (int q = 0; q < rows; q++) {
      double[] x = values[in[0]][q];
      double[] y = values[out][q];
      for (int c = 0; c < channels; c++) {
        double ofScale = draw.common(out, c) * scale[0][c] * x[c];
        y[c] += u * (ofScale + draw.common(out, channels + c) * at(shiftTerms, q, c, 0));
      }
    }
  }

  @Override
  public void addCommonRoundingBackward(double[][][] bars, double u, RandomErrors draw) {
    if (shiftTerms == shift || scale == null || scale.length != 1) {
      return;
    }
    for (int q = 0; q < rows; q++) {
      double[] x = bars[in[0]][q];
      double[] bar = bars[out][q];
      for (int c = 0; c < channels; c++) {
        x[c] += u * draw.common(out, c) * scale[0][c] * bar[c];
      }
    }
  }

  @Override
  public int[] held() {
    return NONE;
  }

  @Override
  public double backwardTerms() {
    return 3;
  }

  @Override
  public boolean affine(int[] changingInputs) {
    return true;
  }

  @Override
  void push(BasePoint point, Void pin, Changes changes) {
    Changes.Change x = changes.of(in[0]);
    Changes.Change y = changes.of(out);
    y.begin(x.from, x.to);
    for (int t = 0; t < x.count; t++) {
      int q = x.touched[t];
      double[] moved = x.rows[q];
      double[] result = y.touch(q);
      for (int c = x.from; c < x.to; c++) {
        result[c] = at(scale, q, c, 1) * moved[c];
      }
    }
  }

  @Override
  public List<Slot> slots() {
    return slopes.stream().map(Slope::slot).toList();
  }

  @Override
  double[] parameterGradient(
      int slot, double[][][] values, Void pin, double[][] bar, boolean absolute) {
    Slope slope = slopes.get(slot);
    double[] gradient = new double[slope.factor.length];
    for (int e = 0; e < rows * channels; e++) {
      int element = slope.element(e);
      double by = slope.factor[element];
      if (slope.timesInput) {
        double x = values[in[0]][e / channels][e % channels];
        by *= slope.offset == null ? x : x - slope.offset[element];
      }
      gradient[element] += (absolute ? Math.abs(by) : by) * bar[e / channels][e % channels];
    }
    return gradient;
  }

  @Override
  public double[] parameterError(
      int slot, double[][][] values, double[][][] errors, double[][] bar) {
    Slope slope = slopes.get(slot);
    double[] off = new double[slope.factor.length];
    for (int e = 0; slope.timesInput && e < rows * channels; e++) {
      int element = slope.element(e);
      double error = errors[in[0]][e / channels][e % channels];
      off[element] += Math.abs(slope.factor[element]) * error * bar[e / channels][e % channels];
    }
    return off;
  }

  @Override
  void perturb(BasePoint point, Void pin, int slot, int index, double step, Changes changes) {
    Slope slope = slopes.get(slot);
    Changes.Change y = changes.of(out);
    y.begin(0, channels);
    for (int e = 0; e < rows * channels; e++) {
      if (slope.element(e) == index) {
        int q = e / channels;
        double by = step * slope.factor[index];
        if (slope.timesInput) {
          double x = point.values[in[0]][q][e % channels];
          by *= slope.offset == null ? x : x - slope.offset[index];
        }
        y.accumulator(q)[e % channels] = by;
      }
    }
  }
}
