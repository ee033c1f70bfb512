package io.plumbline.core.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.core.function.VectorFunction;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What is differentiated, whatever form the user gave it in: outputs of one flat point. */
interface Differentiated {
  /**
   * The outputs at one point.
   *
   * @param x a point of the caller's own
   * @param at names and shapes of its values
   */
  double[] outputs(double[] x, Inputs at);

  /** The outputs of several points one after another, where the function takes them as one call. */
  default Optional<double[]> batch(double[] points, int count) {
    return Optional.empty();
  }

  /** The shape of the argument, where the function says it. */
  default Optional<Shape> shape() {
    return Optional.empty();
  }

  /** The arithmetic, unless the user says another. */
  default Precision precision() {
    return Precision.FLOAT64;
  }

  static Differentiated of(ScalarFunction function) {
    return new Differentiated() {
      @Override
      public double[] outputs(double[] x, Inputs at) {
        return new double[] {function.evaluate(x)};
      }

      @Override
      public Optional<double[]> batch(double[] points, int count) {
        double[] values = new double[count];
        function.evaluate(points, count, values);
        return Optional.of(values);
      }

      @Override
      public Optional<Shape> shape() {
        return Optional.of(function.shape());
      }

      @Override
      public Precision precision() {
        return function.precision();
      }
    };
  }

  static Differentiated of(VectorFunction function) {
    return new Differentiated() {
      @Override
      public double[] outputs(double[] x, Inputs at) {
        return function.evaluate(x);
      }

      @Override
      public Optional<double[]> batch(double[] points, int count) {
        double[] values = new double[Math.multiplyExact(count, function.outputs().size())];
        function.evaluate(points, count, values);
        return Optional.of(values);
      }

      @Override
      public Optional<Shape> shape() {
        return Optional.of(function.shape());
      }

      @Override
      public Precision precision() {
        return function.precision();
      }
    };
  }

  static Differentiated ofFloats(UnaryOperator<float[]> function) {
    return new Differentiated() {
      @Override
      public double[] outputs(double[] x, Inputs at) {
        return Floats.widened(function.apply(Floats.narrowed(x)));
      }

      @Override
      public Precision precision() {
        return Precision.FLOAT32;
      }
    };
  }

  /** The point with the names that the function knows. */
  default Inputs named(Inputs at) {
    Optional<Shape> own = shape();
    if (own.isEmpty()) {
      return at;
    }
    if (own.get().size() != at.size()) {
      throw new InvalidInputException(
          "x (" + at.size() + " elements) must have those of the function's shape " + own.get());
    }
    return at.names().size() == 1 ? Inputs.of(at.names().get(0), own.get(), at.flat()) : at;
  }
}
