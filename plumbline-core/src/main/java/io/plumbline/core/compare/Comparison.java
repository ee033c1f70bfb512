package io.plumbline.core.compare;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;

/**
 * A numeric gradient held against an analytic one, of exactly the same shape.
 *
 * <p>Nothing broadcasts: (28, 28) against (28, 28, 1) would silently become 28 x 28 x 28
 * differences, the classic way to a huge error between two right arrays.
 */
public final class Comparison {
  private final Shape shape;
  private final double[] analytic;
  private final double[] numeric;

  private Comparison(Shape shape, double[] analytic, double[] numeric) {
    this.shape = shape;
    this.analytic = analytic;
    this.numeric = numeric;
  }

  /**
   * Compares two arrays, each flat in row-major order.
   *
   * @throws InvalidInputException if the shapes differ in any axis, or an array has not as many
   *     elements as its shape
   */
  public static Comparison of(
      Shape analyticShape, double[] analytic, Shape numericShape, double[] numeric) {
    analyticShape.requireLength("analytic", analytic);
    numericShape.requireLength("numeric", numeric);
    if (!analyticShape.equals(numericShape)) {
      String hint =
          analyticShape.equalsButForUnitAxes(numericShape)
              ? ": they differ by an axis of size one, and nothing is broadcast"
              : "";
      throw new InvalidInputException(
          "numeric shape " + numericShape + " must be the analytic shape " + analyticShape + hint);
    }
    return new Comparison(analyticShape, analytic.clone(), numeric.clone());
  }

  /** Compares two arrays of one shape. */
  public static Comparison of(Shape shape, double[] analytic, double[] numeric) {
    return of(shape, analytic, shape, numeric);
  }

  /** The common shape. */
  public Shape shape() {
    return shape;
  }

  /** The error of every element, flat in row-major order. */
  public double[] errors(ErrorFormula formula) {
    double[] errors = new double[analytic.length];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = formula.of(analytic[i], numeric[i]);
    }
    return errors;
  }

  /** The statistics of the errors. */
  public Statistics statistics(ErrorFormula formula) {
    return Statistics.of(errors(formula));
  }

  /** The index along each axis of the largest error. */
  public int[] locationOfMax(ErrorFormula formula) {
    return shape.coordinates(statistics(formula).maxPosition());
  }

  /**
   * The error of the arrays as vectors, |d - g| / max(|d|, |g|) in the Euclidean norm: 0 if both
   * are zero, NaN if an element is NaN or infinite. Unlike the statistics of relative errors it
   * gives small entries small weight.
   */
  public double normwiseError() {
    double scale = 0;
    for (int i = 0; i < analytic.length; i++) {
      scale = Math.max(scale, Math.max(Math.abs(analytic[i]), Math.abs(numeric[i])));
    }
    if (scale == 0) {
      return 0;
    }
    if (!(scale < Double.POSITIVE_INFINITY)) {
      return Double.NaN;
    }
    double difference = 0;
    double d = 0;
    double g = 0;
    for (int i = 0; i < analytic.length; i++) {
      double a = analytic[i] / scale;
      double n = numeric[i] / scale;
      difference += (a - n) * (a - n);
      d += a * a;
      g += n * n;
    }
    return Math.sqrt(difference) / Math.sqrt(Math.max(d, g));
  }

  /** Whether every error is a number and at most the tolerance: NaN is never within. */
  public boolean within(ErrorFormula formula, double tolerance) {
    for (double error : errors(formula)) {
      if (!(error <= tolerance)) {
        return false;
      }
    }
    return true;
  }
}
