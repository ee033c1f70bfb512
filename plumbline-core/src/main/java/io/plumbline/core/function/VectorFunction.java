package io.plumbline.core.function;

import io.plumbline.core.InvalidInputException;
import java.util.Arrays;

/**
 * A function of an array whose value is an array, such as a layer. As with {@link ScalarFunction},
 * an implementation does not modify the points it is given, and gives the same value for a point
 * whatever else is in the batch.
 */
public interface VectorFunction {
  /** The shape of the argument. */
  Shape shape();

  /** The shape of the value. */
  Shape outputs();

  /** The arithmetic of the evaluation. Float64 unless overridden. */
  default Precision precision() {
    return Precision.FLOAT64;
  }

  /**
   * The value at one point.
   *
   * @param x the point, flat in row-major order, as many elements as the shape has
   * @return the value, flat in row-major order
   */
  double[] evaluate(double[] x);

  /**
   * The values at several points. An engine overrides this loop.
   *
   * @param points {@code count} points one after another, each flat in row-major order
   * @param count how many points to evaluate
   * @param values receives the value of each point, one after another
   * @throws InvalidInputException if a value has not as many elements as {@link #outputs}
   */
  default void evaluate(double[] points, int count, double[] values) {
    int size = shape().size();
    int each = outputs().size();
    for (int i = 0; i < count; i++) {
      double[] value = evaluate(Arrays.copyOfRange(points, i * size, (i + 1) * size));
      outputs().requireLength("value", value);
      System.arraycopy(value, 0, values, i * each, each);
    }
  }
}
