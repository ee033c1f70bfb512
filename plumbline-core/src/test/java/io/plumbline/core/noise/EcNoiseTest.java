package io.plumbline.core.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.core.noise.NoiseEstimate.Conclusion;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcNoiseTest {
  /**
   * Moré and Wild claim the right order of magnitude; nine values give it within a factor of four.
   */
  @ParameterizedTest
  @ValueSource(doubles = {1e-14, 1e-10, 1e-6, 1e-3})
  void knownNoiseOnASmoothFunctionIsFoundWithinAFactorOfFour(double sigma) {
    Random random = new Random(7);
    int found = 0;
    int close = 0;
    for (int trial = 0; trial < 1000; trial++) {
      double[] values = new double[9];
      for (int i = 0; i < values.length; i++) {
        double t = 0.3 + 1e-3 * i * Math.min(1, sigma * 1e5);
        values[i] = 2 + Math.sin(t) + sigma * random.nextGaussian();
      }
      NoiseEstimate estimate = EcNoise.of(values);
      if (estimate.isKnown()) {
        found++;
        close += estimate.sigma() > sigma / 4 && estimate.sigma() < sigma * 4 ? 1 : 0;
      }
    }
    assertThat(found).isGreaterThan(950);
    assertThat(close).isGreaterThan(found * 98 / 100);
  }

  @Test
  void itSaysWhyItCannotSay() {
    assertThat(EcNoise.of(new double[] {1, 1, 1, 1, 1, 1, 1.1}).conclusion())
        .isEqualTo(Conclusion.STEP_TOO_SMALL);
    assertThat(EcNoise.of(new double[] {1, 2, 3, 4, 5, 6, 7}).conclusion())
        .isEqualTo(Conclusion.STEP_TOO_LARGE);
    assertThat(EcNoise.of(new double[] {1, 1, 1, Double.NaN, 1, 1, 1}).conclusion())
        .isEqualTo(Conclusion.NOT_FINITE);
    double[] smooth = new double[9];
    for (int i = 0; i < smooth.length; i++) {
      smooth[i] = 100 + Math.exp(0.3 * i);
    }
    NoiseEstimate estimate = EcNoise.of(smooth);
    assertThat(estimate.conclusion()).isEqualTo(Conclusion.NO_LEVELS_AGREE);
    assertThat(estimate.isKnown()).isFalse();
    assertThat(estimate.sigma()).isNaN();
  }

  @Test
  void aPolynomialIsExact() {
    NoiseEstimate estimate = EcNoise.of(new double[] {100, 101, 102, 103, 104, 105, 106});
    assertThat(estimate).isEqualTo(new NoiseEstimate(Conclusion.EXACT, 0));
  }

  @Test
  void fewerThanSevenValuesAreAnError() {
    assertThatThrownBy(() -> EcNoise.of(new double[6]))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("number of values (6) must be at least 7");
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32", "FLOAT16", "BFLOAT16"})
  void measuredNoiseBoundsThatOfShorterArithmetic(Precision precision) {
    ScalarFunction function = ScalarFunction.of(Shape.of(3), precision, x -> value(x, precision));
    double[] x = {precision.round(0.3), precision.round(-0.7), 1};
    double[] before = x.clone();
    NoiseBound bound = NoiseSource.measured().at(function, x);
    assertThat(x).isEqualTo(before);
    assertThat(bound.isKnown()).isTrue();
    Random random = new Random(3);
    double worst = 0;
    for (int i = 0; i < 2000; i++) {
      double[] near = new double[3];
      for (int j = 0; j < 3; j++) {
        near[j] = precision.round(x[j] + 0.05 * random.nextGaussian());
      }
      worst = Math.max(worst, Math.abs(value(near, precision) - value(near, Precision.FLOAT64)));
    }
    assertThat(bound.at(3)).isBetween(worst, 100 * worst);
  }

  /** 2 + x0 x1 + sin(x2), every operation rounded. */
  private static double value(double[] x, Precision p) {
    double product = p.round(x[0] * x[1]);
    return p.round(p.round(2 + product) + p.round(Math.sin(x[2])));
  }

  @Test
  void aGivenNoiseMustBeANumber() {
    assertThatThrownBy(() -> NoiseSource.known(Double.NaN))
        .hasMessage("noise (NaN) must be finite and not negative");
    assertThatThrownBy(() -> NoiseSource.known(-1))
        .hasMessage("noise (-1.0) must be finite and not negative");
    assertThatThrownBy(() -> NoiseSource.roundoff(0))
        .hasMessage("units of roundoff (0.0) must be positive and finite");
  }
}
