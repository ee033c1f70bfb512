package io.plumbline.evaluate.rounding;

import io.plumbline.evaluate.compile.Forward;
import io.plumbline.evaluate.kernel.Deviations;
import io.plumbline.evaluate.kernel.Entries;
import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.kernel.Rows;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.result.Arithmetic;
import org.jspecify.annotations.Nullable;

/**
 * How large the rounding of each operation's own result is at a point, forward and back: what
 * operands bring along is left out. A deviation, or a bound for any order of summation.
 *
 * <p>With r the result and n the products it is the sum of, a sum's deviation is
 *
 * <pre>u sqrt(1 + n/16) (|r| + sqrt(sum (w x)²))</pre>
 *
 * which holds for blocked sums and for those in sequence, and any other result's is u |r|; where
 * sums are kept in a longer format than results, results round once more, and the weights w did. A
 * sum's bound is u (n + 2) sum |w x| (Higham 2002, Accuracy and Stability of Numerical Algorithms,
 * section 3.1).
 */
public final class LocalRounding {
  /** How many products in sequence make a sum's deviation sqrt 2 times as large. */
  private static final double SEQUENCE = 16;

  /**
   * By kernel: of its result, also where that does not depend on the input, as a sample's
   * activations do not on a weight behind them: they are part of the derivative.
   */
  public final Deviations[] forward;

  /** By kernel and operand: of what its reverse adds there; null where nothing needs it. */
  public final @Nullable Deviations[] @Nullable [] backward;

  /** By score, of the loss's derivative. */
  public final double[] loss;

  private final Evaluated point;
  private final Pinned<?>[] pins;
  private final Entries norm;
  private final Arithmetic arithmetic;
  private final double[][][] none;
  private final boolean[] depends;

  private LocalRounding(Evaluated point, Pinned<?>[] pins, Entries norm, Arithmetic arithmetic) {
    this.point = point;
    this.pins = pins;
    this.norm = norm;
    this.arithmetic = arithmetic;
    none = point.program.zeros();
    depends = point.program.dependent();
    forward = new Deviations[pins.length];
    backward = new Deviations[pins.length][];
    Forward pass = point.program.passes(!point.program.isLarge());
    Rows.fill(pass.values[point.program.input], point.x());
    for (int k = 0; k < pins.length; k++) {
      point.watch.check();
      Kernel<?> kernel = point.program.kernels.get(k);
      pass.begin(kernel);
      kernel.forward(pass.values);
      forward[k] = Deviations.of(forward(kernel, pass.values));
      pass.end(k);
    }
    // The reverse pass besides: of a large network all its derivatives together take much room.
    double[][][] bars = new double[point.program.valueCount()][][];
    bars[point.program.output] = point.program.room(point.program.output);
    Rows.fill(bars[point.program.output], point.lossGradient());
    for (int k = pins.length - 1; k >= 0; k--) {
      point.watch.check();
      Kernel<?> kernel = point.program.kernels.get(k);
      if (depends[kernel.out]) {
        backward[k] = backward(k, kernel, bars);
        bars[kernel.out] = null;
      }
    }
    loss = new double[point.scores.length];
    double u = arithmetic.results() > 0 ? arithmetic.results() : Arithmetic.SUMS;
    point.objective.gradientError(point.scores, loss.clone(), u, loss);
    if (norm == Entries.ABSOLUTE) {
      // The softmax's sum, in any order, of as many terms.
      for (int score = 0; score < loss.length; score++) {
        loss[score] *= 2 + loss.length;
      }
    }
  }

  /** Deviations in some arithmetic. */
  public static LocalRounding likely(Evaluated point, Pinned<?>[] pins, Arithmetic arithmetic) {
    return new LocalRounding(point, pins, Entries.LOCAL, arithmetic);
  }

  /** Bounds in float32, whatever the order of summation. */
  public static LocalRounding certain(Evaluated point, Pinned<?>[] pins) {
    return new LocalRounding(point, pins, Entries.ABSOLUTE, Arithmetic.FLOAT32);
  }

  private double[][] forward(Kernel<?> kernel, double[][][] values) {
    double u = norm == Entries.LOCAL ? 1 : Arithmetic.SUMS;
    double[][] zeros = none[kernel.out];
    double[][] sizes = new double[kernel.rows][kernel.channels];
    none[kernel.out] = sizes;
    kernel.forwardError(values, none, u, norm);
    none[kernel.out] = zeros;
    if (norm == Entries.LOCAL) {
      double terms = kernel.forwardSums();
      double[][] result = values[kernel.out];
      for (int q = 0; q < sizes.length; q++) {
        for (int c = 0; c < sizes[q].length; c++) {
          sizes[q][c] = deviation(kernel, terms, result[q][c], sizes[q][c]);
        }
      }
    }
    return sizes;
  }

  /**
   * A result's deviation.
   *
   * @param terms how many products it is the sum of; 0 where nothing rounds
   * @param result itself
   * @param squares the sum of their squares
   */
  private double deviation(Kernel<?> kernel, double terms, double result, double squares) {
    if (terms == 0 || squares == 0) {
      return 0;
    }
    double root = Math.sqrt(squares);
    double sums = terms > 1 ? Math.sqrt(1 + terms / SEQUENCE) * (Math.abs(result) + root) : root;
    double variance = square(Arithmetic.SUMS * sums) + square(arithmetic.results() * result);
    if (kernel.multiplies()) {
      variance += square(arithmetic.products()) * (result * result + 2 * squares);
      // Weights are stored as coarsely as results.
      variance += square(arithmetic.results()) * squares;
    }
    return Math.sqrt(variance + square(arithmetic.quantum()));
  }

  private static double square(double value) {
    return value * value;
  }

  /**
   * The deviations of what one kernel's reverse adds, which it adds to the derivatives.
   *
   * @param bars the derivatives by what was read already, and by this kernel's result
   */
  private @Nullable Deviations[] backward(int k, Kernel<?> kernel, double[][][] bars) {
    double[][] bar = bars[kernel.out];
    if (bar == null) {
      bar = point.program.room(kernel.out);
    }
    double[][][] added = shell(kernel, bar);
    double[][][] squares = shell(kernel, sizes(bar));
    double[][][] slopes = shell(kernel, bar);
    pins[k].backward(point.values, squares, norm);
    double u = norm == Entries.LOCAL ? 1 : Arithmetic.SUMS;
    kernel.slopeError(point.values, none, slopes, slopes, u, norm);
    pins[k].backward(point.values, added, Entries.SIGNED);
    Deviations[] all = new Deviations[kernel.in.length];
    for (int operand = 0; operand < all.length; operand++) {
      int id = kernel.in[operand];
      // What reads a value twice adds to it once.
      if (depends[id] && squares[id] != null) {
        combine(kernel, added[id], squares[id], slopes[id]);
        all[operand] = Deviations.of(squares[id]);
        squares[id] = null;
        bars[id] = plus(bars[id], added[id]);
      }
    }
    return all;
  }

  private static double[][] plus(double @Nullable [][] sum, double[][] rows) {
    if (sum == null) {
      return rows;
    }
    for (int q = 0; q < rows.length; q++) {
      for (int c = 0; c < rows[q].length; c++) {
        sum[q][c] += rows[q][c];
      }
    }
    return sum;
  }

  /** Turns sums of squares, or of sizes, into deviations, or bounds. */
  private void combine(Kernel<?> kernel, double[][] added, double[][] squares, double[][] slopes) {
    double terms = kernel.backwardSums();
    double bound = terms == 0 ? 0 : Arithmetic.SUMS * (kernel.backwardTerms() + 2);
    for (int q = 0; q < squares.length; q++) {
      for (int c = 0; c < squares[q].length; c++) {
        squares[q][c] =
            norm == Entries.LOCAL
                ? Math.hypot(
                    deviation(kernel, terms, added[q][c], squares[q][c]),
                    unit() * Math.sqrt(slopes[q][c]))
                : bound * squares[q][c] + slopes[q][c];
      }
    }
  }

  /** The unit roundoff of a result that is not a product of matrices. */
  public double unit() {
    return arithmetic.results() > 0 ? arithmetic.results() : Arithmetic.SUMS;
  }

  private double[][] sizes(double[][] rows) {
    double[][] sizes = new double[rows.length][];
    for (int q = 0; q < rows.length; q++) {
      sizes[q] = rows[q].clone();
      for (int c = 0; c < sizes[q].length; c++) {
        sizes[q][c] = norm.size(sizes[q][c]);
      }
    }
    return sizes;
  }

  /** Room for what one kernel's reverse adds, given the derivatives by its result. */
  private double[][][] shell(Kernel<?> kernel, double[][] bar) {
    double[][][] shell = new double[point.program.valueCount()][][];
    for (int id : kernel.in) {
      shell[id] = new double[point.program.rows(id)][point.program.channels(id)];
    }
    shell[kernel.out] = bar;
    return shell;
  }
}
