package io.plumbline.evaluate.kernel;

/** Softmax, or its logarithm, over the channels of each row. */
public final class SoftmaxKernel extends Kernel<Void> {
  private final boolean logarithm;

  public SoftmaxKernel(String name, int[] in, int out, int rows, int channels, boolean logarithm) {
    super(name, in, out, rows, channels);
    this.logarithm = logarithm;
  }

  @Override
  public void forward(double[][][] values) {
    eachRow(q -> forward(values[in[0]][q], values[out][q]));
  }

  private void forward(double[] x, double[] y) {
    double most = largest(x);
    double sum = 0;
    for (int c = 0; c < channels; c++) {
      y[c] = Math.exp(x[c] - most);
      sum += y[c];
    }
    double log = Math.log(sum);
    for (int c = 0; c < channels; c++) {
      y[c] = logarithm ? x[c] - most - log : y[c] / sum;
    }
  }

  private double probability(double y) {
    return logarithm ? Math.exp(y) : y;
  }

  @Override
  public void forwardError(double[][][] values, double[][][] errors, double u, Entries norm) {
    if (norm == Entries.LOCAL) {
      forwardRounding(values, errors[out], u);
      return;
    }
    for (int q = 0; q < rows; q++) {
      double[] y = values[out][q];
      double[] e = errors[in[0]][q];
      double mean = 0;
      for (int j = 0; j < channels; j++) {
        mean += norm.of(probability(y[j])) * e[j];
      }
      double sum = norm.size(u) * norm.roundings(channels);
      for (int j = 0; j < channels; j++) {
        double own = sum + norm.size(u * (4 + Math.abs(values[in[0]][q][j])));
        double exponent = e[j] + mean + own;
        errors[out][q][j] = logarithm ? exponent + norm.size(u * y[j]) : norm.of(y[j]) * exponent;
      }
    }
  }

  /** What is each element's own: the subtraction, the exponential, the division. */
  private void forwardRounding(double[][][] values, double[][] result, double u) {
    for (int q = 0; q < rows; q++) {
      double most = largest(values[in[0]][q]);
      for (int j = 0; j < channels; j++) {
        double y = values[out][q][j];
        double below = u * (values[in[0]][q][j] - most);
        result[q][j] =
            logarithm ? below * below + u * u * y * y : y * y * (below * below + 2 * u * u);
      }
    }
  }

  private static double largest(double[] x) {
    double most = Double.NEGATIVE_INFINITY;
    for (double each : x) {
      most = Math.max(most, each);
    }
    return most;
  }

  /** The sum's error, which all elements of a row are divided by. */
  @Override
  public void addCommonRounding(double[][][] values, double u, RandomErrors draw) {
    double sums = 1 + channels / 16.0;
    for (int q = 0; q < rows; q++) {
      double most = largest(values[in[0]][q]);
      double[] y = values[out][q];
      double variance = sums;
      for (int j = 0; j < channels; j++) {
        double p = probability(y[j]);
        double below = values[in[0]][q][j] - most;
        variance += p * p * (sums + 1 + (p > 0 ? below * below : 0));
      }
      double by = u * Math.sqrt(variance) * draw.common(out, q);
      for (int j = 0; j < channels; j++) {
        y[j] += logarithm ? by : by * y[j];
      }
    }
  }

  @Override
  void backward(double[][][] values, Void pin, double[][][] bars, Entries norm) {
    for (int q = 0; q < rows; q++) {
      double[] y = values[out][q];
      double[] bar = bars[out][q];
      double[] x = bars[in[0]][q];
      double sum = 0;
      for (int j = 0; j < channels; j++) {
        sum += logarithm ? bar[j] : norm.of(y[j]) * bar[j];
      }
      // The Jacobian is diag(y) - y·yᵀ; for the logarithm, 1 - 1·pᵀ.
      double minus = norm == Entries.SIGNED ? -1 : 1;
      for (int j = 0; j < channels; j++) {
        double scale = logarithm ? 1 : norm.of(y[j]);
        double share = logarithm ? norm.of(Math.exp(y[j])) : norm.of(y[j]);
        x[j] += scale * bar[j] + minus * share * sum;
      }
    }
  }

  @Override
  public void slopeError(
      double[][][] values,
      double[][][] errors,
      double[][][] bars,
      double[][][] barErrors,
      double u,
      Entries norm) {
    for (int q = 0; q < rows; q++) {
      double[] y = values[out][q];
      double[] bar = bars[out][q];
      double[] e = errors[out][q];
      double sum = 0;
      double spread = 0;
      for (int j = 0; j < channels; j++) {
        double p = probability(y[j]);
        double relative = logarithm ? norm.root(e[j]) : p == 0 ? 0 : norm.root(e[j]) / p;
        sum += logarithm ? Math.abs(bar[j]) : p * Math.abs(bar[j]);
        spread += p * relative * Math.abs(bar[j]);
      }
      for (int j = 0; j < channels; j++) {
        double p = probability(y[j]);
        double own = logarithm ? p * norm.root(e[j]) : norm.root(e[j]);
        double off = logarithm ? own * sum : own * (Math.abs(bar[j]) + sum) + p * spread;
        barErrors[in[0]][q][j] += norm.size(off);
      }
    }
  }

  @Override
  public int[] held() {
    return new int[] {out};
  }

  @Override
  public double backwardSums() {
    return channels;
  }

  @Override
  public double backwardTerms() {
    return channels + 4;
  }

  @Override
  public double pushRoundings() {
    return channels + 30;
  }

  @Override
  public boolean affine(int[] changingInputs) {
    return false;
  }

  @Override
  void push(BasePoint point, Void pin, Changes changes) {
    Changes.Change x = changes.of(in[0]);
    Changes.Change y = changes.of(out);
    y.begin(0, channels);
    for (int t = 0; t < x.count; t++) {
      int q = x.touched[t];
      double[] base = point.values[out][q];
      double[] result = y.touch(q);
      double sum = 0;
      for (int j = 0; j < channels; j++) {
        double grown = ActivationDifference.expm1(x.at(q, j));
        result[j] = grown;
        sum += probability(base[j]) * grown;
      }
      double log = ActivationDifference.log1p(sum);
      for (int j = 0; j < channels; j++) {
        result[j] = logarithm ? x.at(q, j) - log : base[j] * (result[j] - sum) / (1 + sum);
      }
    }
  }
}
