package io.plumbline.core.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
  /** One table for NaN, infinities, signed zeros, subnormals and the ends of the range. */
  @ParameterizedTest
  @CsvSource({
    // analytic, numeric, absolute, symmetric, relative, as printed
    "0, 0, 0, 0, 0, 0",
    "0.0, -0.0, 0, 0, 0, 0",
    "-0.0, 0.0, 0, 0, 0, 0",
    "4.9e-324, 0, 4.9e-324, 0, 0, 4.9e-324",
    "4.9e-324, -4.9e-324, 9.9e-324, 0, 0, 0",
    "1e-310, 1e-310, 0, 0, 0, 9.9999999e-303",
    "1, 1, 0, 0, 0, 0",
    "2, -2, 4, 1, 2, 3",
    "-2, -2, 0, 0, 0, 199999998",
    "NaN, 0, NaN, NaN, NaN, NaN",
    "0, NaN, NaN, NaN, NaN, NaN",
    "NaN, NaN, NaN, NaN, NaN, NaN",
    "Infinity, Infinity, NaN, NaN, NaN, NaN",
    "Infinity, -Infinity, Infinity, NaN, NaN, NaN",
    "Infinity, 1, Infinity, NaN, NaN, Infinity",
    "1, Infinity, Infinity, NaN, Infinity, Infinity",
    "1.7e308, 1.7e308, 0, 0, 0, 1.7e308",
    "1.7e308, -1.7e308, Infinity, 1, Infinity, 1.7e308",
  })
  void oneTable(
      double analytic,
      double numeric,
      double absolute,
      double symmetric,
      double relative,
      double asPrinted) {
    Comparison comparison =
        Comparison.of(Shape.of(1), new double[] {analytic}, new double[] {numeric});
    assertError(comparison, ErrorFormula.ABSOLUTE, absolute);
    assertError(comparison, ErrorFormula.SYMMETRIC_RELATIVE, symmetric);
    assertError(comparison, ErrorFormula.RELATIVE_TO_ANALYTIC, relative);
    assertError(comparison, ErrorFormula.AS_PRINTED, asPrinted);
  }

  private static void assertError(Comparison comparison, ErrorFormula formula, double expected) {
    double error = comparison.errors(formula)[0];
    if (Double.isNaN(expected)) {
      assertThat(error).as(formula.toString()).isNaN();
      assertThat(comparison.statistics(formula).max()).isNaN();
      assertThat(comparison.within(formula, Double.POSITIVE_INFINITY)).isFalse();
    } else if (Double.isInfinite(expected)) {
      assertThat(error).as(formula.toString()).isEqualTo(expected);
      assertThat(comparison.within(formula, Double.MAX_VALUE)).isFalse();
    } else {
      // Denominators of 1e-8 lift a subnormal to 1e-315; beside the zeros of the table that is
      // zero.
      assertThat(Math.abs(error - expected))
          .as("%s of %s", formula, error)
          .isLessThanOrEqualTo(1e-12 * Math.abs(expected) + 1e-315);
      assertThat(comparison.within(formula, expected * (1 + 1e-12) + 1e-315)).isTrue();
    }
  }

  @Test
  void nanInOneElementTakesTheStatisticsAndIsLocated() {
    Comparison comparison =
        Comparison.of(
            Shape.of(2, 2), new double[] {1, 2, 3, 4}, new double[] {9, 2, Double.NaN, 4});
    Statistics statistics = comparison.statistics(ErrorFormula.ABSOLUTE);
    assertThat(statistics.max()).isNaN();
    assertThat(statistics.median()).isNaN();
    assertThat(statistics.mean()).isNaN();
    assertThat(statistics.geometricMean()).isNaN();
    assertThat(comparison.locationOfMax(ErrorFormula.ABSOLUTE)).containsExactly(1, 0);
    assertThat(comparison.normwiseError()).isNaN();
  }

  @Test
  void statisticsOfAFewErrors() {
    Comparison comparison =
        Comparison.of(Shape.of(4), new double[] {1, 5, 2, 0}, new double[] {0, 1, 0, 0});
    Statistics statistics = comparison.statistics(ErrorFormula.ABSOLUTE);
    assertThat(statistics).isEqualTo(new Statistics(4, 1, 1.5, 1.75, statistics.geometricMean()));
    assertThat(statistics.geometricMean()).isCloseTo(2, within(1e-15));
  }

  @Test
  void geometricMeanOfNothingButZerosIsZero() {
    Comparison comparison = Comparison.of(Shape.of(2), new double[] {1, 2}, new double[] {1, 2});
    assertThat(comparison.statistics(ErrorFormula.ABSOLUTE).geometricMean()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "3, 4, 0, 0, 1",
    "3, 4, 3, 4, 0",
    "3, 4, -3, -4, 2",
    "0, 0, 0, 0, 0",
    "3e300, 4e300, 3e300, 0, 0.8",
    "3e-320, 4e-320, 0, 0, 1",
    "Infinity, 0, Infinity, 0, NaN",
  })
  void normwiseErrorHasNoOverflow(double d1, double d2, double g1, double g2, double expected) {
    double error =
        Comparison.of(Shape.of(2), new double[] {d1, d2}, new double[] {g1, g2}).normwiseError();
    if (Double.isNaN(expected)) {
      assertThat(error).isNaN();
    } else {
      assertThat(error).isCloseTo(expected, within(1e-15));
    }
  }

  @Test
  void shapesMustBeEqual() {
    double[] four = new double[4];
    assertThatThrownBy(() -> Comparison.of(Shape.of(2, 2), four, Shape.of(4), four))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("numeric shape (4,) must be the analytic shape (2, 2)");
    assertThatThrownBy(() -> Comparison.of(Shape.of(2, 3), four, Shape.of(2, 2), four))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("analytic (4 elements) must have the 6 elements of shape (2, 3)");
  }
}
