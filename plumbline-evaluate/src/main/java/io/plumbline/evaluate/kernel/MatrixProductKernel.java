package io.plumbline.evaluate.kernel;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

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
    for (double[] row : values[out]) {
      Arrays.fill(row, 0);
    }
    addProduct(values[in[0]], values[in[1]], values[out]);
  }

  /** Adds left · right. */
  private void addProduct(double[][] left, double[][] right, double[][] y) {
    Parallel.ranges(
        rows,
        work(),
        (from, to) -> {
          Picks picks = new Picks(inner);
          for (int q = from; q < to; q++) {
            picks.clear();
            picks.add(left[leftRow(q)], rightMatrix[q / height] * inner);
            picks.accumulate(y[q], right);
          }
        });
  }

  private int leftRow(int q) {
    return leftMatrix[q / height] * height + q % height;
  }

  /** Coefficients that are not zero, and the rows that they multiply. */
  private static final class Picks {
    private final int[] rows;
    private final double[] coefficients;
    private int count;

    Picks(int most) {
      rows = new int[most];
      coefficients = new double[most];
    }

    void clear() {
      count = 0;
    }

    void add(double coefficient, int row) {
      rows[count] = row;
      coefficients[count] = coefficient;
      count += coefficient != 0 ? 1 : 0;
    }

    void add(double[] some, int first) {
      for (int k = 0; k < some.length; k++) {
        add(some[k], first + k);
      }
    }

    void accumulate(double[] y, double[][] weights) {
      Rows.accumulate(y, weights, rows, coefficients, count);
    }
  }

  @Override
  public void forwardError(double[][][] values, double[][][] errors, double u, Entries norm) {
    double c = norm.size(u) * norm.roundings(inner);
    for (double[] row : errors[out]) {
      Arrays.fill(row, 0);
    }
    double[][] left = of(values[in[0]], norm::of);
    double[][] right = of(values[in[1]], norm::of);
    addProduct(of(left, each -> c * each), right, errors[out]);
    addProduct(errors[in[0]], right, errors[out]);
    addProduct(left, errors[in[1]], errors[out]);
  }

  private static double[][] of(double[][] rows, DoubleUnaryOperator function) {
    double[][] result = new double[rows.length][];
    for (int q = 0; q < rows.length; q++) {
      result[q] = Arrays.stream(rows[q]).map(function).toArray();
    }
    return result;
  }

  @Override
  void backward(double[][][] values, Void pin, double[][][] bars, Entries norm) {
    double[][] a = values[in[0]];
    double[][] b = values[in[1]];
    boolean signed = norm == Entries.SIGNED;
    if (computed[0]) {
      handLeft(signed ? b : of(b, norm::of), bars[out], bars[in[0]]);
    }
    if (computed[1]) {
      handRight(signed ? a : of(a, norm::of), bars[out], bars[in[1]]);
    }
  }

  /** Adds bar · rightᵀ, left matrix by left matrix. */
  private void handLeft(double[][] right, double[][] bar, double[][] result) {
    double[][] columns = new double[right.length / Math.max(1, inner) * channels][inner];
    for (int r = 0; r < right.length; r++) {
      for (int c = 0; c < channels; c++) {
        columns[r / inner * channels + c][r % inner] = right[r][c];
      }
    }
    int[][] products = byMatrix(leftMatrix, result.length / Math.max(1, height));
    Parallel.ranges(
        result.length,
        work(),
        (from, to) -> {
          Picks picks = new Picks(channels);
          for (int r = from; r < to; r++) {
            for (int product : products[r / height]) {
              picks.clear();
              picks.add(bar[product * height + r % height], rightMatrix[product] * channels);
              picks.accumulate(result[r], columns);
            }
          }
        });
  }

  /** Adds leftᵀ · bar, right matrix by right matrix. */
  private void handRight(double[][] left, double[][] bar, double[][] result) {
    int[][] products = byMatrix(rightMatrix, result.length / Math.max(1, inner));
    Parallel.ranges(
        result.length,
        work(),
        (from, to) -> {
          Picks picks = new Picks(height);
          for (int r = from; r < to; r++) {
            for (int product : products[r / inner]) {
              picks.clear();
              for (int q = product * height; q < (product + 1) * height; q++) {
                picks.add(left[leftRow(q)][r % inner], q);
              }
              picks.accumulate(result[r], bar);
            }
          }
        });
  }

  /** For each of an operand's matrices, the products that it is in. */
  private static int[][] byMatrix(int[] matrixOf, int count) {
    int[][] products = new int[count][];
    int[] counts = new int[count];
    for (int matrix : matrixOf) {
      counts[matrix]++;
    }
    Arrays.setAll(products, matrix -> new int[counts[matrix]]);
    Arrays.fill(counts, 0);
    for (int product = 0; product < matrixOf.length; product++) {
      int matrix = matrixOf[product];
      products[matrix][counts[matrix]++] = product;
    }
    return products;
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
    double[][] bar = of(bars[out], norm::size);
    if (computed[0]) {
      handLeft(errors[in[1]], bar, barErrors[in[0]]);
    }
    if (computed[1]) {
      handRight(errors[in[0]], bar, barErrors[in[1]]);
    }
  }

  @Override
  public int[] held() {
    return in;
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
    if (left.isWhole() && (right.isWhole() || right.isNone())) {
      pushAll(a, b, left, right, y);
      return;
    }
    for (int q = 0; q < rows; q++) {
      int leftRow = leftRow(q);
      int first = rightMatrix[q / height] * inner;
      if (left.has(leftRow)) {
        pushLeft(left.rows[leftRow], left, b, first, right, y, q);
      }
      if (!right.isNone()) {
        pushRight(a[leftRow], first, right, y, q);
      }
    }
  }

  /** dA·(B + dB) of one row. A weight that changes is one element of it. */
  private void pushLeft(
      double[] da,
      Changes.Change left,
      double[][] b,
      int first,
      Changes.Change right,
      Changes.Change y,
      int q) {
    for (int k = left.from; k < left.to; k++) {
      double factor = da[k];
      if (factor == 0) {
        continue;
      }
      double[] result = y.accumulator(q);
      double[] row = b[first + k];
      for (int c = 0; c < channels; c++) {
        result[c] += factor * row[c];
      }
      if (right.has(first + k)) {
        add(factor, right, first + k, result);
      }
    }
  }

  /** A·dB of one row. */
  private void pushRight(double[] a, int first, Changes.Change right, Changes.Change y, int q) {
    for (int t = 0; t < right.count; t++) {
      int k = right.touched[t] - first;
      if (k >= 0 && k < inner) {
        add(a[k], right, first + k, y.accumulator(q));
      }
    }
  }

  private static void add(double factor, Changes.Change right, int row, double[] result) {
    for (int c = right.from; c < right.to; c++) {
      result[c] += factor * right.rows[row][c];
    }
  }

  /** The same of changes that touch every row. */
  private void pushAll(
      double[][] a, double[][] b, Changes.Change left, Changes.Change right, Changes.Change y) {
    double[][] there = b;
    if (!right.isNone()) {
      there = new double[b.length][channels];
      for (int r = 0; r < b.length; r++) {
        for (int c = 0; c < channels; c++) {
          there[r][c] = b[r][c] + right.rows[r][c];
        }
      }
    }
    Picks picks = new Picks(inner);
    for (int q = 0; q < rows; q++) {
      int first = rightMatrix[q / height] * inner;
      double[] result = y.accumulator(q);
      picks.clear();
      picks.add(left.rows[leftRow(q)], first);
      picks.accumulate(result, there);
      if (!right.isNone()) {
        picks.clear();
        picks.add(a[leftRow(q)], first);
        picks.accumulate(result, right.rows);
      }
    }
  }
}
