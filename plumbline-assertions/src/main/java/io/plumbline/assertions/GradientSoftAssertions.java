package io.plumbline.assertions;

import io.plumbline.core.check.FunctionCheck;
import io.plumbline.core.check.GradientCheck;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.assertj.core.api.SoftAssertions;

/** AssertJ's soft assertions, and those about gradients beside them: all failures are said. */
public class GradientSoftAssertions extends SoftAssertions {
  /** No failures yet. */
  public GradientSoftAssertions() {}

  /**
   * Begins an assertion about the gradient of a function of one array.
   *
   * @param function its value at a point, flat in row-major order
   * @param gradient what is claimed of it there
   * @return an assertion that lacks a point
   */
  public GradientAssert assertThatGradient(
      ToDoubleFunction<double[]> function, UnaryOperator<double[]> gradient) {
    return assertThatCheck(GradientCheck.of(function).gradient(gradient));
  }

  /**
   * Begins an assertion about anything that can be checked.
   *
   * @param check with all its settings, its point included or not
   * @return an assertion about it
   */
  public GradientAssert assertThatCheck(FunctionCheck<?> check) {
    return proxy(GradientAssert.class, FunctionCheck.class, check);
  }
}
