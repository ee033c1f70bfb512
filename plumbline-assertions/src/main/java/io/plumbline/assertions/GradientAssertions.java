package io.plumbline.assertions;

import io.plumbline.core.check.CheckResult;
import io.plumbline.core.check.FunctionCheck;
import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.function.ScalarFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * Where assertions about gradients begin.
 *
 * <pre>{@code
 * assertThatGradient(x -> x[0] * x[1], x -> new double[] {x[1], x[0]}).at(2, 3).isCorrect();
 * }</pre>
 */
public final class GradientAssertions {
  private GradientAssertions() {}

  /**
   * Begins an assertion about the gradient of a function of one array.
   *
   * @param function its value at a point, flat in row-major order
   * @param gradient what is claimed of it there
   * @return an assertion that lacks a point
   */
  public static GradientAssert assertThatGradient(
      ToDoubleFunction<double[]> function, UnaryOperator<double[]> gradient) {
    return assertThatCheck(GradientCheck.of(function).gradient(gradient));
  }

  /**
   * Begins an assertion about the gradient of a function with a shape and an arithmetic.
   *
   * @param function any
   * @param gradient what is claimed of it at a point
   * @return an assertion that lacks a point
   */
  public static GradientAssert assertThatGradient(
      ScalarFunction function, UnaryOperator<double[]> gradient) {
    return assertThatCheck(GradientCheck.of(function).gradient(gradient));
  }

  /**
   * Begins an assertion about the Jacobian of a function whose value is an array.
   *
   * @param function its value at a point, both flat in row-major order
   * @param jacobian what is claimed of it there: a row for each output
   * @return an assertion that lacks a point
   */
  public static GradientAssert assertThatJacobian(
      UnaryOperator<double[]> function, Function<double[], double[][]> jacobian) {
    return assertThatCheck(GradientCheck.ofVector(function).jacobian(jacobian));
  }

  /**
   * Begins an assertion about anything that can be checked.
   *
   * @param check with all its settings, its point included or not
   * @return an assertion about it
   */
  public static GradientAssert assertThatCheck(FunctionCheck<?> check) {
    return new GradientAssert(check);
  }

  /** The one line of a result that says whether entries are nearer than something. */
  static String errorLine(CheckResult result, double most) {
    return "Each entry must be within " + most + " of the derivative's norm.\n" + result;
  }
}
