package io.plumbline.testing.functions;

import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.testing.oracle.Dd;
import java.util.function.UnaryOperator;

/**
 * A function, a point, and the exact derivative there by one coordinate.
 *
 * @param text what it is, for a failure's message
 * @param function as a user would hand it in
 * @param x the point
 * @param coordinate by which to differentiate
 * @param below the smallest one-sided derivative; null where there is no derivative of any sort
 * @param above the largest one-sided derivative
 */
public record KnownDerivative(
    String text, ScalarFunction function, double[] x, int coordinate, Dd below, Dd above) {

  /** Of a formula in float64. */
  static KnownDerivative of(String text, Formula formula, double... x) {
    return of(text, formula, Precision.FLOAT64, Precision.FLOAT64, x);
  }

  /** Of a formula that is computed in one arithmetic and declared to be in another. */
  static KnownDerivative of(
      String text, Formula formula, Precision computed, Precision declared, double... x) {
    double[] point = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      point[i] = computed.round(x[i]);
    }
    return new KnownDerivative(
        text,
        ScalarFunction.of(
            Shape.of(x.length), declared, p -> Rounded.evaluate(formula, p, computed)),
        point,
        0,
        Jet.derivative(formula, point, 0, false),
        Jet.derivative(formula, point, 0, true));
  }

  /** With every value passed through something: rounding, noise, a memory. */
  KnownDerivative through(UnaryOperator<ScalarFunction> spoiled) {
    return new KnownDerivative(text, spoiled.apply(function), x, coordinate, below, above);
  }

  /** Where no derivative exists. */
  KnownDerivative withoutDerivative() {
    return new KnownDerivative(text, function, x, coordinate, null, null);
  }

  /** Whether an interval claimed for the derivative leaves out a slope that is there. */
  public boolean violatedBy(double value, double bound) {
    return below == null || !within(value, bound, below) || !within(value, bound, above);
  }

  private static boolean within(double value, double bound, Dd slope) {
    return Dd.of(value).minus(slope).abs().value() <= bound;
  }

  /** The derivative in float64, the smaller one at a kink; NaN where there is none. */
  public double derivative() {
    return below == null ? Double.NaN : below.value();
  }
}
