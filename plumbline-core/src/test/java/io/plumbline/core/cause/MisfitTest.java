package io.plumbline.core.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.function.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The measure, number by number, against its formula written once more. */
class MisfitTest {
  private static final int LENGTH = 20;

  /** Relative, of sums of logarithms. */
  private static final double CLOSE = 1e-9;

  private static double[] values(IntToDoubleFunction of) {
    return values(LENGTH, of);
  }

  private static double[] values(int length, IntToDoubleFunction of) {
    double[] values = new double[length];
    Arrays.setAll(values, of);
    return values;
  }

  /** Of no coarser format than float32. */
  private static double[] normal(long seed) {
    Random random = new Random(seed);
    return values(k -> (float) random.nextGaussian());
  }

  private static double size(double[] of) {
    return Math.sqrt(Arrays.stream(of).map(v -> v * v).average().orElseThrow());
  }

  /** What a coordinate that is off costs where rounding allows a deviation. */
  private static double nats(double off, double deviation) {
    double ratio = off / deviation;
    return Math.max(0, Math.log((1 + ratio * ratio) / 10) / 2);
  }

  private static double[] filled(double value) {
    return values(k -> value);
  }

  @Test
  void eachCoordinateThatIsOffCostsTheLogarithmOfItsRatio() {
    double[] right = normal(1);
    double[] given = values(k -> (float) (right[k] + (k % 3 == 0 ? 0.01 * k : 0)));
    double[] bounds = values(k -> 1e-5 * (1 + k));
    double expected = 0;
    for (int k = 0; k < LENGTH; k++) {
      double deviation = 0x1p-22 * Math.abs(right[k]) + bounds[k] / 3 + 0x1p-149;
      expected += nats(given[k] - right[k], deviation);
    }
    Misfit misfit = new Misfit(given, List.of(right), filled(1e-6));
    assertThat(misfit.cost(right, bounds)).isCloseTo(expected, within(CLOSE * expected));
    assertThat(misfit.cost(given, bounds)).isZero();
  }

  @Test
  void withinThreeDeviationsNothingIsCharged() {
    double[] right = filled(1);
    for (double deviations : new double[] {2.9, -2.9, 3.1, -3.1}) {
      double[] given = right.clone();
      given[4] += deviations * (0x1p-22 + 1e-3 / 3);
      Misfit misfit = new Misfit(given, List.of(right), filled(1e-3));
      double expected = Math.abs(deviations) < 3 ? 0 : Math.log((1 + 3.1 * 3.1) / 10) / 2;
      assertThat(misfit.cost(right, filled(1e-3))).isCloseTo(expected, within(1e-6));
    }
  }

  @Test
  void whatIsNoNumberCostsAThousand() {
    double[] right = normal(2);
    double[] given = right.clone();
    given[3] = Double.NaN;
    given[5] = Double.POSITIVE_INFINITY;
    given[7] = Double.NEGATIVE_INFINITY;
    Misfit misfit = new Misfit(given, List.of(right), filled(1e-6));
    assertThat(misfit.cost(right, filled(1e-6))).isEqualTo(3000);
  }

  @ParameterizedTest
  @CsvSource({"BFLOAT16", "FLOAT16"})
  void aCoarseFormatMayBeHalfAStepOff(Precision format) {
    double[] right = normal(3);
    double[] given = values(k -> format.round(1.4 * right[k]));
    Misfit misfit = new Misfit(given, List.of(right), filled(1e-6));
    assertThat(misfit.format()).isEqualTo(format);
    double expected = 0;
    for (int k = 0; k < LENGTH; k++) {
      double unit = 0x1p-22 + format.unitRoundoff() / 2;
      double deviation = unit * Math.abs(right[k]) + 1e-4 / 3 + format.minValue() / 2;
      expected += nats(given[k] - right[k], deviation);
    }
    assertThat(expected).isGreaterThan(10);
    assertThat(misfit.cost(right, filled(1e-4))).isCloseTo(expected, within(CLOSE * expected));
    double expectedInFloat32 = 0;
    double[] bounds = misfit.inPlace(1);
    for (int k = 0; k < LENGTH; k++) {
      double deviation = 0x1p-22 * Math.abs(right[k]) + bounds[k] / 3 + 0x1p-149;
      expectedInFloat32 += nats(given[k] - right[k], deviation);
    }
    assertThat(misfit.nothing()).isCloseTo(expectedInFloat32, within(CLOSE * expectedInFloat32));
  }

  @Test
  void theFormatIsTheCoarsestThatHoldsAll() {
    assertThat(Misfit.of(new double[] {1, 2, -0.5}).format()).isEqualTo(Precision.BFLOAT16);
    assertThat(Misfit.of(new double[] {1, 1 + 0x1p-10}).format()).isEqualTo(Precision.FLOAT16);
    assertThat(Misfit.of(new double[] {1, 1 + 0x1p-23}).format()).isEqualTo(Precision.FLOAT32);
    assertThat(Misfit.of(new double[] {1, 1 + 0x1p-30}).format()).isEqualTo(Precision.FLOAT64);
    assertThat(Misfit.of(new double[] {Double.NaN, 1 + 0x1p-10, Double.NEGATIVE_INFINITY}).format())
        .isEqualTo(Precision.FLOAT16);
  }

  @Test
  void ofSeveralDerivativesTheNearestCounts() {
    double[] given = normal(4);
    double[] far = values(k -> given[k] + 1);
    double[] near = values(k -> given[k] + 0.01);
    double[] rounding = filled(1e-6);
    double alone = new Misfit(given, List.of(near), rounding).nothing();
    Misfit both = new Misfit(given, List.of(near, far), rounding);
    assertThat(both.nothing()).isEqualTo(alone);
    assertThat(new Misfit(given, List.of(far, near), rounding).nothing())
        .isCloseTo(alone, within(0.1 * alone));
    // Two hundredths of the nearer's distance are no two hundredths of the farther's.
    double[] predicted = values(k -> given[k] + 0.01 * 0.004);
    assertThat(both.explained(predicted, filled(0), 1e9)).isCloseTo(0.996, within(1e-6));
  }

  @Test
  void whatRoundingAllowsInItsPlaceAndElsewhere() {
    double[] right = normal(5);
    double[] rounding = values(k -> k == 2 ? 0 : 1e-4 * (1 + k));
    Misfit misfit = new Misfit(normal(6), List.of(right), rounding);
    double relative = size(rounding) / size(right);
    double floor = 0.03 * relative * size(right);
    assertThat(misfit.inPlace(-3))
        .containsExactly(values(k -> 3 * Math.max(rounding[k], floor)), within(1e-15));
    double[] other = normal(7);
    assertThat(misfit.elsewhere(other))
        .containsOnly(new double[] {relative * size(other)}, within(1e-15));
    double even = relative * size(other);
    assertThat(misfit.scaled(other, 0.5))
        .containsExactly(
            values(k -> Math.max(0.5 * Math.max(rounding[k], floor), even)), within(1e-15));
    assertThat(misfit.factorTolerance()).isCloseTo(3 * relative + 1e-6, within(1e-12));
  }

  @Test
  void anExactMeasureAllowsNothingElse() {
    double[] right = normal(5);
    double[] bound = values(k -> k == 2 ? 0 : 1e-4 * (1 + k));
    double[] given = values(k -> 2 * right[k]);
    Misfit misfit = Misfit.exact(given, right, bound);
    assertThat(misfit.inPlace(2)).containsExactly(values(k -> 2 * bound[k]), within(0.0));
    assertThat(misfit.scaled(right, 2)).containsExactly(values(k -> 2 * bound[k]), within(0.0));
    // Nearly all of the distance is no reason where each entry must fit.
    double[] predicted = values(k -> given[k] + 1e-3 * (given[k] - right[k]));
    assertThat(misfit.explained(predicted, bound, misfit.nothing() / 2)).isLessThan(0.6);
    assertThat(new Misfit(given, List.of(right), bound).explained(predicted, bound, 1e9))
        .isCloseTo(0.999, within(1e-6));
  }

  @Test
  void theShareOfRoundingHasTwoEnds() {
    double[] right = filled(2);
    assertThat(Misfit.share(right, filled(0.002))).isCloseTo(0.001, within(1e-15));
    assertThat(Misfit.share(right, filled(1))).isEqualTo(0.02);
    assertThat(Misfit.share(right, filled(1e-12))).isEqualTo(1e-7);
    assertThat(Misfit.share(filled(0), filled(1))).isEqualTo(1e-7);
    assertThat(Misfit.share(filled(1e300), filled(1e297))).isCloseTo(1e-3, within(1e-15));
    double[] infinite = right.clone();
    infinite[1] = Double.NEGATIVE_INFINITY;
    assertThat(Misfit.share(infinite, filled(1))).isEqualTo(1e-7);
    assertThat(Misfit.relativeTo(filled(0), 0.01)).containsOnly(0);
    assertThat(Misfit.relativeTo(infinite, 0.01)).containsOnly(Double.POSITIVE_INFINITY);
    assertThat(Misfit.relativeTo(values(k -> k % 2 == 0 ? 3 : -3), 0.01))
        .containsOnly(new double[] {0.03}, within(1e-15));
  }

  @Test
  void otherFunctionsOfTheSameScores() {
    double[] right = filled(4);
    double[] rounding = filled(4e-4);
    Misfit misfit = new Misfit(normal(8), List.of(right), rounding);
    // A small one has what the scores' errors do to it, and float32's usual share of itself.
    assertThat(misfit.sameScores(filled(1e-3), 1))
        .containsOnly(new double[] {1e-4 * 1e-3 + 2e-6 * 1e-3}, within(1e-18));
    assertThat(misfit.sameScores(filled(50), -0.1))
        .containsOnly(new double[] {4e-5 + 2e-6 * 50}, within(1e-15));
  }

  /** Scores that are rounded to few bits are so for each function of them, by its own size. */
  @Test
  void otherFunctionsOfScoresOfFewBits() {
    double[] right = filled(4);
    Misfit misfit = new Misfit(filled(0.5), List.of(right), filled(4e-4));
    assertThat(misfit.isCoarse()).isTrue();
    assertThat(misfit.sameScores(filled(50), -0.1))
        .containsOnly(new double[] {1e-4 * 50 + 2e-6 * 50}, within(1e-15));
    assertThat(new Misfit(normal(8), List.of(right), filled(4e-4)).isCoarse()).isFalse();
  }

  @Test
  void theShareThatAPredictionExplains() {
    double[] right = filled(1);
    // Of float32, not of a coarser format.
    double[] given = filled(2 + 0x1p-22);
    Misfit misfit = new Misfit(given, List.of(right), filled(1e-4));
    double nothing = misfit.nothing();
    double[] bounds = filled(1e-4);
    assertThat(misfit.explained(filled(1.9), bounds, nothing / 4)).isCloseTo(0.75, within(1e-5));
    assertThat(misfit.explained(filled(1.9), bounds, nothing * 2)).isEqualTo(-1);
    // By a wider measure the derivative itself would be less wrong, and less is explained.
    double[] wide = filled(0.3);
    double wideCost = misfit.cost(right, wide);
    assertThat(wideCost).isBetween(1.0, nothing);
    assertThat(misfit.explained(filled(1.9), wide, wideCost / 4)).isCloseTo(0.75, within(1e-5));
    assertThat(misfit.explained(filled(1.9), filled(1e9), 1)).isZero();
    // Nearly all of the distance counts, 99 % of it does not.
    assertThat(misfit.explained(filled(1.996), bounds, nothing)).isCloseTo(0.996, within(1e-5));
    assertThat(misfit.explained(filled(1.99), bounds, nothing)).isZero();
    assertThat(misfit.explained(filled(1.996), bounds, nothing / 1e4))
        .isCloseTo(0.9999, within(1e-9));
    Misfit nothingWrong = new Misfit(right, List.of(right), filled(1e-4));
    assertThat(nothingWrong.explained(right, bounds, 0)).isZero();
  }

  /** Zero is as near to a small gradient as the derivative is: what is left counts beside it. */
  @Test
  void theDistanceIsNeverLongerThanTheGradient() {
    double[] right = filled(1000);
    double[] given = filled(1);
    Misfit misfit = new Misfit(given, List.of(right), filled(1e-4));
    assertThat(misfit.explained(filled(1.004), filled(0), 1e9)).isCloseTo(0.996, within(1e-9));
    assertThat(misfit.explained(filled(0), filled(0), 1e9)).isNegative();
  }

  @Test
  void aDirectionIsAlikeWithinSixtyDegrees() {
    double[] given = {3, 0, 3 + 0x1p-20};
    Misfit misfit = Misfit.of(given);
    assertThat(misfit.isLike(new double[] {1, 1.9, 0.5})).isFalse();
    assertThat(misfit.isLike(new double[] {1, 1.2, 0.5})).isTrue();
    assertThat(misfit.isLike(new double[] {-1, 1.2, -0.5})).isTrue();
    assertThat(misfit.isLike(new double[] {0, 1, 0})).isFalse();
    assertThat(misfit.isLike(new double[] {0, 0, 0})).isTrue();
    Misfit slanted = Misfit.of(new double[] {5, 1, 0});
    assertThat(slanted.isLike(new double[] {1, 3, 0})).isFalse();
    assertThat(slanted.isLike(new double[] {1, 2.2, 0})).isTrue();
  }

  @Test
  void theFactorIsTheMedianOfTheRatiosByTheirWeight() {
    double[] predicted = {10, 1, 1, 1, 1, 0};
    double[] given = {20, 5, 5, 5, 5, 7};
    Misfit misfit = new Misfit(given, List.of(predicted), values(6, k -> 1e-9));
    assertThat(misfit.factor(predicted)).isEqualTo(2);
    assertThat(misfit.factor(new double[] {1, 1, 1, 1, 1, 0})).isEqualTo(5);
    assertThat(misfit.factor(new double[6])).isZero();
    double[] infinite = {20, 5, 5, Double.NaN, Double.POSITIVE_INFINITY, 7};
    Misfit of = new Misfit(infinite, List.of(predicted), values(6, k -> 1e-9));
    assertThat(of.factor(new double[] {1, 1, 1, 9, 9, 0})).isEqualTo(5);
  }

  /** Ratios near the median are averaged by their weight; those far from it are not. */
  @Test
  void theFactorIsRefinedByItsNeighbours() {
    double[] predicted = {1, 2, 3, 4, 5};
    double[] off = {1e-3, -2e-3, 0, 2e-3, 0.5};
    double[] given = values(5, k -> (3 + off[k]) * predicted[k]);
    double[] rounding = values(5, k -> 1e-3 * size(predicted));
    Misfit misfit = new Misfit(given, List.of(predicted), rounding);
    double product = 0;
    double square = 0;
    for (int k = 0; k < 4; k++) {
      product += given[k] * predicted[k];
      square += predicted[k] * predicted[k];
    }
    assertThat(misfit.factor(predicted)).isCloseTo(product / square, within(1e-12));
    // Where nothing is known of rounding, within some of float32's.
    double[] nearly = {3, 3 * (1 + 1e-6), 3 * (1 + 1.8e-6)};
    Misfit exact =
        new Misfit(nearly, List.of(new double[] {1, 1, 1}), new double[] {1e-12, 1e-12, 1e-12});
    assertThat(exact.factor(new double[] {1, 1, 1})).isCloseTo(3 * (1 + 2.8e-6 / 3), within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"BFLOAT16", "FLOAT16"})
  void aCoarseFormatsFactorMayBeFurtherOff(Precision format) {
    double[] right = normal(9);
    double[] given = values(k -> format.round(right[k]));
    Misfit misfit = new Misfit(given, List.of(right), filled(1e-4));
    double relative = 1e-4 / size(right);
    assertThat(misfit.factorTolerance())
        .isCloseTo(3 * relative + 1e-6 + format.unitRoundoff() / 4, within(1e-12));
  }
}
