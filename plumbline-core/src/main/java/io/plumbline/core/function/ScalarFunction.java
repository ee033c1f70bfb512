package io.plumbline.core.function;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * A scalar function of an array, such as the loss of a network as a function of its input.
 *
 * <p>An implementation does not modify the points it is given, and gives the same value for a point
 * whatever else is in the batch. It has to be safe for use by several threads only if an estimate
 * asks for several.
 */
public interface ScalarFunction {
  /** The shape of the argument. */
  Shape shape();

  /**
   * The arithmetic of the evaluation. Points handed in are numbers of this format, and the value's
   * rounding error is taken to be of its order. Float64 unless overridden.
   */
  default Precision precision() {
    return Precision.FLOAT64;
  }

  /**
   * The value at one point.
   *
   * @param x the point, flat in row-major order, as many elements as the shape has
   */
  double evaluate(double[] x);

  /**
   * The values at several points. An engine overrides this loop.
   *
   * @param points {@code count} points one after another, each flat in row-major order; may be
   *     longer than that
   * @param count how many points to evaluate
   * @param values receives the value of each point in its first {@code count} elements
   */
  default void evaluate(double[] points, int count, double[] values) {
    int size = shape().size();
    for (int i = 0; i < count; i++) {
      // An array of its own for each: a function may know its last argument by identity.
      values[i] = evaluate(Arrays.copyOfRange(points, i * size, (i + 1) * size));
    }
  }

  /** A function that is evaluated in batches: one point is a batch of one. */
  interface OfBatches extends ScalarFunction {
    @Override
    default double evaluate(double[] x) {
      double[] value = new double[1];
      evaluate(x, 1, value);
      return value[0];
    }

    @Override
    void evaluate(double[] points, int count, double[] values);
  }

  /** A float64 function from a lambda. */
  static ScalarFunction of(Shape shape, ToDoubleFunction<double[]> function) {
    return of(shape, Precision.FLOAT64, function);
  }

  /** A function from a lambda that evaluates in the given arithmetic. */
  static ScalarFunction of(Shape shape, Precision precision, ToDoubleFunction<double[]> function) {
    return new ScalarFunction() {
      @Override
      public Shape shape() {
        return shape;
      }

      @Override
      public Precision precision() {
        return precision;
      }

      @Override
      public double evaluate(double[] x) {
        return function.applyAsDouble(x);
      }
    };
  }
}
