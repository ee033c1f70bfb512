package io.plumbline.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.core.noise.NoiseSource;
import io.plumbline.core.step.Stencil;
import io.plumbline.core.step.StepRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tens of thousands of random functions, their derivatives known to forty digits. */
class BoundsHoldTest {
  private static final int CASES = 500;

  /** How the step is found; a fixed one is drawn from what a user would try in that arithmetic. */
  enum Way {
    OPTIMAL,
    ADAPTIVE,
    FIXED,
    RICHARDSON;

    DifferenceOptions options(Stencil stencil, Precision precision, Random random) {
      DifferenceOptions options = DifferenceOptions.defaults().withStencil(stencil);
      double u = random.nextDouble();
      double fixed =
          precision == Precision.FLOAT64 ? 1e-7 * Math.pow(1e4, u) : 1e-4 * Math.pow(100, u);
      return switch (this) {
        case OPTIMAL -> options.withSteps(StepRule.optimal());
        case ADAPTIVE -> options.withSteps(StepRule.adaptive());
        case FIXED -> options.withStep(fixed);
        case RICHARDSON -> options.withRichardson(6);
      };
    }
  }

  static Stream<Arguments> all() {
    List<Arguments> all = new ArrayList<>();
    for (Precision precision : List.of(Precision.FLOAT64, Precision.FLOAT32)) {
      for (Stencil stencil : Stencil.values()) {
        for (Way way : Way.values()) {
          all.add(Arguments.of(precision, stencil, way));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("all")
  void noErrorExceedsItsBound(Precision precision, Stencil stencil, Way way) {
    long seed = 31L * stencil.ordinal() + way.ordinal();
    Random random = new Random(seed);
    int bounded = 0;
    for (int i = 0; i < CASES; i++) {
      RandomFunction drawn = RandomFunction.draw(random, precision);
      double[] x = {drawn.x()};
      DifferenceOptions options = way.options(stencil, precision, random);
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
    int least = precision == Precision.FLOAT32 && stencil == Stencil.CENTRAL_6 ? 60 : 85;
    assertThat(100.0 * bounded / CASES).isGreaterThan(least);
  }

  @ParameterizedTest
  @EnumSource(
      value = Stencil.class,
      names = {"CENTRAL_2", "CENTRAL_4", "CENTRAL_6"})
  void ofAPiecewiseLinearFunctionNoKinkGoesUnseen(Stencil stencil) {
    Random random = new Random(9);
    int bounded = 0;
    for (int i = 0; i < 4000; i++) {
      double x = 2 * random.nextDouble() - 1;
      double h = 1e-6 * Math.pow(1e4, random.nextDouble());
      double jump = random.nextGaussian() * Math.pow(1e-8, random.nextDouble());
      double slope = random.nextGaussian();
      double kink = random.nextInt(5) == 0 ? x : x + 10 * (random.nextDouble() - 0.5) * h;
      ScalarFunction function =
          ScalarFunction.of(Shape.of(1), p -> slope * p[0] + jump * Math.max(0, p[0] - kink));
      DifferenceOptions options =
          DifferenceOptions.defaults()
              .withStencil(stencil)
              .withStep(h)
              .withNoise(NoiseSource.roundoff(8));
      Estimate estimate = FiniteDifferences.gradient(function, new double[] {x}, options).get(0);
      if (estimate.isBounded()) {
        bounded++;
        double left = slope + (x > kink ? jump : 0);
        double right = slope + (x >= kink ? jump : 0);
        double error =
            Math.max(Math.abs(estimate.value() - left), Math.abs(estimate.value() - right));
        assertThat(error <= estimate.bound()).as("case %d: %s", i, estimate).isTrue();
      }
    }
    assertThat(bounded).isGreaterThan(40);
  }

  @Test
  void aKinkAtXIsNamed() {
    ScalarFunction relu = ScalarFunction.of(Shape.of(1), p -> 1 + p[0] + Math.max(0, p[0] - 0.5));
    Estimate estimate =
        FiniteDifferences.gradient(
                relu, new double[] {0.5}, DifferenceOptions.defaults().withStep(1e-3))
            .get(0);
    assertThat(estimate.value()).isCloseTo(1.5, within(1e-12));
    assertThat(estimate.boundedness()).isEqualTo(Boundedness.KINK_SUSPECTED);
    assertThat(estimate.bound()).isInfinite();
  }

  @Test
  void aKinkBesideXIsSeenAsNoConvergence() {
    ScalarFunction relu =
        ScalarFunction.of(Shape.of(1), p -> 1 + p[0] + Math.max(0, p[0] - 0.5003));
    Estimate estimate =
        FiniteDifferences.gradient(
                relu, new double[] {0.5}, DifferenceOptions.defaults().withStep(1e-3))
            .get(0);
    assertThat(estimate.boundedness()).isEqualTo(Boundedness.NOT_CONVERGING);
  }

  @Test
  void anInfiniteValueIsNamed() {
    ScalarFunction log = ScalarFunction.of(Shape.of(1), p -> Math.log(p[0]));
    Estimate estimate =
        FiniteDifferences.gradient(
                log,
                new double[] {1e-3},
                DifferenceOptions.defaults().withStep(1e-2).withNoise(NoiseSource.known(1e-15)))
            .get(0);
    assertThat(estimate.boundedness()).isEqualTo(Boundedness.NOT_FINITE);
    assertThat(estimate.value()).isNaN();
    assertThat(estimate.bound()).isInfinite();
  }

  @Test
  void aSaturatedFunctionHasNoBound() {
    ScalarFunction saturated =
        ScalarFunction.of(Shape.of(1), Precision.FLOAT32, p -> (float) (1 + 1e-12 * p[0]));
    GradientEstimate gradient =
        FiniteDifferences.gradient(saturated, new double[] {0.5}, DifferenceOptions.defaults());
    assertThat(gradient.noise().isKnown()).isFalse();
    assertThat(gradient.noise().origin()).startsWith("the values do not change");
    assertThat(gradient.get(0).boundedness()).isEqualTo(Boundedness.NOISE_UNKNOWN);
  }

  @Test
  void richardsonGainsFiveDigitsOverTheCentralDifference() {
    ScalarFunction exp = ScalarFunction.of(Shape.of(1), p -> Math.exp(p[0]));
    DifferenceOptions coarse = DifferenceOptions.defaults().withStep(0x1p-6);
    double[] x = {1};
    Estimate plain = FiniteDifferences.gradient(exp, x, coarse).get(0);
    Estimate extrapolated = FiniteDifferences.gradient(exp, x, coarse.withRichardson(6)).get(0);
    assertThat(Math.abs(extrapolated.value() - Math.E)).isLessThan(1e-12);
    assertThat(extrapolated.bound()).isLessThan(1e-5 * plain.bound());
    assertThat(Math.abs(extrapolated.value() - Math.E)).isLessThanOrEqualTo(extrapolated.bound());
  }

  private static double error(RandomFunction drawn, Estimate estimate) {
    return Exact.of(estimate.value())
        .subtract(drawn.derivative().apply(Exact.of(drawn.x())))
        .abs()
        .doubleValue();
  }
}
