package io.plumbline.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.core.step.Stencil;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tens of thousands of random functions, their derivatives known to forty digits. */
class BoundsHoldTest {
  private static final int CASES = 200;

  static Stream<Arguments> all() {
    List<Arguments> all = new ArrayList<>();
    for (Precision precision : List.of(Precision.FLOAT64, Precision.FLOAT32)) {
      all.add(Arguments.of(precision, null));
      for (Stencil stencil : Stencil.values()) {
        all.add(Arguments.of(precision, stencil));
      }
    }
    return all.stream();
  }

  /**
   * By the ladder alone, and for quotients over a step that a user would try in that arithmetic.
   */
  @ParameterizedTest
  @MethodSource("all")
  void noErrorExceedsItsBound(Precision precision, Stencil stencil) {
    long seed = stencil == null ? 31 : 32 + stencil.ordinal();
    Random random = new Random(seed);
    int bounded = 0;
    for (int i = 0; i < CASES; i++) {
      RandomFunction drawn = RandomFunction.draw(random, precision);
      double[] x = {drawn.x()};
      double u = random.nextDouble();
      double step =
          precision == Precision.FLOAT64 ? 1e-7 * Math.pow(1e7, u) : 1e-4 * Math.pow(1e4, u);
      DifferenceOptions options = DifferenceOptions.defaults();
      if (stencil != null) {
        options = options.withQuotient(stencil, step);
      }
      Estimate estimate = FiniteDifferences.gradient(drawn.function(), x, options).get(0);
      assertThat(Double.doubleToRawLongBits(x[0])).isEqualTo(Double.doubleToRawLongBits(drawn.x()));
      if (estimate.isBounded()) {
        bounded++;
        double error = error(drawn, estimate);
        assertThat(error <= estimate.bound())
            .as("seed %d, case %d: error %s of %s, %s", seed, i, error, drawn, estimate)
            .isTrue();
      }
    }
    // Constants, whose noise nothing shows, are one function in twenty-eight.
    assertThat(100.0 * bounded / CASES).isGreaterThan(90);
  }

  @Test
  void aKinkAtXIsNamed() {
    ScalarFunction relu = ScalarFunction.of(Shape.of(1), p -> 1 + p[0] + Math.max(0, p[0] - 0.5));
    Estimate estimate = estimate(relu, 0.5);
    assertThat(estimate.value()).isCloseTo(1.5, within(1e-9));
    assertThat(estimate.boundedness()).isEqualTo(Boundedness.KINK_SUSPECTED);
    assertThat(estimate.bound()).isInfinite();
  }

  @Test
  void aKinkBesideXDoesNotHarm() {
    ScalarFunction relu =
        ScalarFunction.of(Shape.of(1), p -> 1 + p[0] + Math.max(0, p[0] - 0.5003));
    Estimate estimate = estimate(relu, 0.5);
    assertThat(estimate.value()).isCloseTo(1, within(1e-9));
    assertThat(estimate.bound()).isLessThan(1e-8);
  }

  @Test
  void aJumpAtXHasNoBound() {
    ScalarFunction stairs = ScalarFunction.of(Shape.of(1), p -> p[0] + Math.floor(2 * p[0]));
    assertThat(estimate(stairs, 0.5).boundedness()).isEqualTo(Boundedness.NOT_CONVERGING);
  }

  @Test
  void whereTheFunctionHasNoValueIsNamed() {
    ScalarFunction log = ScalarFunction.of(Shape.of(1), p -> Math.sqrt(p[0]));
    Estimate estimate = estimate(log, 0);
    assertThat(estimate.boundedness()).isEqualTo(Boundedness.NOT_FINITE);
    assertThat(estimate.value()).isNaN();
    assertThat(estimate.bound()).isInfinite();
  }

  @Test
  void aSaturatedFunctionHasNoBound() {
    ScalarFunction saturated =
        ScalarFunction.of(Shape.of(1), Precision.FLOAT32, p -> (float) (1 + 1e-12 * p[0]));
    assertThat(estimate(saturated, 0.5).boundedness()).isEqualTo(Boundedness.NOISE_UNKNOWN);
  }

  @Test
  void derivativesThatDoNotAddUpAreNamed() {
    // Directional derivatives exist along every line through 0, and no gradient.
    ScalarFunction ruled =
        ScalarFunction.of(
            Shape.of(2), p -> p[0] == 0 ? 1 : 1 + p[0] * p[0] * p[1] / (p[0] * p[0] + p[1] * p[1]));
    GradientEstimate gradient =
        FiniteDifferences.gradient(ruled, new double[2], DifferenceOptions.defaults());
    assertThat(gradient.get(0).boundedness()).isEqualTo(Boundedness.INCONSISTENT);
  }

  private static Estimate estimate(ScalarFunction function, double x) {
    return FiniteDifferences.gradient(function, new double[] {x}, DifferenceOptions.defaults())
        .get(0);
  }

  private static double error(RandomFunction drawn, Estimate estimate) {
    return Exact.of(estimate.value())
        .subtract(drawn.derivative().apply(Exact.of(drawn.x())))
        .abs()
        .doubleValue();
  }
}
