package io.plumbline.evaluate.kernel;

import java.util.Arrays;

/**
 * Products of matrices of which at least one is computed: the operands' last two axes, for each
 * pair of matrices that broadcasting puts together.
 */
public final class MatrixProductKernel extends Kernel<Void> {
  private final int height;
  private final int inner;
  private final int[] leftMatrix;
  private final int[] rightMatrix;
  private final boolean[] computed;

  /**
   * The kernel.
   *
   * @param leftMatrix for each product, which of the left operand's matrices
   * @param rightMatrix likewise
   * @param computed which of the two operands are not constants
   */
  public MatrixProductKernel(
      String name,
      int[] in,
      int out,
      int height,
      int inner,
      int channels,
      int[] leftMatrix,
      int[] rightMatrix,
      boolean[] computed) {
    super(name, in, out, leftMatrix.length * height, channels);
    this.height = height;
    this.inner = inner;
    this.leftMatrix = leftMatrix;
    this.rightMatrix = rightMatrix;
    this.computed = computed;
  }

  @Override
  public void forward(double[][][] values) {
    for (int q = 0; q < rows; q++) {
      Arrays.fill(values[out][q], 0);
      addProduct(
          values[in[0]], values[in[1]], q, values[out][q], Entries.SIGNED, Entries.SIGNED, 1);
    }
  }

  /** Adds factor · norm(left) · norm(right) to one row. */
  private void addProduct(
      double[][] left,
      double[][] right,
      int q,
      double[] y,
      Entries leftNorm,
      Entries rightNorm,
      double factor) {
    double[] a = left[leftMatrix[q / height] * height + q % height];
    int first = rightMatrix[q / height] * inner;
    for (int k = 0; k < inner; k++) {
      double scale = factor * leftNorm.of(a[k]);
      if (scale == 0) {
        continue;
      }
      double[] b = right[first + k];
      for (int c = 0; c < channels; c++) {
        y[c] += scale * rightNorm.of(b[c]);
      }
    }
  }

  @Override
  public void forwardError(double[][][] values, double[][][] errors, double u, Entries norm) {
    double c = norm.size(u) * norm.roundings(inner);
    for (int q = 0; q < rows; q++) {
      double[] y = errors[out][q];
      Arrays.fill(y, 0);
      addProduct(values[in[0]], values[in[1]], q, y, norm, norm, c);
      addProduct(errors[in[0]], values[in[1]], q, y, Entries.SIGNED, norm, 1);
      addProduct(values[in[0]], errors[in[1]], q, y, norm, Entries.SIGNED, 1);
    }
  }

  @Override
  void backward(double[][][] values, Void pin, double[][][] bars, Entries norm) {
    for (int q = 0; q < rows; q++) {
      int leftRow = leftMatrix[q / height] * height + q % height;
      int first = rightMatrix[q / height] * inner;
      double[] a = values[in[0]][leftRow];
      double[] bar = bars[out][q];
      for (int k = 0; k < inner; k++) {
        double[] b = values[in[1]][first + k];
        double sum = 0;
        for (int c = 0; c < channels; c++) {
          sum += norm.of(b[c]) * bar[c];
          if (computed[1]) {
            bars[in[1]][first + k][c] += norm.of(a[k]) * bar[c];
          }
        }
        if (computed[0]) {
          bars[in[0]][leftRow][k] += sum;
        }
      }
    }
  }

  /** The Jacobian is the other operand: its error is the other operand's. */
  @Override
  public void slopeError(
      double[][][] values,
      double[][][] errors,
      double[][][] bars,
      double[][][] barErrors,
      double u,
      Entries norm) {
    for (int q = 0; q < rows; q++) {
      int leftRow = leftMatrix[q / height] * height + q % height;
      int first = rightMatrix[q / height] * inner;
      double[] ea = errors[in[0]][leftRow];
      for (int k = 0; k < inner; k++) {
        double[] eb = errors[in[1]][first + k];
        double sum = 0;
        for (int c = 0; c < channels; c++) {
          double bar = norm.size(bars[out][q][c]);
          sum += eb[c] * bar;
          if (computed[1]) {
            barErrors[in[1]][first + k][c] += ea[k] * bar;
          }
        }
        if (computed[0]) {
          barErrors[in[0]][leftRow][k] += sum;
        }
      }
    }
  }

  @Override
  public double forwardSums() {
    return inner;
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
    return Math.max(channels, rows);
  }

  @Override
  public double pushRoundings() {
    return 2 * inner + 10;
  }

  @Override
  public boolean affine(int[] changingInputs) {
    return changingInputs.length < 2;
  }

  /** (A + dA)(B + dB) - AB = dA·(B + dB) + A·dB, over all rows: it mixes too much to be sparse. */
  @Override
  void push(BasePoint point, Void pin, Changes changes) {
    Changes.Change left = changes.of(in[0]);
    Changes.Change right = changes.of(in[1]);
    Changes.Change y = changes.of(out);
    y.begin(0, channels);
    double[][] a = point.values[in[0]];
    double[][] b = point.values[in[1]];
    for (int q = 0; q < rows; q++) {
      int leftRow = leftMatrix[q / height] * height + q % height;
      int first = rightMatrix[q / height] * inner;
      for (int k = 0; k < inner; k++) {
        double da = left.at(leftRow, k);
        boolean moved = right.has(first + k);
        if (da == 0 && !moved) {
          continue;
        }
        double[] result = y.accumulator(q);
        for (int c = 0; c < channels; c++) {
          double db = right.at(first + k, c);
          result[c] += da * (b[first + k][c] + db) + a[leftRow][k] * db;
        }
      }
    }
  }
}
