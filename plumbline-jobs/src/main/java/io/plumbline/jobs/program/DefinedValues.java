package io.plumbline.jobs.program;

import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.program.ProgramEnded;
import io.plumbline.program.ProgramException;
import java.util.Arrays;

/** A program's values, not a number where it refuses a point, as beside a domain. */
final class DefinedValues implements ScalarFunction {
  private final ScalarFunction function;

  DefinedValues(ScalarFunction function) {
    this.function = function;
  }

  @Override
  public Shape shape() {
    return function.shape();
  }

  @Override
  public Precision precision() {
    return function.precision();
  }

  @Override
  public double evaluate(double[] x) {
    try {
      return function.evaluate(x);
    } catch (ProgramException e) {
      rethrowIfEnded(e);
      return Double.NaN;
    }
  }

  @Override
  public void evaluate(double[] points, int count, double[] values) {
    try {
      function.evaluate(points, count, values);
    } catch (ProgramException e) {
      rethrowIfEnded(e);
      int size = shape().size();
      // One by one it shows which of the points it was.
      for (int k = 0; k < count; k++) {
        values[k] = evaluate(Arrays.copyOfRange(points, k * size, (k + 1) * size));
      }
    }
  }

  private static void rethrowIfEnded(ProgramException e) {
    if (e instanceof ProgramEnded) {
      throw e;
    }
  }
}
