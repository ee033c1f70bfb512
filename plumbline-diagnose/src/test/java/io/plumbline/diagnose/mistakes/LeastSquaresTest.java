package io.plumbline.diagnose.mistakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.Euclidean;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeastSquaresTest {
  private static final int LENGTH = 60;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 7})
  void findsPlantedCoefficients(int count) {
    Random random = new Random(count);
    double[][] rows = rows(count, random);
    double[] planted = random.doubles(count, -3, 3).toArray();
    double[] vector = combined(rows, planted);
    assertClose(LeastSquares.plain(rows, vector), planted, 1e-9);
    assertClose(LeastSquares.fit(rows, vector), planted, 1e-9);
  }

  @Test
  void whatPlainLeavesIsAtRightAnglesToEveryRow() {
    Random random = new Random(11);
    double[][] rows = rows(4, random);
    double[] vector = random.doubles(LENGTH, -1, 1).toArray();
    double[] left = combined(rows, LeastSquares.plain(rows, vector));
    for (int k = 0; k < LENGTH; k++) {
      left[k] -= vector[k];
    }
    for (double[] row : rows) {
      assertThat(Euclidean.dot(left, row)).isCloseTo(0, within(1e-10 * Euclidean.norm(row)));
    }
  }

  @Test
  void aFewGrossErrorsDoNotMoveTheRobustFit() {
    Random random = new Random(12);
    double[][] rows = rows(3, random);
    double[] planted = {2, -1, 0.5};
    double[] vector = combined(rows, planted);
    for (int k = 0; k < LENGTH; k++) {
      vector[k] += 1e-3 * random.nextGaussian();
    }
    for (int k = 0; k < 6; k++) {
      vector[7 * k] += 50;
    }
    assertClose(LeastSquares.fit(rows, vector), planted, 1e-2);
    double[] plain = LeastSquares.plain(rows, vector);
    assertThat(Math.abs(plain[0] - 2) + Math.abs(plain[1] + 1) + Math.abs(plain[2] - 0.5))
        .isGreaterThan(0.5);
  }

  @Test
  void rowsOfAnyLengthCountAlike() {
    Random random = new Random(13);
    double[][] rows = rows(3, random);
    double[] scales = {1e-12, 1, 1e9};
    for (int j = 0; j < 3; j++) {
      for (int k = 0; k < LENGTH; k++) {
        rows[j][k] *= scales[j];
      }
    }
    double[] planted = {3e12, -2, 4e-9};
    double[] found = LeastSquares.plain(rows, combined(rows, planted));
    for (int j = 0; j < 3; j++) {
      assertThat(found[j]).isCloseTo(planted[j], within(1e-8 * Math.abs(planted[j])));
    }
  }

  @Test
  void ofTwoEqualRowsAnyDivisionWillDo() {
    double[] row = rows(1, new Random(14))[0];
    double[][] rows = {row, row.clone(), new double[LENGTH]};
    double[] vector = combined(rows, new double[] {5, 0, 0});
    double[] found = LeastSquares.plain(rows, vector);
    assertThat(found[0] + found[1]).isCloseTo(5, within(1e-6));
    assertThat(found[2]).isZero();
  }

  private static double[][] rows(int count, Random random) {
    double[][] rows = new double[count][];
    for (int j = 0; j < count; j++) {
      rows[j] = random.doubles(LENGTH, -1, 1).toArray();
    }
    return rows;
  }

  private static double[] combined(double[][] rows, double[] factors) {
    double[] sum = new double[LENGTH];
    for (int j = 0; j < rows.length; j++) {
      for (int k = 0; k < LENGTH; k++) {
        sum[k] += factors[j] * rows[j][k];
      }
    }
    return sum;
  }

  private static void assertClose(double[] found, double[] expected, double tolerance) {
    assertThat(found).hasSize(expected.length);
    for (int j = 0; j < found.length; j++) {
      assertThat(found[j]).isCloseTo(expected[j], within(tolerance));
    }
  }
}
