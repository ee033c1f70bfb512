package io.plumbline.testing.functions;

import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;

/**
 * A function as people write it, a point, and its exact gradient there.
 *
 * @param name what it is
 * @param formula in any arithmetic
 * @param x the point
 * @param smooth how far from x the function is smooth; 0 on a kink
 */
public record FunctionExample(String name, Formula formula, double[] x, double smooth) {
  /** An entry is undecidable where 1 % of it is less than so many errors of two values. */
  private static final double ERRORS = 16;

  /** Entries are looked at over steps of their own size, or this where that is less. */
  private static final double STEP = 0.25;

  private static final double[] NEARBY = {0, 0.03, -0.05, 0.11, -0.17, 0.23};

  /** The point in an arithmetic. */
  public double[] point(Precision precision) {
    return precision.rounded(x);
  }

  /** The gradient at the point in an arithmetic, to thirty digits, rounded once. */
  public double[] gradient(Precision precision) {
    return gradient(point(precision));
  }

  /** The gradient at any point, to thirty digits, rounded once. */
  double[] gradient(double[] point) {
    double[] gradient = new double[point.length];
    for (int k = 0; k < gradient.length; k++) {
      gradient[k] = Jet.derivative(formula, point, k, true).value();
    }
    return gradient;
  }

  /** As a user would hand it in. */
  public ScalarFunction function(Precision computed, Precision declared) {
    return ScalarFunction.of(
        Shape.of(x.length), declared, p -> Rounded.evaluate(formula, p, computed));
  }

  /**
   * Whether no check by values can decide a gradient in an arithmetic, by what is known exactly: at
   * some entry 1 % of the derivative, or of what stands for it where it is zero, changes the values
   * over a step by less than the errors that the arithmetic makes of them.
   */
  public boolean isUndecidable(Precision precision) {
    double[] gradient = gradient(precision);
    double largest = 0;
    for (double each : gradient) {
      largest = Math.max(largest, Math.abs(each));
    }
    for (int k = 0; k < gradient.length; k++) {
      double step = Math.min(smooth, Math.max(Math.abs(x[k]), STEP));
      double size = gradient[k] == 0 ? STEP * largest / 100 : Math.abs(gradient[k]);
      if (largest > 0 && size * step / 100 <= ERRORS * error(precision, k, step)) {
        return true;
      }
    }
    return false;
  }

  /** The largest error of a value near x along an entry: the arithmetic's against extended. */
  private double error(Precision precision, int k, double step) {
    double error = 0;
    for (double part : NEARBY) {
      double[] point = point(precision);
      point[k] = precision.round(point[k] + part * step);
      Jet exact = Jet.at(formula, point);
      double value = Rounded.evaluate(formula, point, precision);
      error = Math.max(error, Math.abs(exact.number().negate().plus(value).value()));
    }
    return error;
  }
}
